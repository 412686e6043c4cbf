import type { Kind, SpecOf } from '../kinds.ts';
import { BRAND, type Plugin } from './plugin.ts';

/**
 * A plugin from its parts. Nothing is registered and nothing is checked: `createRegistry` does both.
 *
 * @example definePlugin({ kind: 'optimizer', name: 'my-package/sign', spec: 'v1', supports: { traceable: true }, config, create })
 */
/* @__NO_SIDE_EFFECTS__ */
export function definePlugin<K extends Kind, const N extends string, C, S extends SpecOf<K>>(
  parts: Omit<Plugin<K, N, C, S>, typeof BRAND>,
): Plugin<K, N, C, S> {
  return Object.freeze({ ...parts, [BRAND]: true as const });
}
