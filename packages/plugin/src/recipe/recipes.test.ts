import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { scalar, tensor, type Tensor } from '@adjoint/tensor';
import { adagrad, sgd } from '../../test/example-plugins.ts';
import {
  type BatchSamplerV1,
  type Json,
  type OptimizerV1,
  type PluginError,
  type Recipe,
  createRegistry,
  definePlugin,
  describeConfig,
} from '../index.ts';
import { notJson } from './json.ts';

const sequential = definePlugin({
  kind: 'batch-sampler',
  name: 'sequential',
  spec: 'v1',
  supports: { unbiased: false },
  source: { package: '@adjoint/sampling' },
  config: describeConfig({}),
  create: (): BatchSamplerV1 => ({ claim: 'biased', batches: ({ size }) => [{ indices: Int32Array.from({ length: size }, (_, i) => i) }] }),
});
const halved = definePlugin({
  kind: 'optimizer',
  name: 'a/halved',
  spec: 'v1',
  supports: { traceable: true },
  config: { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value: value as { inner: Recipe<'optimizer'> } }) } },
  create: async ({ inner }, context): Promise<OptimizerV1> => {
    const o = await context.restore(inner);
    return { init: (p) => o.init(p), update: (i) => o.update({ ...i, grads: (i.grads as Tensor).mul(0.5) }) };
  },
});
const registry = createRegistry({ plugins: [sgd, adagrad, halved, sequential] });
const firstUpdate = (o: OptimizerV1): unknown =>
  (
    o.update({ params: tensor([1]), grads: tensor([8]), state: o.init(tensor([1])), step: scalar(0), value: scalar(0) }).updates as Tensor
  ).toArray();
const codeOf = (x: unknown): Promise<string> =>
  registry.restore(x as Recipe).then(
    () => 'none',
    (e: unknown) => (e as PluginError).code,
  );

test('a recipe survives JSON and gives the same instance again, plugins within plugins too', async () => {
  const inner = await registry.recipe('optimizer', 'sgd', { learningRate: 0.5 });
  const recipe = await registry.recipe('optimizer', 'a/halved', { inner });
  expect(recipe).toEqual({
    kind: 'optimizer',
    name: 'a/halved',
    spec: 'v1',
    config: { inner: { kind: 'optimizer', name: 'sgd', spec: 'v1', config: { learningRate: 0.5 } } },
  });
  const again = await registry.restore(JSON.parse(JSON.stringify(recipe)) as Recipe<'optimizer'>);
  expect(firstUpdate(again)).toEqual([-2]);
});

test('a pipeline is several recipes, its instances keep their names and kinds', async () => {
  const text = JSON.stringify({
    optimizer: await registry.recipe('optimizer', 'sgd', { learningRate: 1 }),
    batchSampler: await registry.recipe('batch-sampler', 'sequential'),
  });
  const pipeline = JSON.parse(text) as { optimizer: Recipe<'optimizer'>; batchSampler: Recipe<'batch-sampler'> };
  const made = await registry.restorePipeline(pipeline);
  expectTypeOf(made).toEqualTypeOf<{ readonly optimizer: OptimizerV1; readonly batchSampler: BatchSamplerV1 }>();
  expect(firstUpdate(made.optimizer)).toEqual([-8]);
  expect(made.batchSampler.claim).toBe('biased');
});

test('a recipe shares nothing with what it was made of', async () => {
  const config = { learningRate: 1 };
  const recipe = await registry.recipe('optimizer', 'sgd', config);
  config.learningRate = 2;
  expect(recipe.config).toEqual({ learningRate: 1 });
});

test('a recipe is validated when it is written', async () => {
  await expect(registry.recipe('optimizer', 'adagrad', { learningRate: 'no' as never })).rejects.toMatchObject({ code: 'BAD_CONFIG' });
  await expect(registry.recipe('optimizer', 'sgd', { learningRate: NaN })).rejects.toThrow(/config\.learningRate is NaN: not plain JSON/);
  await expect(registry.recipe('optimizer', 'nope')).rejects.toMatchObject({ code: 'UNKNOWN_NAME' });
});

