import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { rmsprop } from '../optimizers/rmsprop.ts';
import { SOURCE, flag, fraction, nonNegative } from './fields.ts';

export interface RmspropConfig {
  readonly learningRate?: number;
  readonly decay?: number;
  readonly epsilon?: number;
  readonly centred?: boolean;
  readonly momentum?: number;
  readonly weightDecay?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:rmsprop': RmspropConfig;
  }
}

/** Division by the root mean square of recent gradients (Tieleman, Hinton 2012); see `rmsprop`. */
export const rmspropPlugin: Plugin<'optimizer', 'rmsprop', RmspropConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'rmsprop',
  spec: 'v1',
  source: SOURCE,
  description: 'division by the root mean square of recent gradients (Tieleman, Hinton 2012)',
  supports: { traceable: true },
  config: /* @__PURE__ */ v.strictObject({
    learningRate: /* @__PURE__ */ nonNegative(0.01, 'length of a step'),
    decay: /* @__PURE__ */ fraction(0.99, 'memory of the mean square'),
    epsilon: /* @__PURE__ */ nonNegative(1e-8, 'added to the root of the second moment'),
    centred: /* @__PURE__ */ flag(false, 'take the mean off before squaring'),
    momentum: /* @__PURE__ */ fraction(0, 'how much of the last velocity is kept'),
    weightDecay: /* @__PURE__ */ nonNegative(0, 'factor of half the squared parameters in the loss'),
  }),
  create: (config) => rmsprop(config),
});
