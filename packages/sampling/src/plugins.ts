/** What the registry can offer of this package: batch samplers and samplers. The only entry that brings a schema library. */
export {
  importanceWeightedPlugin,
  sequentialPlugin,
  shuffleOncePlugin,
  shufflePlugin,
  sortedPlugin,
  stratifiedPlugin,
  withReplacementPlugin,
} from './plugins/batch-sampler-plugins.ts';
export { randomWalkMetropolisPlugin } from './plugins/random-walk-metropolis-plugin.ts';
