/** What the registry can offer of this package: optimizers. The only entry that brings a schema library. */
export { sgdPlugin, type SgdConfig } from './plugins/sgd-plugin.ts';
export { adamPlugin, type AdamConfig } from './plugins/adam-plugin.ts';
