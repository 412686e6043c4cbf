import { describe, expect, expectTypeOf, test } from 'vitest';
import { isAdjointError, scalar, tensor, type Tensor } from '@adjoint/tensor';
import { adagrad, sgd } from '../../test/example-plugins.ts';
import {
  type AnyPlugin,
  type OptimizerV1,
  PluginError,
  type PluginErrorCode,
  createRegistry,
  definePlugin,
  describeConfig,
} from '../index.ts';

const none = describeConfig({});
const inert: OptimizerV1 = { init: () => null, update: ({ grads, state }) => ({ updates: grads, state }) };
const optimizer = (name: string, more: object = {}): AnyPlugin =>
  definePlugin({ kind: 'optimizer', name, spec: 'v1', supports: { traceable: false }, config: none, create: () => inert, ...more });
const step = { params: tensor([1]), step: scalar(0), value: scalar(0) };

const codeOf = (f: () => unknown): PluginErrorCode | undefined => {
  try {
    f();
  } catch (e) {
    return (e as PluginError).code;
  }
  return undefined;
};
const rejection = (p: Promise<unknown>): Promise<PluginError> =>
  p.then(
    () => {
      throw new Error('it did not reject');
    },
    (e: unknown) => e as PluginError,
  );

test('makes an instance from a name and a configuration, defaults filled in', async () => {
  const registry = createRegistry({ plugins: [sgd, adagrad] });
  const made = await registry.create('optimizer', 'sgd', { learningRate: 2 });
  expect((made.update({ ...step, grads: tensor([3]), state: made.init(step.params) }).updates as Tensor).toArray()).toEqual([-6]);
  const byDefault = await registry.create('optimizer', 'sgd');
  expect((byDefault.update({ ...step, grads: tensor([3]), state: null }).updates as Tensor).item()).toBeCloseTo(-0.03, 15);
});

test('names and configurations are typed; unknown names are allowed', () => {
  const registry = createRegistry({ plugins: [sgd, adagrad] });
  expectTypeOf(registry.create<'optimizer', 'sgd'>)
    .parameter(2)
    .toEqualTypeOf<{ learningRate?: number | undefined } | undefined>();
  expectTypeOf(registry.create<'optimizer', 'adagrad'>)
    .parameter(2)
    .toEqualTypeOf<{ learningRate: number }>();
  expectTypeOf(registry.create<'optimizer', 'their/own'>)
    .parameter(2)
    .toEqualTypeOf<unknown>();
  expectTypeOf(registry.create<'optimizer', 'sgd'>).returns.resolves.toEqualTypeOf<OptimizerV1>();
  // @ts-expect-error -- adagrad has no default
  const missing = (): unknown => registry.create('optimizer', 'adagrad');
  // @ts-expect-error -- a string is no learning rate
  const wrong = (): unknown => registry.create('optimizer', 'adagrad', { learningRate: 'fast' });
  const told = { kind: 'optimizer', name: 'x/y', spec: 'v1', config: none, create: () => inert } as const;
  // @ts-expect-error -- an optimizer says whether it is traceable
  const silent = (): unknown => definePlugin({ ...told, supports: {} });
  expect([missing, wrong, silent]).toHaveLength(3);
});

test('creations at once do not disturb each other and give independent instances', async () => {
  const registry = createRegistry({ plugins: [sgd] });
  const [a, b] = await Promise.all([registry.create('optimizer', 'sgd'), registry.create('optimizer', 'sgd')]);
  expect(a).not.toBe(b);
});

