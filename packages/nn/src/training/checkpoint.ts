import type { Key } from '@adjoint/random';

/**
 * Everything that training goes on from, so that a resumed run equals an uninterrupted one bit for bit.
 *
 * Batches and draws are functions of the key and the position, so the position stands for them.
 */
export interface Checkpoint<P = unknown, S = unknown> {
  readonly version: 1;
  readonly params: P;
  readonly state: S;
  /** Of the optimizer. */
  readonly optimizer: unknown;
  readonly key: Key;
  /** Steps made. */
  readonly step: number;
  /** The epoch to go on with, from 0, and how many of its batches are done. */
  readonly epoch: number;
  readonly batch: number;
  /** Sum over the examples of this epoch so far of their batch's loss, and their number. */
  readonly lossSum: number;
  readonly lossCount: number;
  /** Lowest validation loss so far, and how many epochs ago that was. */
  readonly bestLoss: number;
  readonly epochsSinceBest: number;
}
