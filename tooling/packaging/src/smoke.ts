/** A little of every package, written so that Node, any version, and a browser can run it. Text: it runs where packages are installed. */
export const SMOKE = `
import { add, check, certificate, formatCertificate, scalar, tensor, treeLeaves, treeMap } from '@adjoint/tensor';
import { math } from '@adjoint/kernels';
import { createRegistry, definePlugin, describeConfig } from '@adjoint/plugin';
import * as calculus from '@adjoint/calculus';
import * as random from '@adjoint/random';
import * as linalg from '@adjoint/linalg';
import * as jit from '@adjoint/jit';
import * as nn from '@adjoint/nn';
import * as nnPlugins from '@adjoint/nn/plugins';
import * as optim from '@adjoint/optim-kkt';
import * as optimPlugins from '@adjoint/optim-kkt/plugins';
import * as sampling from '@adjoint/sampling';
import * as samplingPlugins from '@adjoint/sampling/plugins';

export async function smoke() {
  const plugins = [nnPlugins, optimPlugins, samplingPlugins].flatMap((m) => Object.values(m)).filter((p) => typeof p === 'object' && p !== null && Symbol.for('adjoint.plugin') in p);
  const registry = createRegistry({ plugins });
  const sgd = await registry.create('optimizer', 'sgd', { learningRate: 0.5 });
  const params = { w: tensor([1, 2]) };
  const { updates } = sgd.update({ params, grads: { w: tensor([2, 4]) }, state: sgd.init(params), step: scalar(0), value: scalar(0) });
  await registry.dispose();
  return {
    sum: add(tensor([1, 2]), 1).toArray(),
    exp: math.exp(1),
    gradient: calculus.grad((x) => x.mul(x).sum())(tensor([3, 4])).toArray(),
    solution: linalg.solve(tensor([[2, 1], [1, 3]]), tensor([3, 5])).toArray(),
    update: treeLeaves(treeMap((p, u) => p.add(u), params, updates))[0].toArray(),
    certificate: formatCertificate(certificate('example', 'numerical', 'a check', [check('a', 1, '<=', 2)])).includes('holds'),
    packages: [random, jit, nn, optim, sampling].map((m) => typeof m),
  };
}
`;

/** What it answers, anywhere; the solution to rounding. */
export interface SmokeAnswer {
  readonly sum: number[];
  readonly exp: number;
  readonly gradient: number[];
  readonly solution: number[];
  readonly update: number[];
  readonly certificate: boolean;
  readonly packages: string[];
}