describe('what is not taken in', () => {
  test.each<[string, unknown, PluginErrorCode, RegExp]>([
    ['nothing', null, 'NOT_A_PLUGIN', /got null/],
    ['a plain object', { kind: 'optimizer', name: 'x/y' }, 'NOT_A_PLUGIN', /got object/],
    ['a function', () => sgd, 'NOT_A_PLUGIN', /got function/],
    ['no create', definePlugin({ ...sgd, create: undefined } as never), 'NOT_A_PLUGIN', /"sgd".*`create`/],
    ['no schema', definePlugin({ ...sgd, config: {} } as never), 'NOT_A_PLUGIN', /Standard Schema/],
    ['no spec', definePlugin({ ...sgd, spec: 1 } as never), 'NOT_A_PLUGIN', /`spec` is not a string/],
    [
      'capabilities that are no JSON',
      definePlugin({ ...sgd, supports: { traceable: true, at: new Date() } } as never),
      'NOT_A_PLUGIN',
      /supports\.at is an object of a class/,
    ],
    [
      'an infinite capability',
      definePlugin({ ...sgd, supports: { traceable: true, order: Infinity } }),
      'NOT_A_PLUGIN',
      /supports\.order is Infinity/,
    ],
    ['a short name of somebody else', optimizer('fast'), 'BAD_NAME', /short names belong to Adjoint.*\n.*my-package\/fast/],
    [
      'a short name of another package',
      optimizer('fast', { source: { package: 'speed', version: '2.0.0' } }),
      'BAD_NAME',
      /of speed@2\.0\.0.*\n.*speed\/fast/,
    ],
    ['the name of another package', optimizer('their/fast', { source: { package: 'mine' } }), 'BAD_NAME', /mine\/fast/],
    ['a name with blanks', optimizer('my package/fast'), 'BAD_NAME', /not a name/],
    ['a path out of the package', optimizer('../fast'), 'BAD_NAME', /not a name/],
    ['an unknown kind', definePlugin({ ...sgd, kind: 'oracle' } as never), 'UNKNOWN_KIND', /no kind "oracle"/],
    ['an unknown contract', definePlugin({ ...sgd, spec: 'v9' } as never), 'SPEC_MISMATCH', /contract v9, this app has v1/],
  ])('%s', (_, plugin, code, message) => {
    const attempt = (): unknown => createRegistry({ plugins: [plugin as AnyPlugin] });
    expect(codeOf(attempt)).toBe(code);
    expect(attempt).toThrow(message);
  });

  test('two plugins of one name; the same plugin twice is one', () => {
    const other = definePlugin({ ...sgd, source: { package: '@adjoint/other' } });
    expect(() => createRegistry({ plugins: [sgd, other] })).toThrow(
      /"sgd" of @adjoint\/other has the name of optimizer "sgd" of @adjoint\/nn@0\.1\.0/,
    );
    expect(codeOf(() => createRegistry({ plugins: [sgd, other] }))).toBe('DUPLICATE_NAME');
    expect(createRegistry({ plugins: [sgd, sgd] }).list('optimizer')).toHaveLength(1);
  });

  test('scoped packages have names too', () => {
    expect(
      createRegistry({ plugins: [optimizer('@acme/opt.js/fast', { source: { package: '@acme/opt.js' } })] }).list('optimizer'),
    ).toHaveLength(1);
  });
});

describe('errors say what, whose and what to do', () => {
  test('an unknown name lists the known ones', async () => {
    const e = await rejection(createRegistry({ plugins: [sgd, adagrad] }).create('optimizer', 'nope'));
    expect(e.code).toBe('UNKNOWN_NAME');
    expect(e.hint).toBe('registered: sgd, adagrad');
    expect(isAdjointError(e)).toBe(true);
    expect(e).toBeInstanceOf(PluginError);
  });
  test('an unknown kind', async () => {
    expect((await rejection(createRegistry({ plugins: [] }).create('oracle' as 'optimizer', 'delphi'))).code).toBe('UNKNOWN_KIND');
    expect(codeOf(() => createRegistry({ plugins: [] }).list('oracle' as 'optimizer'))).toBe('UNKNOWN_KIND');
  });
  test('a configuration that the schema refuses, with its path', async () => {
    const e = await rejection(createRegistry({ plugins: [sgd] }).create('optimizer', 'sgd', { learningRate: -1 }));
    expect(e.code).toBe('BAD_CONFIG');
    expect(e.message).toMatch(/optimizer "sgd" of @adjoint\/nn@0\.1\.0: learningRate: /);
  });
  test('a schema that throws', async () => {
    const bad = optimizer('their/bad', {
      config: {
        '~standard': {
          version: 1,
          vendor: 'x',
          validate: () => {
            throw new Error('boom');
          },
        },
      },
    });
    const e = await rejection(createRegistry({ plugins: [bad] }).create('optimizer', 'their/bad'));
    expect([e.code, (e.cause as Error).message]).toEqual(['BAD_CONFIG', 'boom']);
  });
  test('a schema that answers later', async () => {
    const slow = optimizer('their/slow', {
      config: { '~standard': { version: 1, vendor: 'x', validate: (value: unknown) => Promise.resolve({ value }) } },
    });
    expect(await createRegistry({ plugins: [slow] }).create('optimizer', 'their/slow')).toBe(inert);
  });
  test('a plugin that throws', async () => {
    const bad = optimizer('their/bad', {
      create: () => {
        throw new RangeError('no device');
      },
    });
    const e = await rejection(createRegistry({ plugins: [bad] }).create('optimizer', 'their/bad'));
    expect(e.code).toBe('CREATE_FAILED');
    expect(e.message).toMatch(/"their\/bad" could not be made: no device/);
    expect(e.cause).toBeInstanceOf(RangeError);
  });
});

