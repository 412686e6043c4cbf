import type { AnyPlugin } from '@adjoint/plugin';
import { adadeltaPlugin } from './adadelta-plugin.ts';
import { adagradPlugin } from './adagrad-plugin.ts';
import { adamPlugin } from './adam-plugin.ts';
import { adamwPlugin } from './adamw-plugin.ts';
import { lbfgsPlugin } from './lbfgs-plugin.ts';
import { lionPlugin } from './lion-plugin.ts';
import { nadamPlugin } from './nadam-plugin.ts';
import { radamPlugin } from './radam-plugin.ts';
import { rmspropPlugin } from './rmsprop-plugin.ts';
import { sgdPlugin } from './sgd-plugin.ts';

/** All optimizers of this package, for `createRegistry({ plugins: [...optimizerPlugins] })`. */
export const optimizerPlugins: readonly AnyPlugin[] = [
  sgdPlugin,
  adamPlugin,
  adamwPlugin,
  nadamPlugin,
  radamPlugin,
  rmspropPlugin,
  adagradPlugin,
  adadeltaPlugin,
  lionPlugin,
  lbfgsPlugin,
];
