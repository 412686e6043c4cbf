import * as v from 'valibot';
import { add, mul, sqrt, treeMap, zerosLike } from '@adjoint/tensor';
import type {} from '@adjoint/plugin';
import { definePlugin } from '../src/index.ts';

const source = { package: '@adjoint/nn', version: '0.1.0' };
const SgdConfig = v.object({ learningRate: v.optional(v.pipe(v.number(), v.gtValue(0)), 0.01) });

/** Short and complete: what the tests of the registry work on. */
export const sgd = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'sgd',
  spec: 'v1',
  supports: { traceable: true, stateful: false },
  source,
  config: SgdConfig,
  create: ({ learningRate }) => ({
    traceable: true,
    init: () => null,
    update: ({ grads, state }) => ({ updates: treeMap((g) => mul(g, -learningRate), grads), state }),
  }),
});

export const adagrad = definePlugin({
  kind: 'optimizer',
  name: 'adagrad',
  spec: 'v1',
  supports: { traceable: true, stateful: true, betas: [0.9, 0.99] },
  source,
  config: v.strictObject({ learningRate: v.number() }),
  create: ({ learningRate }) => ({
    init: (params) => treeMap((p) => zerosLike(p), params),
    update({ grads, state }) {
      const total = treeMap((s, g) => add(s, mul(g, g)), state, grads);
      return { state: total, updates: treeMap((g, s) => g.div(sqrt(s).add(1e-8)).mul(-learningRate), grads, total) };
    },
  }),
});

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:sgd': v.InferInput<typeof SgdConfig>;
    'optimizer:adagrad': { learningRate: number };
  }
}