describe('list', () => {
  const registry = createRegistry({ plugins: [sgd, adagrad] });
  test('asks capabilities by deep equality', () => {
    expect(registry.list('optimizer', { stateful: true }).map((p) => p.name)).toEqual(['adagrad']);
    expect(registry.list('optimizer', { betas: [0.9, 0.99] }).map((p) => p.name)).toEqual(['adagrad']);
    expect(registry.list('optimizer', { betas: [0.9] })).toEqual([]);
    expect(registry.list('optimizer', { traceable: true, stateful: false }).map((p) => p.name)).toEqual(['sgd']);
    expect(registry.list('sampler')).toEqual([]);
  });
  test('an inherited property is no capability', () => {
    expect(registry.list('optimizer', { toString: 'x' })).toEqual([]);
    expect(registry.list('optimizer', { constructor: Object as never })).toEqual([]);
  });
  test('a capability asked as undefined is one that is absent', () => {
    expect(registry.list('optimizer', { betas: undefined }).map((p) => p.name)).toEqual(['sgd']);
  });
});

describe('plugins made of plugins', () => {
  const nest = (name: string, create: (config: { depth: number }, context: Parameters<AnyPlugin['create']>[1]) => unknown): AnyPlugin =>
    optimizer(name, { config: describeConfig({ depth: { type: 'integer', default: 0 } }), create });

  test('the same plugin with the same configuration on the path is a cycle, named', async () => {
    const loop = nest('a/loop', (_, context) => context.create('optimizer', 'a/other'));
    const other = nest('a/other', (_, context) => context.create('optimizer', 'a/loop', { depth: 0 }));
    const e = await rejection(createRegistry({ plugins: [loop, other] }).create('optimizer', 'a/loop'));
    expect(e.code).toBe('CYCLE');
    expect(e.message).toMatch(/optimizer:a\/loop > optimizer:a\/other > optimizer:a\/loop never ends/);
  });
  test('the same plugin with another configuration is none', async () => {
    const chain = nest('a/chain', ({ depth }, context) =>
      depth === 0 ? inert : context.create('optimizer', 'a/chain', { depth: depth - 1 }),
    );
    const registry = createRegistry({ plugins: [chain] });
    expect(await registry.create('optimizer', 'a/chain', { depth: 63 })).toBe(inert);
    const e = await rejection(registry.create('optimizer', 'a/chain', { depth: 64 }));
    expect(e.code).toBe('CYCLE');
    expect(e.message).toMatch(/65 plugins deep/);
  });
  test('a plugin used twice beside itself is none', async () => {
    const pair = nest('a/pair', async (_, context) => {
      await Promise.all([context.create('optimizer', 'sgd'), context.create('optimizer', 'sgd')]);
      return inert;
    });
    expect(await createRegistry({ plugins: [pair, sgd] }).create('optimizer', 'a/pair')).toBe(inert);
  });
});

test("two copies of the registry accept each other's plugins", async () => {
  const foreign = { ...sgd, [Symbol.for('adjoint.plugin')]: true } as AnyPlugin;
  expect(await createRegistry({ plugins: [foreign] }).create('optimizer', 'sgd')).toHaveProperty('update');
});

test('an aborted signal ends creation and reaches the plugin', async () => {
  const abort = new AbortController();
  const waits = optimizer('a/waits', {
    create: (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  });
  const registry = createRegistry({ plugins: [waits, sgd], signal: abort.signal });
  const pending = registry.create('optimizer', 'a/waits').catch((e: unknown) => e);
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  abort.abort(new Error('enough'));
  expect(await pending).toMatchObject({ message: 'enough' });
  await expect(registry.create('optimizer', 'sgd')).rejects.toThrow('enough');
});
