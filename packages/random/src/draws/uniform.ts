import { ArgumentError, type FloatDType, type Primitive, type Tensor } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { type DrawParams, type Fill, type ShapeLike, draw, drawPrimitive, floatDType, requireFinite, shapeOf } from './draw.ts';
import { eachUniform, fillUniform } from './unit-interval.ts';

export interface UniformParams extends DrawParams {
  readonly low: number;
  readonly high: number;
}

export const uniformFill: Fill<UniformParams> = (out, generator, k0, k1, { dtype, low, high }, from = 0) => {
  const single = dtype === 'float32';
  const a = single ? Math.fround(low) : low;
  const width = single ? Math.fround(Math.fround(high) - a) : high - a;
  const plain = a === 0 && width === 1;
  if (plain) {
    fillUniform(out as Float64Array, generator, k0, k1, from);
    return;
  }
  eachUniform(
    out.length,
    dtype as FloatDType,
    generator,
    k0,
    k1,
    (u, at, n) => {
      if (single) for (let i = 0; i < n; i++) out[at + i] = Math.max(a, Math.fround(u[i] * width) + a);
      else for (let i = 0; i < n; i++) out[at + i] = Math.max(a, u[i] * width + a);
    },
    from,
  );
};
const uniformPrimitive: Primitive<UniformParams> = /* @__PURE__ */ drawPrimitive('uniform', uniformFill);

export interface UniformOptions<D extends FloatDType = FloatDType> {
  readonly dtype?: D;
  /** Lower end, included (default 0). */
  readonly low?: number;
  /** Upper end, excluded but for rounding (default 1). */
  readonly high?: number;
}

/**
 * Uniform on [low, high): low + (high − low)·u with u of 52 random bits (float32: 23), as JAX.
 *
 * @param shape of the draw; a number is the length of its one axis
 * @throws ArgumentError unless low < high, both finite, high − low too; ShapeError, DTypeError
 * @example uniform(key(0), [2, 3], { low: -1 })
 */
export function uniform<D extends FloatDType = 'float64'>(key: Key, shape: ShapeLike = [], options: UniformOptions<D> = {}): Tensor<D> {
  return draw(uniformPrimitive, key, {
    shape: shapeOf('uniform', shape),
    dtype: floatDType('uniform', options.dtype),
    ...requireRange(options),
  }) as Tensor<D>;
}

/** The ends that were asked for. @throws ArgumentError unless low < high, both finite, high − low too */
export function requireRange({ low = 0, high = 1 }: UniformOptions): { readonly low: number; readonly high: number } {
  requireFinite('uniform', 'low', low);
  requireFinite('uniform', 'high', high);
  if (!(low < high) || high - low === Infinity)
    throw new ArgumentError(`uniform: low ${low}, high ${high}`, 'low lies below high, and their difference is finite');
  return { low, high };
}
