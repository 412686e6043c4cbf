import { expect, expectTypeOf, test } from 'vitest';
import * as tensor from '@adjoint/tensor';
import { type PluginHost, createRegistry, describeConfig, pluginsOf } from '../index.ts';

/** As a person would write it, in plain JavaScript and importing nothing. */
const file = {
  default: ({ definePlugin, describeConfig, tensor: { treeMap } }: PluginHost<{ tensor: typeof tensor }>) =>
    definePlugin({
      kind: 'optimizer',
      name: 'example/sign-descent',
      spec: 'v1',
      supports: { traceable: true },
      config: describeConfig({ step: { type: 'number', above: 0, default: 0.01 } }),
      create: ({ step }) => ({
        traceable: true,
        init: () => null,
        update: ({ grads, state }) => ({ updates: treeMap((g) => g.sign().mul(-step), grads), state }),
      }),
    }),
};

test('a file that imports nothing gives a plugin that works', async () => {
  const registry = createRegistry({ plugins: await pluginsOf(file, { tensor }) });
  const sign = await registry.create('optimizer', 'example/sign-descent', { step: 0.5 });
  const { updates } = sign.update({
    params: { w: tensor.tensor([1, 2]) },
    grads: { w: tensor.tensor([-3, 7]) },
    state: null,
    step: tensor.scalar(0),
    value: tensor.scalar(0),
  });
  expect((updates as { w: tensor.Tensor }).w.toArray()).toEqual([0.5, -0.5]);
});

test('a plugin, a list and a promise of them will do', async () => {
  const [plugin] = await pluginsOf(file, { tensor });
  expect(await pluginsOf({ default: plugin }, {})).toEqual([plugin]);
  expect(await pluginsOf({ default: [plugin, plugin] }, {})).toHaveLength(2);
  expect(await pluginsOf({ default: () => Promise.resolve([plugin]) }, {})).toEqual([plugin]);
});

test('what is no plugin is said to be none', async () => {
  await expect(pluginsOf({}, {})).rejects.toThrow(/no default export/);
  await expect(pluginsOf({ default: () => ({ name: 'x' }) }, {})).rejects.toMatchObject({ code: 'NOT_A_PLUGIN' });
  await expect(
    pluginsOf(
      {
        default: () => {
          throw new Error('oops');
        },
      },
      {},
    ),
  ).rejects.toMatchObject({ code: 'CREATE_FAILED', message: expect.stringMatching(/default export threw: oops/) });
});

test('a described configuration refuses nonsense with its path and fills in defaults', async () => {
  const schema = describeConfig({
    rate: { type: 'number', above: 0, max: 1, default: 0.5 },
    steps: { type: 'integer', min: 1 },
    nesterov: { type: 'boolean', default: false },
    order: { type: 'string', oneOf: ['up', 'down'], default: 'up' },
  });
  const ask = async (x: unknown): Promise<unknown> => {
    const r = await schema['~standard'].validate(x);
    return r.issues ? r.issues.map((i) => `${(i.path ?? []).join('.')}: ${i.message}`) : r.value;
  };
  expect(await ask({ steps: 3 })).toEqual({ rate: 0.5, steps: 3, nesterov: false, order: 'up' });
  expect(await ask({ steps: 0 })).toEqual(['steps: expected at least 1, got 0']);
  expect(await ask({ steps: 1.5, rate: 0 })).toEqual(['rate: expected more than 0, got 0', 'steps: expected an integer, got 1.5']);
  expect(await ask({ rate: NaN })).toEqual(['rate: expected a finite number, got NaN', 'steps: missing']);
  expect(await ask({ steps: 1, nesterov: 'yes', order: 'left' })).toEqual([
    'nesterov: expected a boolean, got "yes"',
    'order: expected one of up, down, got "left"',
  ]);
  expect(await ask({ steps: 1, stpes: 2 })).toEqual(['stpes: unknown, known are rate, steps, nesterov, order']);
  expect(await ask(JSON.parse('{"steps":1,"__proto__":{"rate":1}}'))).toEqual([
    '__proto__: unknown, known are rate, steps, nesterov, order',
  ]);
  expect(await ask({ steps: null })).toEqual(['steps: expected an integer, got null']);
  expect(await ask([])).toEqual([': expected an object']);
  expectTypeOf(schema['~standard'].validate).returns.extract<{ issues?: undefined }>().toHaveProperty('value');
});
