import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { nadam } from '../optimizers/nadam.ts';
import { SOURCE, moments, nonNegative } from './fields.ts';

export interface NadamConfig {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly momentumDecay?: number;
  readonly weightDecay?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:nadam': NadamConfig;
  }
}

/** Adam with Nesterov momentum (Dozat 2016); see `nadam`. */
export const nadamPlugin: Plugin<'optimizer', 'nadam', NadamConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'nadam',
  spec: 'v1',
  source: SOURCE,
  description: 'Adam with Nesterov momentum (Dozat 2016)',
  supports: { traceable: true },
  config: /* @__PURE__ */ v.strictObject({
    learningRate: /* @__PURE__ */ nonNegative(0.002, 'length of a step'),
    .../* @__PURE__ */ moments(),
    momentumDecay: /* @__PURE__ */ nonNegative(0.004, 'how fast the momentum reaches its full size'),
    weightDecay: /* @__PURE__ */ nonNegative(0, 'factor of half the squared parameters in the loss'),
  }),
  create: (config) => nadam(config),
});
