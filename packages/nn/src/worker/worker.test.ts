import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { key } from '@adjoint/random';
import { tensor, treeLeaves } from '@adjoint/tensor';
import {
  linear,
  loadCheckpoint,
  sequential,
  serveTraining,
  sgd,
  softmaxCrossEntropy,
  tanh,
  train,
  trainInWorker,
  type EndEvent,
  type MakeOptions,
  type Port,
  type RemoteEvent,
} from '../index.ts';
import { shuffled } from '../../test/batch-samplers.ts';

const model = sequential(linear(2, 4), tanh(), linear(4, 2));
const make: MakeOptions = (request) => {
  const { seed, epochs } = request as { seed: number; epochs: number };
  if (seed < 0) throw new Error('no such seed');
  return {
    model,
    loss: softmaxCrossEntropy,
    optimizer: sgd(),
    batchSampler: shuffled,
    key: key(seed),
    epochs,
    batchSize: 2,
    data: {
      x: tensor([
        [0, 1],
        [1, 0],
        [1, 1],
        [0, 0],
      ]),
      y: tensor([1, 0, 1, 0], 'int32'),
    },
  };
};
/** Both ends of a channel, as in two threads; messages are cloned between them. */
function ends(): { page: Port; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  const stop = serveTraining(port2, make);
  return {
    page: port1,
    close: () => {
      stop();
      port1.close();
    },
  };
}
async function collect(events: AsyncIterable<RemoteEvent>): Promise<RemoteEvent[]> {
  const all: RemoteEvent[] = [];
  for await (const e of events) all.push(e);
  return all;
}

test('a worker trains to the same bits as this thread would, and its end can be resumed', async () => {
  const { page, close } = ends();
  const first = (await collect(trainInWorker(page, { seed: 1, epochs: 2 }))).at(-1)!;
  const whole = await collect(trainInWorker(page, { seed: 1, epochs: 5 }));
  const rest = await collect(trainInWorker(page, { seed: 1, epochs: 5 }, { resume: (first as { checkpoint: Uint8Array }).checkpoint }));
  close();
  let here: EndEvent | undefined;
  for await (const e of train(await make({ seed: 1, epochs: 5 }))) if (e.type === 'end') here = e;
  const bits = (e: RemoteEvent): number[][] =>
    treeLeaves(loadCheckpoint((e as { checkpoint: Uint8Array }).checkpoint, model, sgd(), [2]).params).map((p) => [...p.data()]);
  expect(bits(whole.at(-1)!)).toEqual(treeLeaves(here!.params).map((p) => [...p.data()]));
  expect(bits(rest.at(-1)!)).toEqual(bits(whole.at(-1)!));
  expect(whole.filter((e) => e.type === 'epoch')).toHaveLength(5);
});

test('abort reaches the worker; the end has the reason and a checkpoint', async () => {
  const { page, close } = ends();
  const stop = new AbortController();
  const events: RemoteEvent[] = [];
  for await (const e of trainInWorker(page, { seed: 1, epochs: 1e6 }, { signal: stop.signal })) {
    events.push(e);
    if (e.type === 'epoch') stop.abort();
  }
  close();
  expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'aborted' });
});

test('two trainings in one worker do not hear each other', async () => {
  const { page, close } = ends();
  const count = async (epochs: number): Promise<number> =>
    (await collect(trainInWorker(page, { seed: 1, epochs }))).filter((e) => e.type === 'epoch').length;
  expect(await Promise.all([count(3), count(5), count(1)])).toEqual([3, 5, 1]);
  close();
});

test('what fails in the worker is an error here, with its message', async () => {
  const { page, close } = ends();
  await expect(collect(trainInWorker(page, { seed: -1, epochs: 1 }))).rejects.toThrow(/no such seed/);
  close();
});
