/** Elementwise loops as data: what is read, computed and written for each element of a shape. */
import type { MapName } from '../maps.ts';

export type LoopType = 'float64' | 'float32' | 'bool';
export type LoopUnary = MapName | 'neg' | 'abs' | 'sign' | 'sqrt' | 'square' | 'reciprocal' | 'floor' | 'ceil' | 'round';
export type LoopBinary = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';
export type LoopComparison = 'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual';

/**
 * One step; numbers are places of earlier steps. Comparisons, predicates and logic give truth values: masks of all bits.
 * `number` turns a truth value into 0 or 1, `truth` a number into "not zero".
 */
export type LoopStep =
  | { readonly op: 'input'; readonly operand: number }
  | { readonly op: 'constant'; readonly value: number }
  | { readonly op: LoopUnary | 'isNaN' | 'isFinite' | 'not' | 'number' | 'truth' | 'same'; readonly x: number }
  | { readonly op: LoopBinary | LoopComparison | 'and' | 'or' | 'xor'; readonly x: number; readonly y: number }
  | { readonly op: 'select'; readonly mask: number; readonly x: number; readonly y: number };

/** Where an operand lies: element (i, j, …) at `address` + bytes·(i·s₀ + j·s₁ + …). The last stride is 0 or 1. */
export interface LoopOperand {
  readonly address: number;
  readonly type: LoopType;
  readonly strides: readonly number[];
}

export interface Loop {
  /** The precision of every number in it. */
  readonly precision: 'float64' | 'float32';
  readonly shape: readonly number[];
  readonly steps: readonly LoopStep[];
  readonly inputs: readonly LoopOperand[];
  /** Row-major results; memory must be writable for 16 bytes beyond each, and for inputs readable. */
  readonly outputs: readonly { readonly step: number; readonly address: number; readonly type: LoopType }[];
  /** The bits of the plain tier, also in functions: each float32 result is a float64 one, rounded. */
  readonly exact: boolean;
  /** Fused multiply-add inside functions; never between the steps. */
  readonly fused: boolean;
}

export const bytesOf = (type: LoopType): number => (type === 'float64' ? 8 : type === 'float32' ? 4 : 1);

/** Neighbouring axes that every operand runs through as one are joined; axes of length 1 go. */
export function joinAxes(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
): { readonly shape: readonly number[]; readonly strides: readonly (readonly number[])[] } {
  const kept = shape.map((_, d) => d).filter((d) => shape[d] !== 1);
  const lengths: number[] = [];
  const joined: number[][] = strides.map(() => []);
  for (const d of kept) {
    const last = lengths.length - 1;
    if (last >= 0 && strides.every((s, k) => joined[k][last] === s[d] * shape[d])) {
      lengths[last] *= shape[d];
      strides.forEach((s, k) => {
        joined[k][last] = s[d];
      });
    } else {
      lengths.push(shape[d]);
      strides.forEach((s, k) => {
        joined[k].push(s[d]);
      });
    }
  }
  if (lengths.length === 0) return { shape: [1], strides: strides.map(() => [0]) };
  return { shape: lengths, strides: joined };
}
