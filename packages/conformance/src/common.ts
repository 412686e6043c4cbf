/** What every plugin owes, of whatever kind. */
import { type AnyPlugin, type Kind, type Plugin, createRegistry } from '@adjoint/plugin';
import type { Case } from './case.ts';

interface Ways<T> {
  /** An instance by the plain way, in a scope that shadows, and again from its recipe: all must behave alike. */
  readonly plain: () => Promise<T>;
  readonly all: () => Promise<readonly (readonly [way: string, instance: T])[]>;
}

/** Every way to come by an instance. */
export function waysOf<K extends Kind, T>(plugin: Plugin<K, string, never>, config: unknown): Ways<T> {
  const any = plugin as unknown as AnyPlugin;
  const kind = plugin.kind as 'optimizer';
  const { name } = plugin;
  const plain = async (): Promise<T> => createRegistry({ plugins: [any] }).create(kind, name, config) as T;
  return {
    plain,
    async all() {
      const registry = createRegistry({ plugins: [any] });
      const scope = createRegistry({ plugins: [] }).scope([any], { shadow: true });
      const recipe = JSON.parse(JSON.stringify(await registry.recipe(kind, name, config))) as Parameters<
        typeof registry.restore<'optimizer'>
      >[0];
      return [
        ['created', await plain()],
        ['in a scope', (await scope.create(kind, name, config)) as T],
        ['from its recipe', (await registry.restore(recipe)) as T],
      ];
    },
  };
}

/** The cases of all kinds. */
export function commonCases<K extends Kind>(plugin: Plugin<K, string, never>, config: unknown): Case[] {
  const any = plugin as unknown as AnyPlugin;
  const kind = plugin.kind as 'optimizer';
  const { name } = plugin;
  return [
    {
      name: 'is accepted by a registry, and says what it supports in JSON',
      check() {
        createRegistry({ plugins: [any] });
        return JSON.stringify(JSON.parse(JSON.stringify(plugin.supports))) === JSON.stringify(plugin.supports)
          ? []
          : ['supports changes when it is written as JSON'];
      },
    },
    {
      name: 'refuses a configuration that is none',
      async check() {
        const faults: string[] = [];
        const registry = createRegistry({ plugins: [any] });
        for (const nonsense of [42, 'fast', null, true]) {
          const refused = await registry.create(kind, name, nonsense).then(
            () => false,
            (e: unknown) => (e as { code?: string }).code === 'BAD_CONFIG',
          );
          if (!refused) faults.push(`accepts ${JSON.stringify(nonsense)} as its configuration`);
        }
        return faults;
      },
    },
    {
      name: 'makes independent instances, and disposing twice is safe',
      async check() {
        const registry = createRegistry({ plugins: [any] });
        const [a, b] = await Promise.all([registry.create(kind, name, config), registry.create(kind, name, config)]);
        await registry.dispose();
        await registry.dispose();
        return (a as unknown) === b && Object.values(a).some((v) => typeof v === 'object' && v !== null && !Object.isFrozen(v))
          ? ['two creations gave one object with changeable parts']
          : [];
      },
    },
  ];
}
