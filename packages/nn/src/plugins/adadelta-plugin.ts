import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { adadelta } from '../optimizers/adadelta.ts';
import { SOURCE, fraction, nonNegative, positive } from './fields.ts';

export interface AdadeltaConfig {
  readonly learningRate?: number;
  readonly decay?: number;
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:adadelta': AdadeltaConfig;
  }
}

/** Steps in the unit of the parameters (Zeiler 2012); see `adadelta`. */
export const adadeltaPlugin: Plugin<'optimizer', 'adadelta', AdadeltaConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'adadelta',
  spec: 'v1',
  source: SOURCE,
  description: 'steps in the unit of the parameters (Zeiler 2012)',
  supports: { traceable: true },
  config: /* @__PURE__ */ v.strictObject({
    learningRate: /* @__PURE__ */ nonNegative(1, 'length of a step'),
    decay: /* @__PURE__ */ fraction(0.9, 'memory of both means'),
    epsilon: /* @__PURE__ */ positive(1e-6, 'added to both means'),
    weightDecay: /* @__PURE__ */ nonNegative(0, 'factor of half the squared parameters in the loss'),
  }),
  create: (config) => adadelta(config),
});
