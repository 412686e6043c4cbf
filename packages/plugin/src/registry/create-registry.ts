/**
 * The registry: an immutable choice of plugins, what they make, and its disposal.
 *
 * There is no global one and nothing registers itself. `create` validates the configuration, makes an instance and lifts
 * it to the latest contract. A chain of plugins that make one another ends in an error when a plugin with a deeply equal
 * configuration stands on the chain already, or the chain is longer than 64: the chain is passed down, so two
 * independent creations never take each other for a cycle.
 */
import { PluginError } from '../plugin-error.ts';
import { type ErasedPlugin, checkPlugin, label } from '../plugin/check-plugin.ts';
import { DEPTH, notJson, toJson } from '../recipe/json.ts';
import { readRecipe } from '../recipe/read-recipe.ts';
import { LATEST, LIFTS } from './contracts.ts';
import { deepEqual } from './deep-equal.ts';
import { ASYNC_DISPOSE, disposeAll, disposeOne } from './disposal.ts';
import { type LiftPaths, liftPaths } from './lift-paths.ts';
import type { RegistryOptions } from './registry-options.ts';
import type { Registry } from './registry.ts';
import { validateConfig } from './validate-config.ts';

/** What scopes share, and what each has of its own. */
interface Scope {
  readonly latest: ReadonlyMap<string, string>;
  readonly lifts: LiftPaths;
  /** By `kind:name`, those of the parent first. */
  readonly table: ReadonlyMap<string, ErasedPlugin>;
  readonly signal?: AbortSignal | undefined;
}
/** A creation under way; `outer` is the one that asked for it. */
interface Link {
  readonly plugin: ErasedPlugin;
  readonly config: unknown;
  readonly outer: Link | null;
  readonly depth: number;
}

/**
 * @throws PluginError NOT_A_PLUGIN, BAD_NAME, DUPLICATE_NAME, UNKNOWN_KIND, SPEC_MISMATCH, BAD_LIFT
 * @example
 * const registry = createRegistry({ plugins: [sgdPlugin, adamPlugin] });
 * const optimizer = await registry.create('optimizer', 'sgd', { learningRate: 0.1 });
 */
export function createRegistry(options: RegistryOptions): Registry {
  const latest = new Map<string, string>(Object.entries(LATEST));
  for (const [kind, spec] of Object.entries(options.kinds ?? {})) {
    const ours = latest.get(kind) ?? spec;
    if (ours !== spec)
      throw new PluginError('SPEC_MISMATCH', `\`kinds\` calls ${spec} the latest contract of ${kind}; it is ${ours}`, 'leave it out');
    latest.set(kind, spec);
  }
  const lifts = liftPaths(latest, [...LIFTS, ...(options.lifts ?? [])]);
  const empty: Scope = { latest, lifts, table: new Map(), signal: options.signal };
  return open({ ...empty, table: addPlugins(empty, options.plugins, false) }, () => undefined);
}

const kindsHint = ({ latest }: Scope): string => `it has ${[...latest.keys()].join(', ')}; others are given to createRegistry as \`kinds\``;

function addPlugins(scope: Scope, plugins: readonly unknown[], shadow: boolean): ReadonlyMap<string, ErasedPlugin> {
  const own = new Map<string, ErasedPlugin>();
  for (const x of plugins) {
    const p = checkPlugin(x);
    const key = `${p.kind}:${p.name}`;
    const end = scope.latest.get(p.kind);
    if (end === undefined) throw new PluginError('UNKNOWN_KIND', `${label(p)}: this app has no kind "${p.kind}"`, kindsHint(scope));
    if (scope.lifts(p.kind, p.spec) === undefined) {
      throw new PluginError(
        'SPEC_MISMATCH',
        `${label(p)} has contract ${p.spec}, this app has ${end}`,
        `install a version for ${end}, or give a lift from ${p.spec}`,
      );
    }
    const other = own.get(key) ?? (shadow ? undefined : scope.table.get(key));
    if (other !== undefined && other !== p) {
      throw new PluginError(
        'DUPLICATE_NAME',
        `${label(p)} has the name of ${label(other)}`,
        'rename one, or put it into a scope with { shadow: true }',
      );
    }
    own.set(key, p);
  }
  return new Map([...[...scope.table].filter(([key]) => !own.has(key)), ...own]);
}

