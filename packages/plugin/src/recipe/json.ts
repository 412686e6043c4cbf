/**
 * What is plain JSON, and where a value stops being it.
 *
 * Data from outside is bounded before anything walks it further: nesting ≤ 64, no key with a meaning of its own in
 * JavaScript, no cycle, no number that JSON cannot write.
 */
import { PluginError } from '../plugin-error.ts';
import type { Json } from '../contracts/shared/json.ts';

/** Deepest nesting of a recipe, and longest chain of plugins that make one another. */
export const DEPTH = 64;

const hostile = (key: string): boolean => key === '__proto__' || key === 'constructor' || key === 'prototype';

/** The first place where `x` is not plain JSON, in words, or null. Fields that are undefined count as absent. */
export function notJson(x: unknown, path: string, depth = 0): string | null {
  if (x === null || typeof x === 'string' || typeof x === 'boolean') return null;
  if (typeof x === 'number') return Number.isFinite(x) ? null : `${path} is ${x}`;
  if (typeof x !== 'object') return `${path} is ${typeof x === 'undefined' ? 'undefined' : `a ${typeof x}`}`;
  if (depth >= DEPTH) return `${path} is nested deeper than ${DEPTH}`;
  if (Array.isArray(x)) {
    for (let i = 0; i < x.length; i++) {
      const fault = notJson(x[i], `${path}[${i}]`, depth + 1);
      if (fault !== null) return fault;
    }
    return null;
  }
  const prototype: unknown = Object.getPrototypeOf(x);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return `${path} is an object of a class`;
  for (const [key, value] of Object.entries(x)) {
    if (hostile(key)) return `${path} has the key ${JSON.stringify(key)}`;
    const fault = value === undefined ? null : notJson(value, `${path}.${key}`, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

/**
 * A copy of `x` that shares nothing with it.
 *
 * @throws PluginError BAD_RECIPE naming the place where `x` is not plain JSON
 */
export function toJson(x: unknown, path: string): Json {
  const fault = notJson(x, path);
  if (fault !== null)
    throw new PluginError(
      'BAD_RECIPE',
      `${fault}: not plain JSON`,
      'a recipe holds finite numbers, strings, booleans, null, arrays and plain objects',
    );
  return JSON.parse(JSON.stringify(x)) as Json;
}
