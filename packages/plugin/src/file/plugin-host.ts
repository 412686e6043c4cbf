import type { describeConfig } from './describe-config.ts';
import type { definePlugin } from '../plugin/define-plugin.ts';

/**
 * What a plugin file receives instead of importing: these two, and the packages that the app hands over.
 * The command line tool hands over `tensor`, `random`, `calculus` and `linalg`, each a whole package.
 */
export type PluginHost<Packages extends object = object> = Packages & {
  readonly definePlugin: typeof definePlugin;
  readonly describeConfig: typeof describeConfig;
};
