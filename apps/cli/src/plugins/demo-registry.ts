import { type AnyPlugin, type Registry, createRegistry } from '@adjoint/plugin';
import { plugins as nn } from '@adjoint/nn/plugins';
import { plugins as optimization } from '@adjoint/optim-kkt/plugins';
import { plugins as sampling } from '@adjoint/sampling/plugins';

/** The registry of the command line: our plugins, and those of the files that were named. */
export const demoRegistry = (more: readonly AnyPlugin[], signal: AbortSignal): Registry => createRegistry({ plugins: [...nn, ...optimization, ...sampling, ...more], signal });
