/**
 * Reductions in WebAssembly: the operand goes through scratch memory once, in chunks that stay in the nearest cache,
 * and its elements are combined in the order of the plain tier.
 */
import type { AnyArray, ReductionKernel, ReductionName } from '../contract.ts';
import * as plain from '../plain.ts';
import { requireExtent } from '../reduce/require-extent.ts';
import type { Arena } from './arena.ts';
import type { Precision } from './gemm-module.ts';
import type { ConstantTable } from './lane-builder.ts';
import { assemble, type FunctionCode } from './module.ts';
import { reduceColumns } from './reduce-columns.ts';
import { reduceRows } from './reduce-rows.ts';
import { argRows, leaves, rows } from './reduction-code.ts';
import { exps, narrowed } from './reduction-exponentials.ts';
import { END, TABLES, reducer, type Reducer, type ReductionCode } from './reduction-scratch.ts';

/** Below these the plain tier is faster: elements of a row, elements reduced in all, columns. */
const SHORTEST = 64;
const SMALLEST = 512;
const NARROWEST = 8;

/** The functions for one precision, each assembled and compiled when it is first asked for: a program needs one or two. */
function compile(arena: Arena, precision: Precision, fused: boolean, exact: boolean): ReductionCode {
  const base = TABLES[precision];
  arena.reserve(END + 64);
  const makers: Readonly<Record<keyof ReductionCode, (table: ConstantTable) => FunctionCode>> = {
    sumLeaves: () => leaves('sum', precision),
    prodLeaves: () => leaves('prod', precision),
    maxLeaves: () => leaves('max', precision),
    minLeaves: () => leaves('min', precision),
    sumRows: () => rows('sum', precision),
    maxRows: () => rows('max', precision),
    minRows: () => rows('min', precision),
    argmaxRows: () => argRows('max', precision),
    argminRows: () => argRows('min', precision),
    exps: (table) => exps(precision === 'float64' ? 'double' : exact ? 'promoted' : 'narrow', table, base, fused),
    narrowed: () => narrowed(),
  };
  const made: Partial<Record<keyof ReductionCode, unknown>> = {};
  const make = (name: keyof ReductionCode): unknown => {
    const table: ConstantTable = [];
    const module = new WebAssembly.Module(assemble([makers[name](table)]));
    const words = new BigUint64Array(arena.memory.buffer, base, 2 * table.length);
    table.forEach((word, i) => {
      words[2 * i] = word;
      words[2 * i + 1] = word;
    });
    return new WebAssembly.Instance(module, { scratch: { memory: arena.memory } }).exports[name];
  };
  const getters = Object.fromEntries(
    (Object.keys(makers) as (keyof ReductionCode)[]).map((name) => [name, { get: () => (made[name] ??= make(name)) }]),
  );
  return Object.defineProperties({}, getters) as ReductionCode;
}

/** @param exact asks for the bits of the plain tier in the exponentials of float32 too */
export function createReductions(
  arena: Arena,
  fused: boolean,
  exact: boolean,
): Readonly<Record<Exclude<ReductionName, 'any' | 'all'>, ReductionKernel>> {
  let wide: Reducer | undefined;
  let narrow: Reducer | undefined;
  const forDoubles = (): Reducer => {
    if (wide === undefined) {
      const code = compile(arena, 'float64', fused, exact);
      wide = reducer(arena, code, code, 8, 8);
    }
    return wide;
  };
  const forSingles = (): Reducer => {
    if (narrow === undefined) {
      const code = compile(arena, 'float32', fused, exact);
      narrow = reducer(arena, code, exact ? forDoubles().code : code, 4, exact ? 8 : 4);
    }
    return narrow;
  };
  const kernel =
    (name: Exclude<ReductionName, 'any' | 'all'>): ReductionKernel =>
    (out: AnyArray, x: AnyArray, outer: number, n: number, inner: number) => {
      const floats =
        (x instanceof Float64Array || x instanceof Float32Array) &&
        (out instanceof Float64Array || out instanceof Float32Array || name.startsWith('arg'));
      if (!floats || outer * n * inner < SMALLEST || (inner === 1 ? n < SHORTEST : n < 4 || inner < NARROWEST || name === 'prod')) {
        plain[name](out, x, outer, n, inner);
        return;
      }
      requireExtent(name, out, outer * inner, x, outer, n, inner);
      const r = x instanceof Float64Array ? forDoubles() : forSingles();
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
