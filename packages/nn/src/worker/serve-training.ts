/**
 * The worker's end of training in a worker: it trains what the page asks for and sends events back.
 *
 * Functions do not cross, so a request is JSON and the worker's own script says what it means. Events of steps are sent
 * at most every 50 milliseconds; those of epochs and the end always.
 */
import type { Json } from '@adjoint/plugin';
import { loadCheckpoint, saveCheckpoint } from '../storage/checkpoint-file.ts';
import { exampleSource } from '../training/examples.ts';
import { train, type TrainOptions } from '../training/train.ts';
import type { TrainEvent } from '../training/events.ts';
import type { FromWorker, RemoteEvent, ToWorker } from './messages.ts';
import { type Port, listen } from './port.ts';

/** What is trained for a request; `signal` comes from the other end. */
export type MakeOptions = (
  request: Json,
) => Omit<TrainOptions<unknown, unknown>, 'signal' | 'resume'> | Promise<Omit<TrainOptions<unknown, unknown>, 'signal' | 'resume'>>;

const INTERVAL = 50;

/**
 * @returns a function that stops serving
 * @example serveTraining(self, (request) => ({ model: …, loss, data, optimizer, batchSampler, key: key(request.seed), epochs: 5 }))
 */
export function serveTraining(port: Port, make: MakeOptions): () => void {
  const running = new Map<string, AbortController>();
  const stop = listen(port, (message) => {
    const m = message as ToWorker | null;
    if (m?.adjoint === 'abort') running.get(m.id)?.abort();
    if (m?.adjoint === 'train') {
      const abort = new AbortController();
      running.set(m.id, abort);
      run(port, make, m, abort.signal)
        .catch((error: unknown) => {
          post(port, { adjoint: 'failed', id: m.id, message: error instanceof Error ? error.message : String(error) });
        })
        .finally(() => {
          running.delete(m.id);
        });
    }
  });
  return () => {
    stop();
    for (const abort of running.values()) abort.abort();
  };
}

async function run(
  port: Port,
  make: MakeOptions,
  { id, request, resume }: Extract<ToWorker, { adjoint: 'train' }>,
  signal: AbortSignal,
): Promise<void> {
  const options = await make(request);
  const shape = exampleSource(options.data).inputShape;
  const from =
    resume === undefined
      ? {}
      : { resume: loadCheckpoint(resume, options.model, options.optimizer, shape, { dtype: options.dtype ?? 'float32' }) };
  let last = -Infinity;
  for await (const event of train({ ...options, ...from, signal })) {
    const now = performance.now();
    if (event.type === 'step' && now - last < INTERVAL) continue;
    last = now;
    const crossing = remote(event);
    const files = crossing.type === 'end' ? [crossing.checkpoint, ...(crossing.best ? [crossing.best] : [])] : [];
    post(
      port,
      { adjoint: 'event', id, event: crossing },
      files.map((file) => file.buffer as ArrayBuffer),
    );
  }
}

function remote(event: TrainEvent): RemoteEvent {
  if (event.type === 'end') {
    return {
      type: 'end',
      reason: event.reason,
      checkpoint: saveCheckpoint(event.checkpoint),
      ...(event.best === undefined ? null : { best: saveCheckpoint(event.best) }),
    };
  }
  const { checkpoint: _stays, ...numbers } = event;
  return numbers;
}

const post = (port: Port, message: FromWorker, transfer: ArrayBuffer[] = []): void => {
  port.postMessage(message, transfer);
};
