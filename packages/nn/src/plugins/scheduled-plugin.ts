/**
 * Another optimizer with a learning rate that changes: its updates are multiplied by a factor of the step.
 *
 * Recipes in JSON reach schedules by it: { optimizer: 'adam', config: { learningRate: 0.002 }, schedule: 'cosine', steps: 5000 }.
 */
import { type Json, type OptimizerV1, type Plugin, definePlugin } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';
import * as v from 'valibot';
import { cosineDecay, linearDecay, constantRate } from '../optimizers/schedules/decay.ts';
import { oneCycle } from '../optimizers/schedules/one-cycle.ts';
import type { Schedule } from '../optimizers/schedules/schedule.ts';
import { warmup } from '../optimizers/schedules/warmup.ts';
import { like } from '../optimizers/transforms/moments.ts';
import { SOURCE, count, nonNegative } from './fields.ts';

export interface ScheduledConfig {
  /** Name of the optimizer that makes the updates. */
  readonly optimizer: string;
  readonly config?: Json;
  /** Default 'cosine'. */
  readonly schedule?: 'constant' | 'cosine' | 'linear' | 'one-cycle';
  /** Until the factor has reached `end` (default 1000). */
  readonly steps?: number;
  /** Last factor of 'cosine' and 'linear' (default 0). */
  readonly end?: number;
  /** Steps on which the factor first rises from 0 (default 0). */
  readonly warmup?: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'optimizer:scheduled': ScheduledConfig;
  }
}

type Filled = Required<Omit<ScheduledConfig, 'config'>> & Pick<ScheduledConfig, 'config'>;

const schema: v.GenericSchema<unknown, Filled> = /* @__PURE__ */ v.strictObject({
  optimizer: /* @__PURE__ */ v.string(),
  config: /* @__PURE__ */ v.optional(/* @__PURE__ */ v.any()),
  schedule: /* @__PURE__ */ v.optional(/* @__PURE__ */ v.picklist(['constant', 'cosine', 'linear', 'one-cycle']), 'cosine'),
  steps: /* @__PURE__ */ count(1000, 'steps until the last factor is reached'),
  end: /* @__PURE__ */ nonNegative(0, 'last factor'),
  warmup: /* @__PURE__ */ nonNegative(0, 'steps on which the factor first rises from 0'),
});

/** Another optimizer under a schedule. */
export const scheduledPlugin: Plugin<'optimizer', 'scheduled', ScheduledConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'optimizer',
  name: 'scheduled',
  spec: 'v1',
  source: SOURCE,
  description: 'another optimizer whose steps are scaled by a schedule',
  supports: { traceable: true },
  config: schema,
  create: async (config, context) => scaled(await context.create('optimizer', config.optimizer, config.config ?? {}), factorOf(config)),
});

function factorOf({ schedule, steps, end, warmup: rising }: Filled): Schedule {
  const falling =
    schedule === 'cosine'
      ? cosineDecay(1, steps, end)
      : schedule === 'linear'
        ? linearDecay(1, steps, end)
        : schedule === 'one-cycle'
          ? oneCycle(1, steps)
          : constantRate(1);
  return rising === 0 ? falling : warmup(rising, falling);
}

function scaled(inner: OptimizerV1, factor: Schedule): OptimizerV1 {
  return {
    traceable: inner.traceable === true,
    init: (params) => inner.init(params),
    update(input) {
      const { updates, state } = inner.update(input);
      const by = factor(input.step);
      return { updates: treeMap((u) => u.mul(like(by, u)), updates), state };
    },
  };
}
