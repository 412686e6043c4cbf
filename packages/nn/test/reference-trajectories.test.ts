/** Twenty-five steps of each optimizer against PyTorch: losses and final parameters to 1e-9. */
import { expect, test } from 'vitest';
import { valueAndGrad } from '@adjoint/calculus';
import type { OptimizerV1 } from '@adjoint/plugin';
import { type Tensor, scalar } from '@adjoint/tensor';
import { applyUpdates } from '../src/optimizers/apply-updates.ts';
import { adagrad } from '../src/optimizers/adagrad.ts';
import { adam, adamw } from '../src/optimizers/adam.ts';
import { radam } from '../src/optimizers/radam.ts';
import { cosineDecay } from '../src/optimizers/schedules/decay.ts';
import { sgd } from '../src/optimizers/sgd.ts';
import { meanSquaredError } from '../src/losses/mean-squared-error.ts';
import { referenceTrajectory, relativeError } from './reference-case.ts';

type Params = Readonly<Record<string, Tensor>>;
const network = (p: Params, x: Tensor): Tensor => x.matmul(p.W1.mT()).add(p.b1).tanh().matmul(p.W2.mT()).add(p.b2);

const optimizers: Readonly<Record<string, OptimizerV1>> = {
  'optim-sgd': sgd({ learningRate: 0.1 }),
  'optim-sgd-momentum-wd': sgd({ learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 }),
  'optim-adam': adam({ learningRate: 0.02 }),
  'optim-sgd-cosine': sgd({ learningRate: cosineDecay(0.1, 25) }),
  'optim-adagrad': adagrad({ learningRate: 0.1 }),
  'optim-radam': radam({ learningRate: 0.02 }),
  'optim-adamw': adamw({ learningRate: 0.02, weightDecay: 0.1 }),
};

test.each(Object.entries(optimizers))('%s', (name, optimizer) => {
  const { inputs, params: start, losses, finalParams } = referenceTrajectory(name);
  const lossAndGradient = valueAndGrad((p: Params) => meanSquaredError(network(p, inputs.x), inputs.t));
  let params: Params = start;
  let state = optimizer.init(params);
  for (const [step, expected] of losses.entries()) {
    const { value, gradient: grads } = lossAndGradient(params);
    expect(Math.abs(value.item() - expected)).toBeLessThanOrEqual(1e-9 * expected);
    const next = optimizer.update({ grads, params, state, step: scalar(step), value });
    params = applyUpdates(params, next.updates);
    state = next.state;
  }
  for (const k of Object.keys(finalParams)) expect(relativeError(params[k], finalParams[k]), k).toBeLessThanOrEqual(1e-9);
});
