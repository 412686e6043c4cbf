import type { ConfigArgument, Instance, Kind, NameOf } from '../kinds.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What a plugin may ask for while an instance is made: other plugins, which it composes. */
export interface PluginContext {
  /** Of the registry; a long `create` should heed it. */
  readonly signal?: AbortSignal;
  create<K extends Kind, N extends NameOf<K>>(kind: K, name: N, ...config: ConfigArgument<K, N>): Promise<Instance<K>>;
  restore<K extends Kind>(recipe: Recipe<K>): Promise<Instance<K>>;
}
