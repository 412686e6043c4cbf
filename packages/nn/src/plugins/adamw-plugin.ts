import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { adamw } from '../optimizers/adam.ts';
import { SOURCE, flag, moments, nonNegative } from './fields.ts';

export interface AdamwConfig {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly amsgrad?: boolean;
  readonly weightDecay?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:adamw': AdamwConfig;
  }
}

/** Adam with decoupled weight decay (Loshchilov, Hutter 2019); see `adamw`. */
export const adamwPlugin: Plugin<'optimizer', 'adamw', AdamwConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'adamw',
  spec: 'v1',
  source: SOURCE,
  description: 'Adam with decoupled weight decay (Loshchilov, Hutter 2019)',
  supports: { traceable: true },
  config: /* @__PURE__ */ v.strictObject({
    learningRate: /* @__PURE__ */ nonNegative(0.001, 'length of a step'),
    .../* @__PURE__ */ moments(),
    amsgrad: /* @__PURE__ */ flag(false, 'divide by the largest second moment so far'),
    weightDecay: /* @__PURE__ */ nonNegative(0.01, 'share of the parameters taken off at unit rate'),
  }),
  create: (config) => adamw(config),
});
