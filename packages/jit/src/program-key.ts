/** What tells programs of one function apart, as text: the structure of its traced arguments, and its static arguments. */
import { ArgumentError, type Tensor, type TreeDef, isTensor } from '@adjoint/tensor';

/** Numbers for what is compared by identity. */
export interface Identities {
  of(value: object): number;
}

export function createIdentities(): Identities {
  const known = new WeakMap<object, number>();
  let count = 0;
  return {
    of(value) {
      const id = known.get(value) ?? ++count;
      known.set(value, id);
      return id;
    },
  };
}

/** The structure with its empty parts, which have no leaf. Opaque leaves of one class differ by their plain properties. */
export function structureText(def: TreeDef, leaves: readonly Tensor[]): string {
  let k = 0;
  const text = (d: TreeDef): string => {
    if (d === '*') {
      k++;
      return d;
    }
    if (typeof d === 'string') return d;
    if ('opaque' in d) {
      const value = d.opaque(leaves.slice(k, (k += d.count)));
      const own = Object.entries(value as object).filter(
        ([, v]) => typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean',
      );
      return `<${d.count} ${JSON.stringify(own)}>`;
    }
    return 'object' in d
      ? `{${d.object.keys.map((key, i) => `${JSON.stringify(key)}:${text(d.object.children[i])}`).join()}}`
      : `[${d.map(text).join()}]`;
  };
  return text(def);
}

/**
 * A static argument: plain data by value, functions and instances of classes by identity.
 *
 * @throws ArgumentError for data that contains itself, and for a symbol
 */
export function staticText(value: unknown, identities: Identities, open: ReadonlySet<unknown> = new Set()): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (value === null || typeof value === 'boolean' || value === undefined) return String(value);
  if (isTensor(value))
    return `${value.dtype}[${value.shape.join()}](${Array.from(value.toTypedArray(), (v) => staticText(v, identities)).join()})`;
  if (ArrayBuffer.isView(value) && Symbol.iterator in value)
    return `${value.constructor.name}(${Array.from(value as Iterable<unknown>, (v) => staticText(v, identities)).join()})`;
  if (open.has(value))
    throw new ArgumentError(
      'jit: a static argument contains itself',
      'pass plain data, or an instance of a class, which is compared by identity',
    );
  const inside = new Set(open).add(value);
  const text = (v: unknown): string => staticText(v, identities, inside);
  if (Array.isArray(value)) return `[${value.map(text).join()}]`;
  const proto: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (proto === Object.prototype || proto === null)
    return `{${Object.entries(value)
      .map(([key, v]) => `${JSON.stringify(key)}:${text(v)}`)
      .join()}}`;
  if (typeof value === 'symbol') throw new ArgumentError(`jit: ${String(value)} is a static argument`, 'pass its description');
  return `${typeof value} ${identities.of(value)}`;
}
