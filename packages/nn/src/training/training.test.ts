import { expect, test, vi } from 'vitest';
import { key } from '@adjoint/random';
import type { BatchSamplerV1 } from '@adjoint/plugin';
import { type Tensor, adoptBuffer, gather, tensor, treeLeaves, zeros } from '@adjoint/tensor';
import {
  type Checkpoint,
  type EndEvent,
  type LinearParams,
  type Module,
  type TrainEvent,
  accuracy,
  adam,
  batchNorm,
  chain,
  clipByGlobalNorm,
  cosineDecay,
  dropout,
  evaluate,
  linear,
  meanSquaredError,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tanh,
  train,
} from '../index.ts';
import { makeBreath } from './breathe.ts';
import { sequential as inOrder, shuffled } from '../../test/batch-samplers.ts';
import { classes, model, options, collect, ended, bits, numbers } from '../../test/two-classes.ts';

test('learns two separable classes', async () => {
  const events = await collect({ ...options, epochs: 20 });
  const { params, state, reason } = ended(events);
  expect(reason).toBe('finished');
  const seen = await evaluate({ model, params, state, data: classes(60), loss: softmaxCrossEntropy, metrics: { accuracy } });
  expect(seen.metrics.accuracy).toBeGreaterThan(0.95);
  const losses = events.flatMap((e) => (e.type === 'epoch' ? [e.loss] : []));
  expect(losses.at(-1)).toBeLessThan(losses[0] / 2);
});

test('reports every step and epoch: 60 examples in batches of 16 are 4 steps', async () => {
  const events = await collect({ ...options, gradientNorm: true });
  expect(
    events
      .filter((e) => e.type === 'step')
      .map((e) => [e.epoch, e.batch, e.batches, e.step])
      .slice(0, 5),
  ).toEqual([
    [0, 1, 4, 1],
    [0, 2, 4, 2],
    [0, 3, 4, 3],
    [0, 4, 4, 4],
    [1, 1, 4, 5],
  ]);
  expect(events.filter((e) => e.type === 'epoch')).toHaveLength(3);
  expect(events.every((e) => e.type !== 'step' || e.gradientNorm! > 0)).toBe(true);
  const last = events.at(-1)!;
  expect(last.type).toBe('end');
});

test('the mean loss of an epoch weighs batches by their examples', async () => {
  const events = await collect({ ...options, epochs: 1, optimizer: sgd({ learningRate: 0 }) });
  const { params, state } = ended(events);
  const epoch = events.find((e) => e.type === 'epoch')!;
  const whole = await evaluate({ model, params, state, data: options.data, loss: softmaxCrossEntropy });
  expect(epoch.loss).toBeCloseTo(whole.loss, 5); // the parameters never move; float32
});

test('the same key gives the same bits, another key others', async () => {
  const one = ended(await collect(options));
  const two = ended(await collect(options));
  const other = ended(await collect({ ...options, key: key(2) }));
  expect(bits(two.params)).toEqual(bits(one.params));
  expect(bits(other.params)).not.toEqual(bits(one.params));
});

test.each([1, 4, 7, 10])('resumed after step %i, it ends with the same bits and reports the same losses', async (step) => {
  const whole = await collect({ ...options, validation: options.data });
  const { checkpoint } = whole.find((e) => e.type === 'step' && e.step === step)!;
  const rest = await collect({ ...options, validation: options.data, key: key(99), resume: checkpoint });
  expect(bits(ended(rest).params)).toEqual(bits(ended(whole).params));
  expect(bits(ended(rest).checkpoint.optimizer)).toEqual(bits(ended(whole).checkpoint.optimizer));
  const epochs = (es: readonly TrainEvent[]): unknown[] => es.flatMap((e) => (e.type === 'epoch' ? [[e.epoch, e.loss, e.validation]] : []));
  expect(epochs(rest)).toEqual(epochs(whole).slice(-epochs(rest).length));
});

test('aborting ends with the reason and a checkpoint from which the run goes on', async () => {
  const stop = new AbortController();
  const events: TrainEvent[] = [];
  for await (const e of train({ ...options, signal: stop.signal })) {
    events.push(e);
    if (e.type === 'step' && e.step === 5) stop.abort();
  }
  const end = events.at(-1) as EndEvent;
  expect(end.reason).toBe('aborted');
  expect(end.checkpoint.step).toBe(5);
  const rest = ended(await collect({ ...options, resume: end.checkpoint as Checkpoint<never, never> }));
  expect(bits(rest.params)).toEqual(bits(ended(await collect(options)).params));
});

