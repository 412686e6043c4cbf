import type { GeneratorName } from '../generators/generator.ts';
import type { FillName, FillParams } from './fills.ts';

/** The elements from … from + count − 1 of a draw. */
export interface DrawRange {
  readonly adjoint: 'draw';
  readonly id: number;
  readonly fill: FillName;
  readonly generator: GeneratorName;
  readonly k0: number;
  readonly k1: number;
  readonly params: FillParams;
  readonly from: number;
  readonly count: number;
  /** Memory of an earlier range to write to, which costs less than new one. */
  readonly room?: ArrayBuffer;
}
export interface DrawnRange {
  readonly adjoint: 'drawn';
  readonly id: number;
  readonly values: Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
}
