/**
 * Trees: nested arrays and plain objects of tensors and numbers, and their types.
 *
 * Interfaces, tuples and optional keys survive, since the types are homomorphic mapped types without constraint.
 * Keys are visited in sorted order. An opaque leaf (`OPAQUE` protocol) is a value object around tensors, such as a
 * random key: it tells its parts and how to be made again from others.
 */
import { scalar, isTensor } from '../core/as-tensor.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { TreeError } from '../errors.ts';

/** Protocol of value objects that hold tensors: `[OPAQUE]()` gives the parts and the maker. */
export const OPAQUE: unique symbol = Symbol.for('adjoint.opaque') as never;
export interface Opaque {
  [OPAQUE](): { readonly parts: readonly Tensor[]; readonly make: (parts: readonly Tensor[]) => unknown };
}

type AnyFunction = (...args: never) => unknown;
/** What a caller may pass where a function declares T: a number wherever a tensor is declared. */
export type Loose<T> = T extends Tensor
  ? TensorLike
  : T extends AnyFunction | Opaque
    ? T
    : T extends object
      ? { [K in keyof T]: Loose<T[K]> }
      : T;
/** T with every tensor leaf replaced by L. */
export type Leaves<T, L> = T extends TensorLike ? L : T extends Opaque ? T : T extends object ? { [K in keyof T]: Leaves<T[K], L> } : T;

interface Branch {
  readonly keys: readonly string[];
  readonly children: readonly TreeDef[];
}
/** The structure of a tree without its leaves; plain JSON but for opaque leaves. */
export type TreeDef =
  | '*'
  | 'null'
  | 'undefined'
  | readonly TreeDef[]
  | { readonly object: Branch }
  | { readonly opaque: (parts: readonly Tensor[]) => unknown; readonly count: number };

const HOSTILE = new Set(['__proto__', 'constructor', 'prototype']);
const isIdentifier = (key: string): boolean => /^[A-Za-z_$][\w$]*$/.test(key);
export const pathOf = (at: string, key: string): string => (isIdentifier(key) ? `${at}.${key}` : `${at}[${JSON.stringify(key)}]`);

function describe(x: unknown): string {
  if (typeof x !== 'object' || x === null) return typeof x === 'string' ? 'a string' : `a ${typeof x}`;
  const name = (Object.getPrototypeOf(x) as { constructor?: { name?: string } } | null)?.constructor?.name;
  return name ? `a ${name}` : 'an object of a class';
}

/**
 * The leaves in order, and the structure to put them back.
 *
 * @param path name of the tree in error messages, e.g. `params`
 * @throws TreeError naming the path, for a leaf that is neither tensor nor number, a hostile key or a cycle
 */
export function flatten(tree: unknown, path = 'tree'): { readonly leaves: Tensor[]; readonly def: TreeDef } {
  const leaves: Tensor[] = [];
  const open = new Set<object>();
  const walk = (x: unknown, at: string): TreeDef => {
    if (typeof x === 'number') {
      leaves.push(scalar(x));
      return '*';
    }
    if (x === null) return 'null';
    if (x === undefined) return 'undefined';
    if (isTensor(x)) {
      leaves.push(x);
      return '*';
    }
    if (typeof x === 'object') {
      if (open.has(x)) throw new TreeError(at, `${at} contains itself`, 'a tree has no cycles');
      open.add(x);
      try {
        if (Array.isArray(x)) return x.map((v, i) => walk(v, `${at}[${i}]`));
        if (OPAQUE in x) {
          const { parts, make } = (x as Opaque)[OPAQUE]();
          leaves.push(...parts);
          return { opaque: make, count: parts.length };
        }
        const proto: unknown = Object.getPrototypeOf(x);
        if (proto === Object.prototype || proto === null) {
          const keys = Object.keys(x).sort();
          for (const k of keys)
            if (HOSTILE.has(k))
              throw new TreeError(
                pathOf(at, k),
                `${at} has the key ${JSON.stringify(k)}`,
                'rename the key: it has a meaning of its own in JavaScript',
              );
          return { object: { keys, children: keys.map((k) => walk((x as Record<string, unknown>)[k], pathOf(at, k))) } };
        }
      } finally {
        open.delete(x);
      }
    }
    throw new TreeError(
      at,
      `${at} is ${describe(x)}, not a tensor, number, array or plain object`,
      'pass it by a closure, or as an argument that is not traced',
    );
  };
  return { def: walk(tree, path), leaves };
}

/** The tree of structure `def` with these leaves. */
export function unflatten(def: TreeDef, leaves: readonly unknown[]): unknown {
  let k = 0;
  const walk = (d: TreeDef): unknown => {
    if (d === '*') return leaves[k++];
    if (d === 'null') return null;
    if (d === 'undefined') return undefined;
    if (isArray(d)) return d.map(walk);
    if ('opaque' in d) return d.opaque(leaves.slice(k, (k += d.count)) as Tensor[]);
    return Object.fromEntries(d.object.keys.map((key, i) => [key, walk(d.object.children[i])]));
  };
  return walk(def);
}
const isArray = (d: TreeDef): d is readonly TreeDef[] => Array.isArray(d);

/** Where each leaf stands: `params.layers[1].weight`. */
export function leafPaths(def: TreeDef, path = 'tree'): string[] {
  if (def === '*') return [path];
  if (def === 'null' || def === 'undefined') return [];
  if (isArray(def)) return def.flatMap((d, i) => leafPaths(d, `${path}[${i}]`));
  if ('opaque' in def) return Array.from({ length: def.count }, (_, i) => `${path}{${i}}`);
  return def.object.keys.flatMap((k, i) => leafPaths(def.object.children[i], pathOf(path, k)));
}

/** Whether two trees have the same structure. */
export function sameStructure(a: TreeDef, b: TreeDef): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((d, i) => sameStructure(d, b[i]));
  if (isArray(b)) return false;
  if ('opaque' in a) return 'opaque' in b && a.count === b.count;
  return (
    'object' in b &&
    a.object.keys.length === b.object.keys.length &&
    a.object.keys.every((k, i) => k === b.object.keys[i] && sameStructure(a.object.children[i], b.object.children[i]))
  );
}
