import { expect, test } from 'vitest';
import type {} from '@adjoint/plugin';
import { type AnyPlugin, type Lift, type PluginError, createRegistry, definePlugin, describeConfig } from '../index.ts';
import { liftPaths } from './lift-paths.ts';

interface Oracle {
  says: string[];
}
declare module '@adjoint/plugin' {
  interface PluginKinds {
    oracle: { latest: 'v3'; v1: Oracle; v2: Oracle; v3: Oracle };
  }
}

const lift = (from: string, to: string, kind = 'oracle'): Lift => ({
  kind,
  from,
  to,
  lift: (answer: Oracle) => ({ says: [...answer.says, to] }),
});
const oracle = (spec: string, more: object = {}): AnyPlugin =>
  definePlugin({
    kind: 'oracle',
    name: 'a/delphi',
    spec: spec as 'v1',
    supports: {},
    config: describeConfig({}),
    create: () => ({ says: [spec] }),
    ...more,
  });
const kinds = { oracle: 'v3' };
const fault = (lifts: Lift[]): [string, string] => {
  try {
    createRegistry({ plugins: [], kinds, lifts });
    return ['none', ''];
  } catch (e) {
    return [(e as PluginError).code, (e as PluginError).message];
  }
};

test('an older plugin is lifted along the whole path', async () => {
  for (const spec of ['v1', 'v2', 'v3']) {
    const registry = createRegistry({ plugins: [oracle(spec)], kinds, lifts: [lift('v2', 'v3'), lift('v1', 'v2')] });
    expect((await registry.create('oracle', 'a/delphi')).says).toEqual(['v1', 'v2', 'v3'].slice(Number(spec[1]) - 1));
  }
});

test('a plugin without a path is refused', () => {
  expect(() => createRegistry({ plugins: [oracle('v1')], kinds, lifts: [lift('v2', 'v3')] })).toThrow(/contract v1, this app has v3/);
  expect(() => createRegistry({ plugins: [oracle('v4')], kinds })).toThrow(/contract v4, this app has v3/);
});

test('the first matching lift never wins: two lifts from one contract are refused', () => {
  expect(fault([lift('v1', 'v3'), lift('v1', 'v2'), lift('v2', 'v3')])).toEqual([
    'BAD_LIFT',
    expect.stringMatching(/v1 → v3 and oracle v1 → v2/),
  ]);
});

test('cycles, dead ends, lifts beyond the latest and of unknown kinds are refused', () => {
  expect(fault([lift('v1', 'v2'), lift('v2', 'v1')])).toEqual(['BAD_LIFT', expect.stringMatching(/does not lead to v3/)]);
  expect(fault([lift('v1', 'v1')])).toEqual(['BAD_LIFT', expect.stringMatching(/does not lead to v3/)]);
  expect(fault([lift('v1', 'v2')])).toEqual(['BAD_LIFT', expect.stringMatching(/does not lead to v3/)]);
  expect(fault([lift('v3', 'v4')])).toEqual(['BAD_LIFT', expect.stringMatching(/leaves the latest/)]);
  expect(fault([lift('v1', 'v2', 'augur')])[0]).toBe('UNKNOWN_KIND');
  expect(fault([lift('v1', 'v2'), lift('v2', 'v3')])[0]).toBe('none');
});

test('the latest contract needs no lift', () => {
  expect(liftPaths(new Map([['oracle', 'v1']]), [])('oracle', 'v1')).toEqual([]);
});

test('the latest contract of our own kinds cannot be overruled', () => {
  expect(() => createRegistry({ plugins: [], kinds: { optimizer: 'v2' } })).toThrow(/v2 the latest contract of optimizer; it is v1/);
});

test('a lift that throws is a failed creation, and what was made is disposed', async () => {
  let disposed = 0;
  const bad = {
    ...lift('v2', 'v3'),
    lift: () => {
      throw new Error('no way up');
    },
  };
  const registry = createRegistry({
    plugins: [
      oracle('v2', {
        create: () => ({
          [Symbol.dispose]: () => {
            disposed++;
          },
        }),
      }),
    ],
    kinds,
    lifts: [bad],
  });
  await expect(registry.create('oracle', 'a/delphi')).rejects.toMatchObject({ code: 'CREATE_FAILED' });
  await registry.dispose();
  expect(disposed).toBe(1);
});
