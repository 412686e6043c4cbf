import { expect, test } from 'vitest';
import { sgd } from '../../test/example-plugins.ts';
import { type OptimizerV1, type PluginError, createRegistry, definePlugin, describeConfig } from '../index.ts';

const marked = (mark: string): OptimizerV1 => ({ init: () => mark, update: ({ grads, state }) => ({ updates: grads, state }) });
const mine = definePlugin({ ...sgd, create: () => marked('mine') });
const extra = definePlugin({
  kind: 'optimizer',
  name: 'a/extra',
  spec: 'v1',
  supports: { traceable: false },
  config: describeConfig({}),
  create: (_, context) => context.create('optimizer', 'sgd'),
});

test('a child sees its parent, the parent never sees the child', () => {
  const parent = createRegistry({ plugins: [sgd] });
  const child = parent.scope([extra]);
  expect(child.list('optimizer').map((p) => p.name)).toEqual(['sgd', 'a/extra']);
  expect(parent.list('optimizer').map((p) => p.name)).toEqual(['sgd']);
  expect(child.get('optimizer', 'sgd')).toBe(sgd);
});

test('a name of the parent is taken only with shadow', async () => {
  const parent = createRegistry({ plugins: [sgd] });
  expect(() => parent.scope([mine])).toThrow(/has the name of/);
  const child = parent.scope([mine], { shadow: true });
  expect(child.list('optimizer')).toEqual([mine]);
  expect((await child.create('optimizer', 'sgd')).init(null)).toBe('mine');
  expect((await parent.create('optimizer', 'sgd')).init(null)).toBe(null);
});

test('shadow does not allow two plugins of one name within the scope', () => {
  expect(() => createRegistry({ plugins: [] }).scope([sgd, mine], { shadow: true })).toThrow(/has the name of/);
});

test('a plugin of the parent, made in the child, finds the plugins of the child', async () => {
  const child = createRegistry({ plugins: [sgd, extra] }).scope([mine], { shadow: true });
  expect((await child.create('optimizer', 'a/extra')).init(null)).toBe('mine');
});

test('grandchildren inherit all of it', () => {
  const names = createRegistry({ plugins: [sgd] })
    .scope([extra])
    .scope([])
    .list('optimizer')
    .map((p) => p.name);
  expect(names).toEqual(['sgd', 'a/extra']);
});

test('a disposed registry opens no scope and makes nothing', async () => {
  const parent = createRegistry({ plugins: [sgd] });
  const child = parent.scope([]);
  await parent.dispose();
  expect(() => parent.scope([])).toThrow(/disposed/);
  const e = await child.create('optimizer', 'sgd').catch((x: unknown) => x as PluginError);
  expect((e as PluginError).code).toBe('DISPOSED');
});
