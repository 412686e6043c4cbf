/** What a built program offers to its caller. */
import type { DenseTensor, Tensor } from '@adjoint/tensor';

/** A graph that can be run. */
export interface Program {
  /** Whether a call is under way: its memory is in use. */
  busy(): boolean;
  /** With `hold` the inputs given up when it was built are this call's: their successors may stay in memory. */
  run(inputs: readonly DenseTensor[], captured: readonly Tensor[], hold: boolean): readonly Tensor[];
}
