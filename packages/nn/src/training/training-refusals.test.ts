import { expect, test } from 'vitest';
import { key } from '@adjoint/random';
import type { BatchSamplerV1 } from '@adjoint/plugin';
import { adoptBuffer, tensor } from '@adjoint/tensor';
import { type Checkpoint, evaluate, lbfgs, linear, meanSquaredError, relu, sequential, sgd, softmaxCrossEntropy, tanh } from '../index.ts';
import { sequential as inOrder } from '../../test/batch-samplers.ts';
import { classes, model, options, collect, ended, numbers } from '../../test/two-classes.ts';

test('a loss that cannot weight its examples is refused where weights come', async () => {
  const weighted: BatchSamplerV1 = { claim: 'unbiased', batches: () => [{ indices: Int32Array.of(0, 1), weights: Float64Array.of(1, 1) }] };
  await expect(collect({ ...options, loss: (o, t) => softmaxCrossEntropy(o, t), batchSampler: weighted })).rejects.toThrow(
    /reduction: 'none'/,
  );
});

test.each([
  ['layers that do not fit', { model: sequential(linear(4, 8), relu(), linear(9, 2)) }, /linear\(9, 2\)/],
  ['data of other features', { data: { x: tensor([[1, 2]]), y: tensor([0], 'int32') } }, /4 elements/],
  ['inputs and targets of different number', { data: { x: tensor([[1, 2, 3, 4]]), y: tensor([0, 1], 'int32') } }, /same number/],
  ['no data', { data: { x: adoptBuffer(new Float64Array(0), [0, 4]), y: adoptBuffer(new Int32Array(0)) } }, /at least one/],
  ['half an epoch', { epochs: 1.5 }, /epochs/],
  ['no batch size', { batchSize: 0 }, /batchSize/],
])('refuses %s before any step', async (_, wrong, message) => {
  await expect(collect({ ...options, ...wrong })).rejects.toThrow(message);
});

test.each<[string, readonly { indices: Int32Array; weights?: Float64Array }[], RegExp]>([
  ['no batches', [], /no batches/],
  ['an empty batch', [{ indices: new Int32Array(0) }], /batch 0 is empty/],
  ['an index beyond the data', [{ indices: Int32Array.of(0) }, { indices: Int32Array.of(60) }], /batch 1 has the index 60/],
  ['an index that would count from the end', [{ indices: Int32Array.of(-1) }], /index -1/],
  ['weights that do not fit', [{ indices: Int32Array.of(0, 1), weights: Float64Array.of(1) }], /1 weights for 2/],
  ['a weight that is no number', [{ indices: Int32Array.of(0), weights: Float64Array.of(NaN) }], /finite weight/],
])('a batch sampler that gives %s is refused before its epoch', async (_, batches, message) => {
  await expect(collect({ ...options, batchSampler: { claim: 'biased', batches: () => batches } })).rejects.toThrow(message);
});

const middle = async (more: object = {}): Promise<Checkpoint<never, never>> =>
  (await collect({ ...options, ...more })).find((e) => e.type === 'step' && e.step === 6)!.checkpoint as Checkpoint<never, never>;
test.each<[string, object, RegExp]>([
  [
    'an optimizer without what this one needs',
    { optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }) },
    /resume: the checkpoint lacks optimizer.*, which this optimizer needs/,
  ],
  [
    'an optimizer with more than this one knows',
    { optimizer: sgd() },
    /resume: the checkpoint has optimizer.*, which this optimizer does not/,
  ],
  [
    'a model of other widths',
    { model: sequential(linear(4, 9), tanh(), linear(9, 2)) },
    /resume: params\[0\]\.W has the shape \[8, 4\] where this model needs \[9, 4\]/,
  ],
  ['a model of other layers', { model: sequential(linear(4, 2)) }, /which this model does not/],
  ['another batch size within an epoch', { batchSize: 20 }, /2 batches of 32 examples are done, but the first 2 of this epoch's 3 have 40/],
  ['less data within an epoch', { data: classes(10) }, /the first 1 of this epoch's 1 have 10/],
])('resuming with %s is refused before a step', async (_, wrong, message) => {
  const resume = await middle();
  await expect(collect({ ...options, resume, ...wrong })).rejects.toThrow(message);
});

test('between epochs a resumed run may take other batches; a checkpoint of another version is refused', async () => {
  const { checkpoint } = (await collect({ ...options, epochs: 1 })).find((e) => e.type === 'epoch')!;
  expect(ended(await collect({ ...options, batchSize: 20, resume: checkpoint })).checkpoint.step).toBe(4 + 2 * 3);
  await expect(collect({ ...options, resume: { ...checkpoint, version: 2 } as never })).rejects.toThrow(/version 2/);
});

test.each<[string, object, RegExp]>([
  ['patience with nothing to wait for', { patience: 2 }, /patience without validation/],
  ['a loss that is a number', { loss: () => 3 }, /loss: 3 is no tensor/],
  ['an optimizer that gives nothing', { optimizer: { init: () => null, update: () => undefined } }, /no \{ updates, state \}/],
  [
    'a source that gives fewer examples',
    { data: { size: 60, inputShape: [4], batch: () => classes(3) } },
    /x \[3, 4\], y \[3\] for 16 indices/,
  ],
])('refuses %s', async (_, wrong, message) => {
  await expect(collect({ ...options, ...wrong })).rejects.toThrow(message);
});

test('an evaluation in batches of nothing is refused instead of never ending', async () => {
  const { params, state } = model.init(key(0), [4]);
  await expect(evaluate({ model, params, state, data: options.data, loss: softmaxCrossEntropy, batchSize: 0 })).rejects.toThrow(
    /batchSize = 0/,
  );
});

test('an optimizer whose updates have another form is refused', async () => {
  const wrong = (updates: unknown): never => ({ init: () => null, update: () => ({ updates, state: null }) }) as never;
  const line = {
    model: linear(1, 1, { bias: false }) as never,
    loss: meanSquaredError,
    data: numbers([[1]], [[1]]),
    batchSampler: inOrder,
    key: key(0),
    epochs: 1,
  };
  await expect(collect({ ...line, optimizer: wrong({ W: tensor([1, 2]) }) })).rejects.toThrow(
    /update of shape \[2\] for a parameter of shape \[1, 1\]/,
  );
  await expect(collect({ ...line, optimizer: wrong({ V: tensor([[1]]) }) })).rejects.toThrow(/\.V/);
});

test('an optimizer that reads values is not compiled', async () => {
  await expect(collect({ ...options, optimizer: lbfgs(), compile: true })).rejects.toThrow(/not traceable/);
});
