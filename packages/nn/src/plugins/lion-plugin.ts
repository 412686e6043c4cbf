import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { lion } from '../optimizers/lion.ts';
import { SOURCE, fraction, nonNegative } from './fields.ts';

export interface LionConfig {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly weightDecay?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:lion': LionConfig;
  }
}

/** The sign of an interpolated momentum (Chen et al. 2023); see `lion`. */
export const lionPlugin: Plugin<'optimizer', 'lion', LionConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'lion',
  spec: 'v1',
  source: SOURCE,
  description: 'the sign of an interpolated momentum (Chen et al. 2023)',
  supports: { traceable: true },
  config: /* @__PURE__ */ v.strictObject({
    learningRate: /* @__PURE__ */ nonNegative(0.0001, 'length of a step'),
    beta1: /* @__PURE__ */ fraction(0.9, 'memory of the mean gradient'),
    beta2: /* @__PURE__ */ fraction(0.99, 'memory of the momentum'),
    weightDecay: /* @__PURE__ */ nonNegative(0, 'share of the parameters taken off at unit rate'),
  }),
  create: (config) => lion(config),
});
