/** The code of reductions over one scratch memory, for either type of operand. */
import type { Arena } from './arena.ts';
import type { Precision } from './gemm-module.ts';
import type { ConstantTable } from './lane-builder.ts';
import { assemble, type FunctionCode } from './module.ts';
import { argRows, leaves, sumRows, type Operand } from './reduction-code.ts';
import { exps, narrowed } from './reduction-exponentials.ts';
import { extremumOf, extremumRows, placeOf } from './reduction-extrema.ts';
import { END, SOFTMAX_TABLES, TABLES, reducer, type Reducer, type ReductionCode } from './reduction-scratch.ts';
import { differences, quotients, shiftedExps } from './softmax-code.ts';

/** The functions for one precision, each assembled and compiled when it is first asked for: a program needs one or two. */
function compile(arena: Arena, precision: Precision, fused: boolean, exact: boolean, summed: Operand = precision): ReductionCode {
  const base = TABLES[precision];
  arena.reserve(END + 64);
  const makers: Readonly<Record<keyof ReductionCode, (table: ConstantTable) => FunctionCode>> = {
    sumLeaves: () => leaves('sum', summed),
    prodLeaves: () => leaves('prod', precision),
    sumRows: () => sumRows(summed),
    maxOf: () => extremumOf('max', precision),
    minOf: () => extremumOf('min', precision),
    place: () => placeOf(precision),
    maxRows: () => extremumRows('max', precision),
    minRows: () => extremumRows('min', precision),
    argmaxRows: () => argRows('max', precision),
    argminRows: () => argRows('min', precision),
    exps: (table) => exps(precision === 'float64' ? 'double' : exact ? 'promoted' : 'narrow', table, base, fused),
    narrowed: () => narrowed(),
    shiftedExps: (table) =>
      shiftedExps(precision === 'float64' ? 'double' : exact ? 'rounded' : 'single', table, SOFTMAX_TABLES[precision], fused),
    quotients: () => quotients(precision),
    differences: () => differences(precision),
  };
  const made: Partial<Record<keyof ReductionCode, unknown>> = {};
  const make = (name: keyof ReductionCode): unknown => {
    const table: ConstantTable = [];
    const module = new WebAssembly.Module(assemble([makers[name](table)]));
    const words = new BigUint64Array(arena.memory.buffer, name === 'shiftedExps' ? SOFTMAX_TABLES[precision] : base, 2 * table.length);
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

export interface Reducers {
  readonly double: () => Reducer;
  readonly single: () => Reducer;
  /** For sums of integers, seen as float32 of the same bytes. */
  readonly integers: (operand: 'int32' | 'uint32') => Reducer;
}

/** @param exact asks for the bits of the plain tier in the exponentials of float32 too */
export function createReducers(arena: Arena, fused: boolean, exact: boolean): Reducers {
  let wide: Reducer | undefined;
  let narrow: Reducer | undefined;
  const double = (): Reducer => {
    if (wide === undefined) {
      const code = compile(arena, 'float64', fused, exact);
      wide = reducer(arena, code, code, 8, 8);
    }
    return wide;
  };
  const single = (): Reducer => {
    if (narrow === undefined) {
      const code = compile(arena, 'float32', fused, exact);
      narrow = reducer(arena, code, exact ? double().code : code, 4, exact ? 8 : 4);
    }
    return narrow;
  };
  const whole: { int32?: Reducer; uint32?: Reducer } = {};
  const integers = (operand: 'int32' | 'uint32'): Reducer => {
    let r = whole[operand];
    if (r === undefined) {
      const code = compile(arena, 'float32', fused, exact, operand);
      r = reducer(arena, code, code, 4, 4);
      whole[operand] = r;
    }
    return r;
  };
  return { double, single, integers };
}
