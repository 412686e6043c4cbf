/** The page's end of training in a worker. */
import type { Json } from '@adjoint/plugin';
import { AdjointError } from '@adjoint/tensor';
import type { FromWorker, RemoteEvent, ToWorker } from './messages.ts';
import { type Port, listen } from './port.ts';

export interface RemoteTrainingOptions {
  readonly signal?: AbortSignal;
  /** A checkpoint file of `saveCheckpoint`, or of an earlier 'end' event, to go on from. */
  readonly resume?: Uint8Array;
}

/**
 * Trains in a worker whose script calls `serveTraining`; this thread only hears of it and never waits.
 *
 * Leaving the loop early aborts the training. The last event carries a checkpoint file for `loadCheckpoint`.
 *
 * @throws AdjointError with code 'WORKER' when the worker fails
 * @example for await (const e of trainInWorker(worker, { seed: 1 })) if (e.type === 'step') draw(e.loss)
 */
export async function* trainInWorker(
  port: Port,
  request: Json,
  options: RemoteTrainingOptions = {},
): AsyncGenerator<RemoteEvent, void, undefined> {
  const id = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const arrived: FromWorker[] = []; // several trainings may share a worker
  let wake: (() => void) | undefined;
  let over = false;
  const stop = listen(port, (message) => {
    const m = message as FromWorker | null;
    if ((m?.adjoint === 'event' || m?.adjoint === 'failed') && m.id === id) {
      arrived.push(m);
      wake?.();
    }
  });
  const send = (m: ToWorker): void => {
    port.postMessage(m, []);
  };
  const abort = (): void => {
    send({ adjoint: 'abort', id });
  };
  options.signal?.addEventListener('abort', abort);
  try {
    send({ adjoint: 'train', id, request, ...(options.resume === undefined ? null : { resume: options.resume }) });
    if (options.signal?.aborted === true) abort();
    for (;;) {
      const m = arrived.shift();
      if (m === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (m.adjoint === 'failed') {
        over = true;
        throw new AdjointError(
          'WORKER',
          `training in the worker failed: ${m.message}`,
          'see the message; the request and the worker script decide what is trained',
        );
      }
      over = m.event.type === 'end';
      yield m.event;
      if (over) return;
    }
  } finally {
    if (!over) abort();
    options.signal?.removeEventListener('abort', abort);
    stop();
  }
}
