import type { Checkpoint } from './checkpoint.ts';
import type { Evaluation } from './evaluate.ts';

/** After each step. */
export interface StepEvent<P = unknown, S = unknown> {
  readonly type: 'step';
  /** From 0. */
  readonly epoch: number;
  /** Steps made so far, this one included. */
  readonly step: number;
  /** Loss of the batch before the step. */
  readonly loss: number;
  /** ‖∇L‖₂ over all parameters, where asked for. */
  readonly gradientNorm?: number;
  /** Batches of this epoch done, and in all. */
  readonly batch: number;
  readonly batches: number;
  readonly checkpoint: Checkpoint<P, S>;
}

/** After each epoch. */
export interface EpochEvent<P = unknown, S = unknown> {
  readonly type: 'epoch';
  readonly epoch: number;
  readonly step: number;
  /** Mean of the losses of the epoch's batches, each before its step, weighted by their examples. */
  readonly loss: number;
  readonly validation?: Evaluation;
  /** Whether the validation loss is the lowest so far. */
  readonly improved?: boolean;
  /** Seconds since `train` began. */
  readonly seconds: number;
  readonly checkpoint: Checkpoint<P, S>;
}

/** Why training ended. 'not-finite': the loss became NaN or infinite; the checkpoint is the last one whose parameters are finite. */
export type EndReason = 'finished' | 'aborted' | 'stopped-early' | 'not-finite';

/** At the end, whatever the reason; also the return value of the generator. */
export interface EndEvent<P = unknown, S = unknown> {
  readonly type: 'end';
  readonly reason: EndReason;
  readonly params: P;
  readonly state: S;
  readonly checkpoint: Checkpoint<P, S>;
  /** The checkpoint with the lowest validation loss, where there is a validation set. */
  readonly best?: Checkpoint<P, S>;
}

export type TrainEvent<P = unknown, S = unknown> = StepEvent<P, S> | EpochEvent<P, S> | EndEvent<P, S>;
