import { PluginError } from '../plugin-error.ts';
import { checkPlugin } from '../plugin/check-plugin.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import type { AnyPlugin } from '../plugin/plugin.ts';
import { describeConfig } from './describe-config.ts';
import type { PluginHost } from './plugin-host.ts';

/**
 * The plugins of a module that a person named. Its default export is a plugin, a list of plugins, or a function
 * `(adjoint) => plugin | plugin[]`, which then needs no import of its own.
 *
 * A plugin is code and runs with the rights of the app: never load one that only data asked for.
 *
 * @param module what `await import(file)` gave
 * @param packages handed to the function beside `definePlugin` and `describeConfig`, e.g. `{ tensor }`
 * @throws PluginError NOT_A_PLUGIN, BAD_NAME; CREATE_FAILED when the function throws
 * @example const plugins = await pluginsOf(await import(url), { tensor });
 */
export async function pluginsOf<Packages extends object>(
  module: { readonly default?: unknown },
  packages: Packages,
): Promise<readonly AnyPlugin[]> {
  const host: PluginHost<Packages> = { ...packages, definePlugin, describeConfig };
  let given = module.default;
  if (given === undefined)
    throw new PluginError(
      'NOT_A_PLUGIN',
      'the module has no default export',
      'write `export default (adjoint) => adjoint.definePlugin({ … })`',
    );
  if (typeof given === 'function') {
    try {
      given = await (given as (adjoint: PluginHost<Packages>) => unknown)(host);
    } catch (cause) {
      throw new PluginError(
        'CREATE_FAILED',
        `the default export threw: ${cause instanceof Error ? cause.message : String(cause)}`,
        'the cause is its own error',
        cause,
      );
    }
  }
  const list = Array.isArray(given) ? (given as readonly unknown[]) : [given];
  for (const p of list) checkPlugin(p);
  return list as readonly AnyPlugin[];
}
