/** Samplers that are wrong in one way each, made of a random walk of Metropolis et al. (1953) that is right. */
import {
  type Plugin,
  type SamplerKernel,
  type SamplerState,
  type SamplerV1,
  type Target,
  definePlugin,
  describeConfig,
} from '@adjoint/plugin';
import { type Key, foldIn, normal, uniform } from '@adjoint/random';
import { type Tensor, scalar } from '@adjoint/tensor';

type Mutant = Plugin<'sampler', `mutant/${string}`, never, 'v1'>;
interface Walk extends SamplerState {
  readonly position: Tensor;
  readonly logDensity: Tensor;
}
/** What a mutant changes: the logarithm of the acceptance ratio, the proposal, the kernel. */
interface Change {
  readonly ratio?: (proposed: number, current: number, x: Tensor) => number;
  readonly propose?: (key: Key, x: Tensor) => Tensor;
  readonly kernel?: (right: SamplerKernel<Walk>, target: Target) => SamplerKernel<Walk>;
}

function walk(
  target: Target,
  { ratio = (p, c) => p - c, propose = (k, x) => x.add(normal(k, x.shape).mul(1.2)) }: Change,
): SamplerKernel<Walk> {
  return {
    init: (position) => ({ position: position as Tensor, logDensity: target.logDensity(position) }),
    step(key, state) {
      const x = propose(foldIn(key as Key, 0), state.position);
      const logDensity = target.logDensity(x);
      const acceptance = Math.min(1, Math.exp(ratio(logDensity.item(), state.logDensity.item(), x)));
      const accepted = uniform(foldIn(key as Key, 1)).item() < acceptance;
      return {
        state: accepted ? { position: x, logDensity } : state,
        info: { acceptance: scalar(acceptance), accepted: scalar(accepted ? 1 : 0) },
      };
    },
  };
}
function mutant(name: string, change: Change, gradient = false): readonly [string, Mutant] {
  const sampler: SamplerV1 = {
    kernel(target) {
      const right = walk(target, change);
      return change.kernel?.(right, target) ?? right;
    },
  };
  return [
    name,
    definePlugin({
      kind: 'sampler',
      name: `mutant/${name}`,
      spec: 'v1',
      supports: { gradient },
      config: describeConfig({}),
      create: () => sampler,
    }) as Mutant,
  ];
}

export const rightSampler = (): readonly [string, Mutant] => mutant('right', {});

export const samplerMutants = (): ReadonlyMap<string, Mutant> =>
  new Map([
    mutant('accepts-everything', { ratio: () => 0 }),
    mutant('half-the-exponent', { ratio: (p, c) => (p - c) / 2 }),
    mutant('twice-the-exponent', { ratio: (p, c) => (p - c) * 2 }),
    mutant('drifts', { propose: (k, x) => x.add(normal(k, x.shape)).add(0.3) }),
    mutant('scales-without-jacobian', { propose: (k, x) => x.mul(normal(k, x.shape).mul(0.5).exp()) }),
    mutant('never-moves', { ratio: () => -Infinity }),
    mutant('ignores-the-key', { propose: (_, x) => x.mul(-0.5).add(1) }),
    mutant('only-uphill', { ratio: (p, c) => (p > c ? 0 : -Infinity) }),
    mutant('acceptance-above-one', {
      kernel: (right) => ({
        ...right,
        step: (k, s) => {
          const r = right.step(k, s);
          return { ...r, info: { ...r.info, acceptance: scalar(1.5) } };
        },
      }),
    }),
    mutant('says-it-stayed', {
      kernel: (right) => ({
        ...right,
        step: (k, s) => {
          const r = right.step(k, s);
          return { ...r, info: { ...r.info, accepted: scalar(0) } };
        },
      }),
    }),
    mutant('hidden-counter', {
      kernel: (right) => {
        let n = 0;
        return { ...right, step: (k, s) => right.step(foldIn(k as Key, n++), s) };
      },
    }),
    mutant('state-of-functions', { kernel: (right) => ({ ...right, init: (x, k) => ({ ...right.init(x, k), again: () => x }) }) }),
    mutant('changes-its-state', {
      kernel: (right) => ({
        ...right,
        step: (k, s) => {
          const r = right.step(k, s);
          (s.position.data() as unknown as Float64Array).set(r.state.position.toTypedArray());
          return r;
        },
      }),
    }),
    mutant('says-it-needs-a-gradient', {}, true),
    mutant('needs-a-gradient-silently', {
      kernel: (right, target) => {
        if (!target.valueAndGrad) throw new Error('no gradient');
        return right;
      },
    }),
  ]);
