import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { lbfgs } from '../optimizers/lbfgs.ts';
import { SOURCE, count } from './fields.ts';

export interface LbfgsConfig {
  readonly memory?: number;
  readonly trials?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:lbfgs': LbfgsConfig;
  }
}

/** Limited-memory BFGS with a line search, for full batches (Nocedal, Wright 2006); see `lbfgs`. */
export const lbfgsPlugin: Plugin<'optimizer', 'lbfgs', LbfgsConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'lbfgs',
  spec: 'v1',
  source: SOURCE,
  description: 'limited-memory BFGS with a line search, for full batches (Nocedal, Wright 2006)',
  supports: { traceable: false },
  config: /* @__PURE__ */ v.strictObject({
    memory: /* @__PURE__ */ count(10, 'pairs of steps and gradients that are kept'),
    trials: /* @__PURE__ */ count(25, 'evaluations of one line search'),
  }),
  create: (config) => lbfgs(config),
});
