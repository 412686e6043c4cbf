/**
 * Sampler, contract v1: a Markov kernel on any log density; two pure functions, the state is data.
 *
 * The configuration of the plugin is plain JSON, so the target comes afterwards:
 *
 *   kernel = sampler.kernel(target)
 *   state = kernel.init(position, key);   { state, info } = kernel.step(key, state)
 *
 * After blackjax (Cabezas et al. 2024).
 */
import type { SamplerKernel } from './sampler-kernel.ts';
import type { Target } from './target.ts';

export interface SamplerV1 {
  /** @throws PluginError or an error of its own when the target lacks what the method needs, a gradient for instance */
  kernel(target: Target): SamplerKernel;
}