describe('of an older contract', () => {
  const old = { kind: 'optimizer', name: 'sgd', spec: 'v0', config: { lr: 4 } } as const;
  test('it is migrated by the plugin', async () => {
    const able = definePlugin({
      ...sgd,
      migrate: (config: Json, from: string) => (from === 'v0' ? { learningRate: (config as { lr: number }).lr } : undefined),
    });
    const scope = registry.scope([able], { shadow: true });
    expect(firstUpdate(await scope.restore(old))).toEqual([-32]);
    await expect(scope.restore({ ...old, spec: 'v7' })).rejects.toThrow(/written for contract v7 .* cannot migrate it/);
  });
  test('it is refused where the plugin cannot', async () => {
    await expect(registry.restore(old)).rejects.toMatchObject({ code: 'SPEC_MISMATCH' });
  });
});

describe('what comes from outside', () => {
  const deep = (levels: number): Json => (levels === 0 ? 0 : [deep(levels - 1)]);
  test.each<[string, unknown, string]>([
    ['null', null, 'BAD_RECIPE'],
    ['a string', 'sgd', 'BAD_RECIPE'],
    ['a list', [], 'BAD_RECIPE'],
    ['no name', { kind: 'optimizer', spec: 'v1' }, 'BAD_RECIPE'],
    ['no spec', { kind: 'optimizer', name: 'sgd', config: {} }, 'BAD_RECIPE'],
    ['an unknown kind', { kind: 'oracle', name: 'sgd', spec: 'v1', config: {} }, 'UNKNOWN_KIND'],
    ['__proto__ as a kind', { kind: '__proto__', name: 'sgd', spec: 'v1', config: {} }, 'UNKNOWN_KIND'],
    ['__proto__ as a name', { kind: 'optimizer', name: '__proto__', spec: 'v1', config: {} }, 'UNKNOWN_NAME'],
    ['a hostile key', JSON.parse('{"kind":"optimizer","name":"sgd","spec":"v1","config":{"__proto__":{"learningRate":1}}}'), 'BAD_RECIPE'],
    ['a function', { kind: 'optimizer', name: 'sgd', spec: 'v1', config: { learningRate: () => 1 } }, 'BAD_RECIPE'],
    ['nesting beyond 64', { kind: 'optimizer', name: 'sgd', spec: 'v1', config: deep(64) }, 'BAD_RECIPE'],
    ['a wrong configuration', { kind: 'optimizer', name: 'sgd', spec: 'v1', config: { learningRate: 'x' } }, 'BAD_CONFIG'],
    ['no configuration, for the defaults', { kind: 'optimizer', name: 'sgd', spec: 'v1' }, 'none'],
  ])('%s', async (_, recipe, code) => {
    expect(await codeOf(recipe)).toBe(code);
  });

  test('nesting far beyond any stack is refused, not walked', async () => {
    let config: unknown = 0;
    for (let i = 0; i < 1e5; i++) config = [config];
    expect(await codeOf({ kind: 'optimizer', name: 'sgd', spec: 'v1', config })).toBe('BAD_RECIPE');
  });

  test('a cycle is refused', async () => {
    const config: Record<string, unknown> = {};
    config.again = config;
    expect(await codeOf({ kind: 'optimizer', name: 'sgd', spec: 'v1', config })).toBe('BAD_RECIPE');
  });

  test('any JSON gives an instance or a typed error, never another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          kind: fc.constantFrom('optimizer', 'x'),
          name: fc.constantFrom('sgd', 'adagrad', 'a/halved'),
          spec: fc.constantFrom('v1', 'v2'),
          config: fc.jsonValue(),
        }),
        async (r) => {
          const code = await codeOf(r);
          return ['none', 'BAD_RECIPE', 'BAD_CONFIG', 'UNKNOWN_KIND', 'SPEC_MISMATCH', 'CREATE_FAILED'].includes(code);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('plain JSON is told from what is not', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 8 }), (x) => notJson(x, 'x') === null || JSON.stringify(x).includes('__proto__')));
  expect(notJson({ a: [1, { b: undefined }] }, 'x')).toBe(null);
  expect(notJson({ a: [1, undefined] }, 'x')).toBe('x.a[1] is undefined');
  expect(notJson({ a: 1n }, 'x')).toBe('x.a is a bigint');
  expect(notJson(new Map(), 'x')).toBe('x is an object of a class');
  expect(notJson(Object.create(null), 'x')).toBe(null);
});
