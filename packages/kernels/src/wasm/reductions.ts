/**
 * Reductions in WebAssembly: the operand goes through scratch memory once, in chunks that stay in the nearest cache,
 * and its elements are combined in the order of the plain tier.
 */
import type { AnyArray, ReductionKernel, ReductionName } from '../contract.ts';
import * as plain from '../plain.ts';
import { requireExtent } from '../reduce/require-extent.ts';
import { reduceColumns } from './reduce-columns.ts';
import { reduceRows } from './reduce-rows.ts';
import type { Reducers } from './reducers.ts';

/** Below these the plain tier is faster: elements of a row, elements reduced in all, columns. */
const SHORTEST = 64;
const SMALLEST = 512;
const NARROWEST = 8;

/** Whether a reduction of these extents is worth its copies. */
export const worthwhile = (outer: number, n: number, inner: number): boolean =>
  outer * n * inner >= SMALLEST && (inner === 1 ? n >= SHORTEST : n >= 4 && inner >= NARROWEST);

export function createReductions({
  double,
  single,
  integers,
}: Reducers): Readonly<Record<Exclude<ReductionName, 'any' | 'all'>, ReductionKernel>> {
  const kernel =
    (name: Exclude<ReductionName, 'any' | 'all'>, ordinary: ReductionKernel = plain[name]): ReductionKernel =>
    (out: AnyArray, x: AnyArray, outer: number, n: number, inner: number) => {
      const whole = x instanceof Int32Array ? 'int32' : x instanceof Uint32Array ? 'uint32' : null;
      if (whole !== null && name === 'sum' && out instanceof Float64Array && worthwhile(outer, n, inner)) {
        requireExtent(name, out, outer * inner, x, outer, n, inner);
        const words = new Float32Array(x.buffer, x.byteOffset, x.length);
        if (inner === 1) reduceRows(name, integers(whole), out, words, outer, n);
        else reduceColumns(name, integers(whole), out, words, outer, n, inner);
        return;
      }
      const floats =
        (x instanceof Float64Array || x instanceof Float32Array) &&
        (out instanceof Float64Array || out instanceof Float32Array || name.startsWith('arg'));
      if (!floats || !worthwhile(outer, n, inner) || (inner !== 1 && name === 'prod')) {
        ordinary(out, x, outer, n, inner);
        return;
      }
      requireExtent(name, out, outer * inner, x, outer, n, inner);
      const r = x instanceof Float64Array ? double() : single();
      if (inner === 1) reduceRows(name, r, out, x, outer, n);
      else if (name !== 'prod') reduceColumns(name, r, out, x, outer, n, inner);
    };
  return {
    sum: kernel('sum'),
    prod: kernel('prod'),
    max: kernel('max'),
    min: kernel('min'),
    argmax: kernel('argmax'),
    argmin: kernel('argmin'),
    logSumExp: kernel('logSumExp'),
  };
}
