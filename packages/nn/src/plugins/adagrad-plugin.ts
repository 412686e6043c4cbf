import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { adagrad } from '../optimizers/adagrad.ts';
import { SOURCE, nonNegative } from './fields.ts';

export interface AdagradConfig {
  readonly learningRate?: number;
  readonly initial?: number;
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:adagrad': AdagradConfig;
  }
}

/** Division by the root of all squared gradients (Duchi, Hazan, Singer 2011); see `adagrad`. */
export const adagradPlugin: Plugin<'optimizer', 'adagrad', AdagradConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'adagrad',
  spec: 'v1',
  source: SOURCE,
  description: 'division by the root of all squared gradients (Duchi, Hazan, Singer 2011)',
  supports: { traceable: true },
  config: /* @__PURE__ */ v.strictObject({
    learningRate: /* @__PURE__ */ nonNegative(0.01, 'length of a step'),
    initial: /* @__PURE__ */ nonNegative(0, 'sum of squares at the start'),
    epsilon: /* @__PURE__ */ nonNegative(1e-10, 'added to the root of the second moment'),
    weightDecay: /* @__PURE__ */ nonNegative(0, 'factor of half the squared parameters in the loss'),
  }),
  create: (config) => adagrad(config),
});