test('stops early when validation gets no better, and keeps the best checkpoint', async () => {
  const against = {
    x: options.data.x,
    y: tensor(
      Array.from(options.data.y.data(), (y) => 1 - y),
      'int32',
    ),
  }; // learning makes this worse
  const events = await collect({ ...options, epochs: 30, validation: against, patience: 3 });
  const end = ended(events);
  expect(end.reason).toBe('stopped-early');
  expect(end.checkpoint.epoch - end.best!.epoch).toBe(3);
  const losses = events.flatMap((e) => (e.type === 'epoch' ? [e.validation!.loss] : []));
  expect(Math.min(...losses)).toBe(losses[end.best!.epoch - 1]);
});

test('a loss that is not finite ends training with the parameters from before that step', async () => {
  const x = adoptBuffer(Float64Array.from({ length: 8 }, (_, i) => (i === 5 ? Infinity : i))).reshape([4, 2]);
  const events = await collect({
    model: linear(2, 1),
    loss: meanSquaredError,
    data: { x, y: tensor([[1], [2], [3], [4]]) },
    optimizer: sgd(),
    batchSampler: inOrder,
    key: key(0),
    epochs: 2,
    batchSize: 1,
  });
  const end = ended(events);
  expect(end.reason).toBe('not-finite');
  expect(end.checkpoint.step).toBe(2);
  expect(bits(end.params).flat().every(Number.isFinite)).toBe(true);
});

test('weights of a batch sampler scale the losses of their examples', async () => {
  const x = tensor([[1], [2]]);
  const y = tensor([[0], [0]]);
  const weights = Float64Array.of(0.25, 2);
  const weighted: BatchSamplerV1 = { claim: 'unbiased', batches: () => [{ indices: Int32Array.of(0, 1), weights }] };
  const line = linear(1, 1, { bias: false });
  const W = tensor([[1]]);
  const run = (): Promise<TrainEvent<{ W: Tensor }, unknown>[]> =>
    collect({
      model: line as never,
      loss: meanSquaredError,
      data: { x, y },
      optimizer: sgd({ learningRate: 1 }),
      batchSampler: weighted,
      key: key(0),
      epochs: 1,
      initial: { params: { W }, state: {} },
    });
  // Σ wₖ (xₖ)² = 0.25 + 8, its derivative 16.5
  const step = (await run()).find((e) => e.type === 'step')!;
  expect(step.loss).toBeCloseTo(8.25, 12);
  expect(step.checkpoint.params.W.item()).toBeCloseTo(1 - 16.5, 12);
});

test('float64 by one option; inputs of another dtype are cast', async () => {
  const { params } = ended(await collect({ ...options, epochs: 1, dtype: 'float64' }));
  expect(treeLeaves(params).map((p) => p.dtype)).toEqual(['float64', 'float64', 'float64', 'float64']);
  expect(treeLeaves(ended(await collect({ ...options, epochs: 1 })).params).map((p) => p.dtype)).toEqual([
    'float32',
    'float32',
    'float32',
    'float32',
  ]);
});

test('lets timers through while it works', async () => {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks++;
  }, 1);
  await collect({ ...options, epochs: 60 });
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(0);
});

test.each(['setImmediate', 'MessageChannel', 'setTimeout'])(
  'breathes where the surroundings offer %s: timers come in between',
  async (offered) => {
    for (const name of ['setImmediate', 'MessageChannel'].slice(0, ['setImmediate', 'MessageChannel', 'setTimeout'].indexOf(offered)))
      vi.stubGlobal(name, undefined);
    try {
      const breathe = makeBreath(2);
      const wait = (ms: number): void => {
        const end = performance.now() + ms;
        while (performance.now() < end);
      };
      expect(breathe()).toBeUndefined();
      let ticks = 0;
      const timer = setInterval(() => {
        ticks++;
      }, 1);
      for (let k = 0; k < 20; k++) {
        wait(3);
        await breathe();
      }
      clearInterval(timer);
      expect(ticks).toBeGreaterThan(5);
    } finally {
      vi.unstubAllGlobals();
    }
  },
);

test('when an update makes the parameters infinite, the end has those from before it', async () => {
  const once = { ...sgd(), update: () => ({ updates: { W: tensor([[Infinity]], 'float32') }, state: [] }) };
  const events = await collect({
    model: linear(1, 1, { bias: false }),
    loss: meanSquaredError,
    data: numbers([[1], [2]], [[1], [2]]),
    optimizer: once,
    batchSampler: inOrder,
    key: key(0),
    epochs: 2,
    batchSize: 1,
  });
  expect(ended(events).reason).toBe('not-finite');
  expect(ended(events).checkpoint.step).toBe(0);
  expect(bits(ended(events).params).flat().every(Number.isFinite)).toBe(true);
});

