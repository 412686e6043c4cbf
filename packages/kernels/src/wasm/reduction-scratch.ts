/** Where reductions keep what in their scratch memory, in bytes, and the functions of their module. */
import type { Floats } from '../contract.ts';
import type { Arena } from './arena.ts';

/** Elements in scratch at a time, and columns of a tile. */
export const CHUNK = 4096;
/** Bytes that are best copied at a time. */
export const NEAREST = 16384;
export const COLUMNS = 1024;
const TABLE_BYTES = 2048;
const LEVELS = 40;
/** A row of partial results. */
export const ROW: number = (COLUMNS + 4) * 8;
/** Constants of each precision, results of leaves, rows of partial results: the levels of a tree first, then those with a meaning. */
export const TABLES: Readonly<Record<'float64' | 'float32', number>> = { float64: 0, float32: TABLE_BYTES };
/** The constants of the exponentials of softmax, of each precision. */
export const SOFTMAX_TABLES: Readonly<Record<'float64' | 'float32', number>> = { float64: 2 * TABLE_BYTES, float32: 3 * TABLE_BYTES };
export const LEAVES = 8192;
export const PARTIAL = 16384;
export const TOP: number = PARTIAL + 32 * ROW;
export const TOTAL: number = TOP + ROW;
export const INDEX: number = TOTAL + ROW;
export const SHIFT: number = INDEX + ROW;
/** The chunk of the operand, and its exponentials. */
export const DATA: number = PARTIAL + LEVELS * ROW;
export const EXPS: number = DATA + (2 * CHUNK + COLUMNS) * 8;
export const END: number = EXPS + (2 * CHUNK + COLUMNS) * 8;

type Leaves = (from: number, end: number, to: number) => void;
type Rows = (from: number, stride: number, count: number, to: number, end: number) => void;
type ArgRows = (from: number, stride: number, count: number, to: number, end: number, index: number, first: number) => void;

export type Beside<R> = (from: number, end: number, to: number, values: number, step: number) => R;

/** See reduction-code.ts, reduction-extrema.ts, reduction-exponentials.ts and softmax-code.ts. */
export interface ReductionCode {
  readonly sumLeaves: Leaves;
  readonly prodLeaves: Leaves;
  readonly maxOf: (from: number, end: number) => number;
  readonly minOf: (from: number, end: number) => number;
  readonly place: (from: number, end: number, value: number) => number;
  readonly sumRows: Rows;
  readonly maxRows: Rows;
  readonly minRows: Rows;
  readonly argmaxRows: ArgRows;
  readonly argminRows: ArgRows;
  readonly exps: Beside<void>;
  readonly shiftedExps: Beside<number | undefined>;
  readonly quotients: Beside<void>;
  readonly differences: Beside<void>;
  readonly narrowed: Leaves;
}

/** The code for one type of operand, and the memory seen as that type and as float64. */
export interface Reducer {
  readonly code: ReductionCode;
  /** The code that sums what `exps` wrote. */
  readonly sums: ReductionCode;
  /** Bytes of an element, and of an exponential. */
  readonly size: number;
  readonly expSize: number;
  readonly view: Floats;
  readonly doubles: Float64Array;
  readonly singles: Float32Array;
}

export const reducer = (arena: Arena, code: ReductionCode, sums: ReductionCode, size: number, expSize: number): Reducer => ({
  code,
  sums,
  size,
  expSize,
  view: size === 8 ? arena.float64() : arena.float32(),
  doubles: arena.float64(),
  singles: arena.float32(),
});
