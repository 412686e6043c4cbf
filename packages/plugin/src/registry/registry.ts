import type { ConfigArgument, Instance, Kind, NameOf, SupportsQuery } from '../kinds.ts';
import type { AnyPlugin, Plugin } from '../plugin/plugin.ts';
import type { Pipeline, PipelineInstances } from '../recipe/pipeline.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** The plugins that an app has chosen. Immutable but for the list of what it made, which it disposes. */
export interface Registry extends AsyncDisposable {
  /** Plugins of a kind in the order of registration, those of the scope last; `where` is compared deeply with `supports`. */
  list<K extends Kind>(kind: K, where?: SupportsQuery<K>): readonly Plugin<K>[];
  /** @throws PluginError UNKNOWN_KIND, UNKNOWN_NAME */
  get<K extends Kind>(kind: K, name: NameOf<K>): Plugin<K>;
  /** @throws PluginError UNKNOWN_KIND, UNKNOWN_NAME, BAD_CONFIG, CREATE_FAILED, CYCLE, DISPOSED, as a rejection */
  create<K extends Kind, N extends NameOf<K>>(kind: K, name: N, ...config: ConfigArgument<K, N>): Promise<Instance<K>>;
  /** A use of a plugin as JSON, validated. @throws PluginError BAD_RECIPE, BAD_CONFIG, UNKNOWN_KIND, UNKNOWN_NAME, as a rejection */
  recipe<K extends Kind, N extends NameOf<K>>(kind: K, name: N, ...config: ConfigArgument<K, N>): Promise<Recipe<K>>;
  /** An instance again from its recipe, migrated where it was written for an older contract. */
  restore<K extends Kind>(recipe: Recipe<K>): Promise<Instance<K>>;
  /** The instances of a pipeline, under the names of its recipes. */
  restorePipeline<const P extends Pipeline>(pipeline: P): Promise<PipelineInstances<P>>;
  /** A child sees these plugins and its parent's; the parent never sees the child's. With `shadow` a child's plugin may take a name of its parent's. */
  scope(plugins: readonly AnyPlugin[], options?: { readonly shadow?: boolean; readonly signal?: AbortSignal }): Registry;
  /**
   * Disposes child scopes, then every instance in the reverse order of making. Runs all of them.
   * @throws AggregateError of what they threw
   */
  dispose(): Promise<void>;
}
