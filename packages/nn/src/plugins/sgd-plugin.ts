import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { sgd } from '../optimizers/sgd.ts';
import { SOURCE, flag, fraction, nonNegative } from './fields.ts';

export interface SgdConfig {
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly weightDecay?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:sgd': SgdConfig;
  }
}

/** Stochastic gradient descent with momentum; see `sgd`. */
export const sgdPlugin: Plugin<'optimizer', 'sgd', SgdConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'sgd',
  spec: 'v1',
  source: SOURCE,
  description: 'stochastic gradient descent, with momentum if asked',
  supports: { traceable: true },
  config: /* @__PURE__ */ v.strictObject({
    learningRate: /* @__PURE__ */ nonNegative(0.1, 'length of a step per unit of gradient'),
    momentum: /* @__PURE__ */ fraction(0, 'how much of the last velocity is kept'),
    nesterov: /* @__PURE__ */ flag(false, 'look ahead along the velocity'),
    weightDecay: /* @__PURE__ */ nonNegative(0, 'factor of half the squared parameters in the loss'),
  }),
  create: (config) => sgd(config),
});
