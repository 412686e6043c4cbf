import type { Json } from '@adjoint/plugin';
import type { EndReason, EpochEvent, StepEvent } from '../training/events.ts';

/** To the worker. */
export type ToWorker =
  | { readonly adjoint: 'train'; readonly id: string; readonly request: Json; readonly resume?: Uint8Array }
  | { readonly adjoint: 'abort'; readonly id: string };

/** Events as they cross: numbers only, and at the end a checkpoint file. */
export type RemoteEvent =
  | Omit<StepEvent, 'checkpoint'>
  | Omit<EpochEvent, 'checkpoint'>
  | { readonly type: 'end'; readonly reason: EndReason; readonly checkpoint: Uint8Array; readonly best?: Uint8Array };

/** From the worker. */
export type FromWorker =
  | { readonly adjoint: 'event'; readonly id: string; readonly event: RemoteEvent }
  | { readonly adjoint: 'failed'; readonly id: string; readonly message: string };
