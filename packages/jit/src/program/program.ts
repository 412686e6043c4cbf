import type { AnyTypedArray, DenseTensor, Tensor } from '@adjoint/tensor';

/** A graph that can be run. */
export interface Program {
  /** Which inputs' arrays may serve for results when the caller gives them up. */
  readonly reusable: readonly boolean[];
  /** Whether a call is under way: its memory is in use. */
  busy(): boolean;
  /** `spare` arrays may be taken for results. */
  run(inputs: readonly DenseTensor[], captured: readonly Tensor[], spare: AnyTypedArray[]): readonly Tensor[];
}
