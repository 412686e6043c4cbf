/** Character models of the licence text: better than knowing how often each letter occurs, and resumable to the bit. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { key } from '@adjoint/random';
import { tensor, treeLeaves } from '@adjoint/tensor';
import {
  adam,
  chain,
  clipByGlobalNorm,
  embedding,
  gru,
  learnedPositions,
  linear,
  loadCheckpoint,
  perPosition,
  repeat,
  saveCheckpoint,
  sequential,
  softmaxCrossEntropy,
  train,
  transformerBlock,
  type EndEvent,
  type Module,
  type TrainEvent,
} from '../src/index.ts';
import { shuffled } from './batch-samplers.ts';

const text = readFileSync(new URL('../LICENSE', import.meta.url), 'utf8');
const letters = [...new Set(text)].sort();
const V = letters.length;
const T = 16;
const ids = [...text].map((c) => letters.indexOf(c));
const count = Math.floor((ids.length - T) / 2);
const windows = (shift: number): number[][] => Array.from({ length: count }, (_, i) => ids.slice(2 * i + shift, 2 * i + shift + T));
const data = { x: tensor(windows(0), 'int32'), y: tensor(windows(1), 'int32') };
const entropy = letters.reduce((h, _, c) => {
  const p = ids.filter((i) => i === c).length / ids.length;
  return h - p * Math.log(p);
}, 0);

test.each([
  ['a gated recurrent unit', sequential(embedding(V, 16), gru(16, 32), linear(32, V)) as Module],
  [
    'a transformer of two blocks',
    sequential(
      embedding(V, 16),
      learnedPositions(T, 16),
      repeat(2, transformerBlock(16, 2, { causal: true, hidden: 32, dropout: 0.05 })),
      linear(16, V),
    ) as Module,
  ],
])(
  '%s',
  async (_, model) => {
    const options = {
      model,
      loss: perPosition(softmaxCrossEntropy),
      data,
      optimizer: chain(clipByGlobalNorm(1), adam({ learningRate: 0.01 })),
      batchSampler: shuffled,
      key: key(0),
      epochs: 3,
      batchSize: 32,
    };
    const events: TrainEvent[] = [];
    for await (const e of train(options)) events.push(e);
    const losses = events.flatMap((e) => (e.type === 'epoch' ? [e.loss] : []));
    expect(losses.at(-1)).toBeLessThan(entropy);

    const middle = events.find((e) => e.type === 'step' && e.step === Math.ceil((1.5 * count) / 32))!;
    const resumed: TrainEvent[] = [];
    for await (const e of train({ ...options, resume: loadCheckpoint(saveCheckpoint(middle.checkpoint), model, options.optimizer, [T]) }))
      resumed.push(e);
    const bits = (e: TrainEvent): number[][] => treeLeaves((e as EndEvent).params).map((p) => [...p.data()]);
    expect(bits(resumed.at(-1)!)).toEqual(bits(events.at(-1)!));
  },
  60_000,
);
