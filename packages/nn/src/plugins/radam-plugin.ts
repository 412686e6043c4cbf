import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { radam } from '../optimizers/radam.ts';
import { SOURCE, moments, nonNegative } from './fields.ts';

export interface RadamConfig {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:radam': RadamConfig;
  }
}

/** Adam with its early variance rectified (Liu et al. 2020); see `radam`. */
export const radamPlugin: Plugin<'optimizer', 'radam', RadamConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'radam',
  spec: 'v1',
  source: SOURCE,
  description: 'Adam with its early variance rectified (Liu et al. 2020)',
  supports: { traceable: true },
  config: /* @__PURE__ */ v.strictObject({
    learningRate: /* @__PURE__ */ nonNegative(0.001, 'length of a step'),
    .../* @__PURE__ */ moments(),
    weightDecay: /* @__PURE__ */ nonNegative(0, 'factor of half the squared parameters in the loss'),
  }),
  create: (config) => radam(config),
});
