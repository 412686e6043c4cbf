import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { adam } from '../optimizers/adam.ts';
import { SOURCE, flag, moments, nonNegative } from './fields.ts';

export interface AdamConfig {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly amsgrad?: boolean;
  readonly weightDecay?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:adam': AdamConfig;
  }
}

/** Adaptive moments of the gradient (Kingma, Ba 2015); see `adam`. */
export const adamPlugin: Plugin<'optimizer', 'adam', AdamConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'adam',
  spec: 'v1',
  source: SOURCE,
  description: 'adaptive moments of the gradient (Kingma, Ba 2015)',
  supports: { traceable: true },
  config: /* @__PURE__ */ v.strictObject({
    learningRate: /* @__PURE__ */ nonNegative(0.001, 'length of a step'),
    .../* @__PURE__ */ moments(),
    amsgrad: /* @__PURE__ */ flag(false, 'divide by the largest second moment so far'),
    weightDecay: /* @__PURE__ */ nonNegative(0, 'factor of half the squared parameters in the loss'),
  }),
  create: (config) => adam(config),
});
