/** What the registry can offer of this package: optimizers. The only entry that brings a schema library. */
export { sgdPlugin, type SgdConfig } from './plugins/sgd-plugin.ts';
export { adamPlugin, type AdamConfig } from './plugins/adam-plugin.ts';
export { adamwPlugin, type AdamwConfig } from './plugins/adamw-plugin.ts';
export { nadamPlugin, type NadamConfig } from './plugins/nadam-plugin.ts';
export { radamPlugin, type RadamConfig } from './plugins/radam-plugin.ts';
export { rmspropPlugin, type RmspropConfig } from './plugins/rmsprop-plugin.ts';
export { adagradPlugin, type AdagradConfig } from './plugins/adagrad-plugin.ts';
export { adadeltaPlugin, type AdadeltaConfig } from './plugins/adadelta-plugin.ts';
export { lionPlugin, type LionConfig } from './plugins/lion-plugin.ts';
export { lbfgsPlugin, type LbfgsConfig } from './plugins/lbfgs-plugin.ts';
export { scheduledPlugin, type ScheduledConfig } from './plugins/scheduled-plugin.ts';
export { optimizerPlugins } from './plugins/optimizer-plugins.ts';