test('nor does the last update of all leave parameters that are no numbers', async () => {
  const late = {
    ...sgd(),
    update: ({ step }: { readonly step: Tensor }) => ({
      updates: { W: tensor([[step.item() === 3 ? Infinity : 0]], 'float32') },
      state: [],
    }),
  };
  const events = await collect({
    model: linear(1, 1, { bias: false }),
    loss: meanSquaredError,
    data: numbers([[1], [2]], [[1], [2]]),
    optimizer: late,
    batchSampler: inOrder,
    key: key(0),
    epochs: 2,
    batchSize: 1,
  });
  expect(ended(events).reason).toBe('not-finite');
  expect(ended(events).checkpoint.step).toBe(3);
  expect(bits(ended(events).params).flat().every(Number.isFinite)).toBe(true);
});

test('trains and validates on the kernels that it is given', async () => {
  let calls = 0;
  const kernels = {
    tanh: (out: { [i: number]: number }, x: ArrayLike<number>) => {
      calls++;
      for (let i = 0; i < x.length; i++) out[i] = 0;
    },
  };
  const events = await collect({ ...options, epochs: 1, kernels: kernels, validation: options.data });
  expect(calls).toBe(4 + 1); // four steps and one validation
  const { params } = ended(events) as { params: readonly [{ W: Tensor }, object, object] };
  expect(params[0].W.toArray()).not.toEqual(model.init(key(1), [4]).params[0].W.toArray());
  expect(events.flatMap((e) => (e.type === 'step' ? [e.loss] : []))).toHaveLength(4);
});

test('a compiled step gives the same bits as an eager one, dropout and weights included, and is made once for each batch shape', async () => {
  const noisy = sequential(linear(4, 8), dropout(0.3), batchNorm(8), tanh(), linear(8, 2));
  for (const optimizer of [
    adam({ learningRate: 0.02 }),
    chain(clipByGlobalNorm(0.1), sgd({ momentum: 0.9, learningRate: cosineDecay(0.1, 9) })),
  ]) {
    const o = { ...options, model: noisy, optimizer, gradientNorm: true } as never as typeof options;
    const eager = await collect(o);
    const compiled = await collect({ ...o, compile: true });
    expect(bits(ended(compiled).params)).toEqual(bits(ended(eager).params));
    const seen = (es: readonly TrainEvent[]): unknown[] => es.flatMap((e) => (e.type === 'step' ? [[e.loss, e.gradientNorm]] : []));
    expect(seen(compiled)).toEqual(seen(eager));
  }
  const weighted: BatchSamplerV1 = {
    claim: 'unbiased',
    batches: (r) => shuffled.batches(r).map((b) => ({ ...b, weights: Float64Array.from(b.indices, (i) => 1 / (1 + i)) })),
  };
  expect(bits(ended(await collect({ ...options, batchSampler: weighted, compile: true })).params)).toEqual(
    bits(ended(await collect({ ...options, batchSampler: weighted })).params),
  );
});

test('a module that carries its inputs on finds them unchanged after later batches, compiled or not', async () => {
  const inner = linear(4, 2);
  const remembering: Module<LinearParams, { readonly seen: Tensor }> = {
    kind: 'remembering',
    outputShape: (s) => inner.outputShape(s),
    init: (k, shape, o) => ({ params: inner.init(k, shape, o).params, state: { seen: zeros([16, 4], 'float32') } }),
    apply: (params, _state, x) => ({ y: inner.apply(params, {}, x).y, state: { seen: x.reshape([16, 4]) } }),
  };
  const data = { x: classes(64).x.astype('float32'), y: classes(64).y };
  for (const compile of [false, true]) {
    const seen: Tensor[] = [];
    const copies: number[][] = [];
    const batches: Int32Array[] = [];
    const spying: BatchSamplerV1 = {
      claim: 'unbiased',
      batches: (r) => {
        const all = shuffled.batches(r);
        batches.push(...all.map((b) => Int32Array.from(b.indices)));
        return all;
      },
    };
    for await (const e of train({ ...options, model: remembering, data, batchSampler: spying, compile, epochs: 2 })) {
      if (e.type !== 'step') continue;
      seen.push(e.checkpoint.state.seen);
      copies.push([...e.checkpoint.state.seen.data()]);
    }
    expect(seen.map((t) => [...t.data()])).toEqual(copies);
    expect(copies).toEqual(batches.map((b) => [...gather(data.x, tensor(b, 'int32')).data()]));
  }
});