function open(scope: Scope, forget: () => void): Registry {
  const owned = new Map<object, () => Promise<void>>(); // children and instances in the order of making
  let end: Promise<void> | null = null;

  const assertOpen = (): void => {
    if (end !== null) throw new PluginError('DISPOSED', 'this registry is disposed', 'make a new one');
    scope.signal?.throwIfAborted();
  };

  const ofKind = (kind: string): readonly ErasedPlugin[] => {
    if (!scope.latest.has(kind)) throw new PluginError('UNKNOWN_KIND', `this app has no kind "${kind}"`, kindsHint(scope));
    return [...scope.table.values()].filter((p) => p.kind === kind);
  };

  const find = (kind: string, name: string): ErasedPlugin => {
    const all = ofKind(kind);
    const p = scope.table.get(`${kind}:${name}`);
    if (p === undefined)
      throw new PluginError('UNKNOWN_NAME', `no ${kind} "${name}"`, `registered: ${all.map((q) => q.name).join(', ') || 'none'}`);
    return p;
  };

  const own = <T>(made: T): T => {
    if (typeof made === 'object' && made !== null && !owned.has(made)) owned.set(made, () => disposeOne(made));
    return made;
  };

  const make = async (kind: string, name: string, raw: unknown, outer: Link | null): Promise<never> => {
    assertOpen();
    const plugin = find(kind, name);
    const config = await validateConfig(plugin, raw);
    assertOpen();
    const link: Link = { plugin, config, outer, depth: (outer?.depth ?? 0) + 1 };
    refuseCycle(link);
    try {
      const made = await plugin.create(config, {
        ...(scope.signal ? { signal: scope.signal } : null),
        create: (k: string, n: string, c?: unknown) => make(k, n, c, link),
        restore: (r: unknown) => remake(r, link),
      });
      if (end !== null) await disposeOne(made); // disposed meanwhile: nobody else would do it
      assertOpen();
      own(made);
      return scope.lifts(kind, plugin.spec)?.reduce((x: unknown, l) => l.lift(x as never), made) as never;
    } catch (cause) {
      if (cause instanceof PluginError || scope.signal?.aborted === true) throw cause;
      throw new PluginError(
        'CREATE_FAILED',
        `${label(plugin)} could not be made: ${cause instanceof Error ? cause.message : String(cause)}`,
        "the cause is the plugin's own error",
        cause,
      );
    }
  };

  const remake = async (x: unknown, outer: Link | null, path?: string): Promise<never> => {
    const r = readRecipe(x, path);
    const plugin = find(r.kind, r.name);
    return make(r.kind, r.name, r.spec === plugin.spec ? r.config : migrate(plugin, r.config, r.spec), outer);
  };

  const dispose = (): Promise<void> =>
    (end ??= (async () => {
      forget();
      try {
        await disposeAll(owned.values(), 'this registry');
      } finally {
        owned.clear();
      }
    })());

  const registry: Registry = {
    list: (kind, where = {}) =>
      ofKind(kind).filter((p) =>
        Object.entries(where).every(([k, v]) => deepEqual(Object.hasOwn(p.supports, k) ? p.supports[k] : undefined, v)),
      ) as never,
    get: (kind, name) => find(kind, name) as never,
    create: (kind, name, ...config) => make(kind, name, config[0], null),
    async recipe(kind, name, ...config) {
      const plugin = find(kind, name);
      const json = toJson(config[0] ?? {}, 'config');
      await validateConfig(plugin, json);
      return { kind, name, spec: plugin.spec, config: json };
    },
    restore: (recipe) => remake(recipe, null),
    async restorePipeline(pipeline) {
      const fault = notJson(pipeline, 'pipeline');
      if (fault !== null) throw new PluginError('BAD_RECIPE', fault, 'a pipeline is an object of recipes');
      const all = await Promise.all(
        Object.entries(pipeline).map(async ([role, r]) => [role, await remake(r, null, `pipeline.${role}`)] as const),
      );
      return Object.fromEntries(all) as never;
    },
    scope(plugins, { shadow = false, signal = scope.signal } = {}) {
      assertOpen();
      const child: Registry = open({ ...scope, signal, table: addPlugins(scope, plugins, shadow) }, () => owned.delete(child));
      owned.set(child, () => child.dispose());
      return child;
    },
    dispose,
    [ASYNC_DISPOSE]: dispose,
  };
  return registry;
}

function refuseCycle(link: Link): void {
  const chain = (): string => {
    const names: string[] = [];
    for (let l: Link | null = link; l !== null; l = l.outer) names.unshift(`${l.plugin.kind}:${l.plugin.name}`);
    return names.join(' > ');
  };
  if (link.depth > DEPTH) throw new PluginError('CYCLE', `${chain()}: ${link.depth} plugins deep`, `at most ${DEPTH} may make one another`);
  for (let l = link.outer; l !== null; l = l.outer) {
    if (l.plugin === link.plugin && deepEqual(l.config, link.config)) {
      throw new PluginError(
        'CYCLE',
        `${chain()} never ends: the same plugin with the same configuration`,
        'give it another plugin or another configuration',
      );
    }
  }
}

function migrate(plugin: ErasedPlugin, config: unknown, from: string): unknown {
  const migrated = plugin.migrate?.(config, from);
  if (migrated === undefined) {
    throw new PluginError(
      'SPEC_MISMATCH',
      `the recipe was written for contract ${from} of ${label(plugin)}, which has ${plugin.spec} and cannot migrate it`,
      'write it anew, or install the version that wrote it',
    );
  }
  return migrated;
}
