import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { type RandomWalkOptions, randomWalkMetropolis } from '../markov/random-walk-metropolis.ts';
import { SOURCE } from './source.ts';

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'sampler:random-walk-metropolis': RandomWalkOptions;
  }
}

/** Random-walk Metropolis; see `randomWalkMetropolis`. */
export const randomWalkMetropolisPlugin: Plugin<'sampler', 'random-walk-metropolis', RandomWalkOptions, 'v1'> =
  /* @__PURE__ */ definePlugin({
    kind: 'sampler',
    name: 'random-walk-metropolis',
    spec: 'v1',
    source: SOURCE,
    description: 'normal proposals around the current position',
    supports: { gradient: false },
    config: /* @__PURE__ */ v.strictObject({
      stepSize: /* @__PURE__ */ v.optional(
        /* @__PURE__ */ v.pipe(/* @__PURE__ */ v.number(), /* @__PURE__ */ v.gtValue(0), /* @__PURE__ */ v.finite()),
        1,
      ),
    }),
    create: (config) => randomWalkMetropolis(config),
  });
