/** Fields that configurations share: a schema with its default and a sentence for people. */
import * as v from 'valibot';

type Field<T> = v.GenericSchema<T | undefined, T>;

/** A number ≥ 0. */
export const nonNegative = (fallback: number, description: string): Field<number> =>
  v.optional(v.pipe(v.number(), v.finite(), v.minValue(0), v.description(description)), fallback);

/** A number in [0, 1). */
export const fraction = (fallback: number, description: string): Field<number> =>
  v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1), v.description(description)), fallback);

/** A number > 0. */
export const positive = (fallback: number, description: string): Field<number> =>
  v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0), v.description(description)), fallback);

/** An integer ≥ 1. */
export const count = (fallback: number, description: string): Field<number> =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.description(description)), fallback);

export const flag = (fallback: boolean, description: string): Field<boolean> =>
  v.optional(v.pipe(v.boolean(), v.description(description)), fallback);

interface MomentFields {
  readonly beta1: Field<number>;
  readonly beta2: Field<number>;
  readonly epsilon: Field<number>;
}
/** What Adam and its relatives remember of the gradient. */
export const moments = (): MomentFields => ({
  beta1: fraction(0.9, 'memory of the mean gradient'),
  beta2: fraction(0.999, 'memory of the mean squared gradient'),
  epsilon: nonNegative(1e-8, 'added to the root of the second moment'),
});

/** The package that faults are reported to. */
export const SOURCE: { readonly package: string } = { package: '@adjoint/nn' };
