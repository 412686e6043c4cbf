import { type AnyPlugin, type Registry, createRegistry } from '@adjoint/plugin';
import * as nn from '@adjoint/nn/plugins';
import * as optimization from '@adjoint/optim-kkt/plugins';
import * as sampling from '@adjoint/sampling/plugins';

/** The plugins among the exports of a package's './plugins' entry. */
const pluginsOf = (entry: object): AnyPlugin[] =>
  Object.values(entry).filter((x): x is AnyPlugin => typeof x === 'object' && x !== null && 'kind' in x && 'create' in x);

/** The registry of the command line: our plugins, and those of the files that were named. */
export const demoRegistry = (more: readonly AnyPlugin[], signal: AbortSignal): Registry =>
  createRegistry({ plugins: [...pluginsOf(nn), ...pluginsOf(optimization), ...pluginsOf(sampling), ...more], signal });
