/** A run that is stopped, written to a file and read again ends with the bits of one that was not: every optimizer, every schedule. */
import { expect, test } from 'vitest';
import type { OptimizerV1 } from '@adjoint/plugin';
import {
  accumulateGradients,
  addDecayedWeights,
  adadelta,
  adagrad,
  adam,
  adamw,
  averageParameters,
  batchNorm,
  chain,
  clipByGlobalNorm,
  clipByValue,
  constantRate,
  cosineDecay,
  cosineRestarts,
  dropout,
  exponentialDecay,
  lbfgs,
  linear,
  linearDecay,
  lion,
  loadCheckpoint,
  lookahead,
  masked,
  nadam,
  oneCycle,
  radam,
  reduceOnPlateau,
  rmsprop,
  saveCheckpoint,
  sequential,
  sgd,
  stepDecay,
  tanh,
  warmup,
} from '../src/index.ts';
import { bits, collect, ended, options } from './two-classes.ts';

const model = sequential(linear(4, 6), batchNorm(6), tanh(), dropout(0.2), linear(6, 2));
const mask = [{ W: 1, b: 0 }, { scale: 0, shift: 0 }, {}, {}, { W: 1, b: 0 }];
const OPTIMIZERS: Readonly<Record<string, () => OptimizerV1>> = {
  'sgd': () => sgd(),
  'sgd with momentum and decay': () => sgd({ momentum: 0.9, dampening: 0.1, weightDecay: 0.01 }),
  'sgd with Nesterov momentum': () => sgd({ momentum: 0.9, nesterov: true }),
  'adam': () => adam(),
  'adam, amsgrad': () => adam({ amsgrad: true, weightDecay: 0.1 }),
  'adamw': () => adamw({ weightDecay: 0.1 }),
  'nadam': () => nadam(),
  'radam': () => radam(),
  'rmsprop': () => rmsprop(),
  'rmsprop, centred with momentum': () => rmsprop({ centred: true, momentum: 0.5 }),
  'adagrad': () => adagrad(),
  'adadelta': () => adadelta(),
  'lion': () => lion(),
  'average of parameters': () => averageParameters(adam(), 0.9),
  'lookahead': () => lookahead(sgd(), { every: 3 }),
  'gradients of three batches': () => accumulateGradients(3, adam()),
  'clipped by norm': () => chain(clipByGlobalNorm(0.1), adam()),
  'clipped by value': () => chain(clipByValue(0.01), sgd()),
  'reduced on a plateau': () => chain(sgd({ momentum: 0.9 }), reduceOnPlateau({ patience: 1 })),
  'decay of weights alone': () => chain(masked(addDecayedWeights(0.1), mask), sgd()),
  'constant rate': () => sgd({ learningRate: constantRate(0.1) }),
  'rate in steps': () => sgd({ learningRate: stepDecay(0.1, 3) }),
  'exponential rate': () => adam({ learningRate: exponentialDecay(0.1, 0.9) }),
  'cosine rate': () => sgd({ learningRate: cosineDecay(0.1, 10) }),
  'linear rate': () => sgd({ learningRate: linearDecay(0.1, 10) }),
  'cosine rate with restarts': () => sgd({ learningRate: cosineRestarts(0.1, 3) }),
  'one cycle': () => adamw({ learningRate: oneCycle(0.1, 12) }),
  'one cycle on lines': () => sgd({ learningRate: oneCycle(0.1, 12, { line: 'linear' }) }),
  'warmed up': () => sgd({ momentum: 0.5, learningRate: warmup(5, cosineDecay(0.1, 10)) }),
};
const STOPS = [1, 4, 7]; // inside an epoch, between two, later

const run = { ...options, model };
for (const [name, make] of Object.entries(OPTIMIZERS))
  test.each([false, true])(`${name} goes on from a file with the same bits, compiled: %s`, async (compile) => {
    const optimizer = make();
    const events = await collect({ ...run, optimizer, compile });
    const whole = ended(events);
    expect(whole.reason).toBe('finished');
    expect(bits(whole.params).flat().every(Number.isFinite)).toBe(true);
    for (const stop of STOPS) {
      const at = events.find((e) => e.type === 'step' && e.step === stop)!.checkpoint;
      const rest = ended(
        await collect({ ...run, optimizer: make(), compile, resume: loadCheckpoint(saveCheckpoint(at), model, optimizer, [4]) }),
      );
      expect(bits(rest.params)).toEqual(bits(whole.params));
      expect(bits(rest.state)).toEqual(bits(whole.state));
      expect(bits(rest.checkpoint.optimizer)).toEqual(bits(whole.checkpoint.optimizer));
    }
  });

test('L-BFGS, which cannot be compiled, goes on from a file with the same bits', async () => {
  const whole = {
    ...run,
    model: sequential(linear(4, 6), tanh(), linear(6, 2)),
    optimizer: lbfgs({ memory: 4 }),
    batchSize: 60,
    epochs: 6,
  };
  const events = await collect(whole);
  const at = events.find((e) => e.type === 'step' && e.step === 3)!.checkpoint;
  const resume = loadCheckpoint(saveCheckpoint(at), whole.model, whole.optimizer, [4]);
  const rest = ended(await collect({ ...whole, resume }));
  expect(bits(rest.params)).toEqual(bits(ended(events).params));
});
