/** Batch samplers as plugins; none of them has anything to configure. */
import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { sequential, sorted } from '../batch/fixed-order.ts';
import { importanceWeighted } from '../batch/importance-weighted.ts';
import { shuffle, shuffleOnce } from '../batch/shuffle.ts';
import { stratified } from '../batch/stratified.ts';
import { withReplacement } from '../batch/with-replacement.ts';
import { SOURCE } from './source.ts';

type NoConfig = Readonly<Record<string, never>>;
declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'batch-sampler:shuffle': NoConfig;
    'batch-sampler:shuffle-once': NoConfig;
    'batch-sampler:with-replacement': NoConfig;
    'batch-sampler:sequential': NoConfig;
    'batch-sampler:sorted': NoConfig;
    'batch-sampler:stratified': NoConfig;
    'batch-sampler:importance-weighted': NoConfig;
  }
}

export const shufflePlugin: Plugin<'batch-sampler', 'shuffle', NoConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'batch-sampler',
  name: 'shuffle',
  spec: 'v1',
  source: SOURCE,
  description: 'a new random order each epoch',
  supports: { unbiased: true },
  config: /* @__PURE__ */ v.strictObject({}),
  create: shuffle,
});
export const shuffleOncePlugin: Plugin<'batch-sampler', 'shuffle-once', NoConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'batch-sampler',
  name: 'shuffle-once',
  spec: 'v1',
  source: SOURCE,
  description: 'one random order for all epochs',
  supports: { unbiased: true },
  config: /* @__PURE__ */ v.strictObject({}),
  create: shuffleOnce,
});
export const withReplacementPlugin: Plugin<'batch-sampler', 'with-replacement', NoConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'batch-sampler',
  name: 'with-replacement',
  spec: 'v1',
  source: SOURCE,
  description: 'every batch drawn anew from all examples',
  supports: { unbiased: true },
  config: /* @__PURE__ */ v.strictObject({}),
  create: withReplacement,
});
export const sequentialPlugin: Plugin<'batch-sampler', 'sequential', NoConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'batch-sampler',
  name: 'sequential',
  spec: 'v1',
  source: SOURCE,
  description: 'the order in which the data stand; biased',
  supports: { unbiased: false },
  config: /* @__PURE__ */ v.strictObject({}),
  create: sequential,
});
export const sortedPlugin: Plugin<'batch-sampler', 'sorted', NoConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'batch-sampler',
  name: 'sorted',
  spec: 'v1',
  source: SOURCE,
  description: 'sorted by label; biased',
  supports: { unbiased: false, needs: ['labels'] },
  config: /* @__PURE__ */ v.strictObject({}),
  create: sorted,
});
export const stratifiedPlugin: Plugin<'batch-sampler', 'stratified', NoConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'batch-sampler',
  name: 'stratified',
  spec: 'v1',
  source: SOURCE,
  description: 'every label in every batch, in proportion',
  supports: { unbiased: true, needs: ['labels'] },
  config: /* @__PURE__ */ v.strictObject({}),
  create: stratified,
});
export const importanceWeightedPlugin: Plugin<'batch-sampler', 'importance-weighted', NoConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'batch-sampler',
  name: 'importance-weighted',
  spec: 'v1',
  source: SOURCE,
  description: 'drawn by importance, weighted by its inverse',
  supports: { unbiased: true, needs: ['importance'] },
  config: /* @__PURE__ */ v.strictObject({}),
  create: importanceWeighted,
});
