/**
 * A Standard Schema from a description, for plugin files that import nothing, and for people: the same description can
 * fill a form or a help text. Unknown fields are refused, missing ones take their default.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec';

interface Described {
  readonly description?: string;
}
/** A finite number, bounded where said. */
export interface NumberField extends Described {
  readonly type: 'number' | 'integer';
  readonly default?: number;
  /** Smallest and largest value that is allowed. */
  readonly min?: number;
  readonly max?: number;
  /** The value must be greater, or less, than this. */
  readonly above?: number;
  readonly below?: number;
}
export interface BooleanField extends Described {
  readonly type: 'boolean';
  readonly default?: boolean;
}
export interface StringField extends Described {
  readonly type: 'string';
  readonly default?: string;
  readonly oneOf?: readonly string[];
}
/** One field of a configuration. Without a default it must be given. */
export type ConfigField = NumberField | BooleanField | StringField;
export type ConfigDescription = Readonly<Record<string, ConfigField>>;

type ValueOf<F extends ConfigField> = F extends NumberField ? number : F extends BooleanField ? boolean : string;
/** What `create` receives. */
export type DescribedConfig<D extends ConfigDescription> = { readonly [K in keyof D]: ValueOf<D[K]> };

/** A schema that remembers what it was made of. */
export interface DescribedSchema<D extends ConfigDescription> extends StandardSchemaV1<unknown, DescribedConfig<D>> {
  readonly description: D;
}

/** What is wrong with a value, or null. */
function fault(field: ConfigField, x: unknown): string | null {
  const expected = field.type === 'integer' ? 'number' : field.type;
  if (typeof x !== expected)
    return `expected ${field.type === 'integer' ? 'an integer' : `a ${field.type}`}, got ${x === null ? 'null' : typeof x === 'object' ? 'an object' : (JSON.stringify(x) ?? typeof x)}`;
  if (field.type === 'string')
    return field.oneOf && !field.oneOf.includes(x as string) ? `expected one of ${field.oneOf.join(', ')}, got ${JSON.stringify(x)}` : null;
  if (field.type === 'boolean') return null;
  const v = x as number;
  const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity } = field;
  if (!Number.isFinite(v)) return `expected a finite number, got ${v}`;
  if (field.type === 'integer' && !Number.isInteger(v)) return `expected an integer, got ${v}`;
  return v < min
    ? `expected at least ${min}, got ${v}`
    : v > max
      ? `expected at most ${max}, got ${v}`
      : v <= above
        ? `expected more than ${above}, got ${v}`
        : v >= below
          ? `expected less than ${below}, got ${v}`
          : null;
}

/**
 * @example describeConfig({ learningRate: { type: 'number', above: 0, default: 0.01, description: 'step length' } })
 */
/* @__NO_SIDE_EFFECTS__ */
export function describeConfig<const D extends ConfigDescription>(description: D): DescribedSchema<D> {
  const validate = (raw: unknown): StandardSchemaV1.Result<DescribedConfig<D>> => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { issues: [{ message: 'expected an object' }] };
    const issues: StandardSchemaV1.Issue[] = [];
    const value: Record<string, unknown> = {};
    const names = Object.keys(description);
    const known = new Map(Object.entries(raw).filter(([, x]) => x !== undefined));
    for (const key of known.keys())
      if (!names.includes(key)) issues.push({ path: [key], message: `unknown, known are ${names.join(', ') || 'none'}` });
    for (const key of names) {
      const field: ConfigField = description[key];
      const x: unknown = known.get(key) ?? field.default;
      const message = known.has(key) ? fault(field, known.get(key)) : x === undefined ? 'missing' : null;
      if (message === null) value[key] = x;
      else issues.push({ path: [key], message });
    }
    return issues.length > 0 ? { issues } : { value: value as DescribedConfig<D> };
  };
  return { description, '~standard': { version: 1, vendor: 'adjoint', validate } };
}
