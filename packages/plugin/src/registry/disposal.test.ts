import { expect, test } from 'vitest';
import { type AnyPlugin, type Registry, createRegistry, definePlugin, describeConfig } from '../index.ts';

/** A plugin whose instances write their number into `log` when they are disposed; number 13 throws. */
function logged(log: string[]): AnyPlugin {
  return definePlugin({
    kind: 'optimizer',
    name: 'a/logged',
    spec: 'v1',
    supports: { traceable: false },
    config: describeConfig({ n: { type: 'integer' }, how: { type: 'string', default: 'async' } }),
    create: ({ n, how }) => {
      const done = (): void => {
        log.push(`${n}`);
        if (n === 13) throw new Error(`${n} is stuck`);
      };
      return {
        init: () => null,
        update: ({ grads, state }) => ({ updates: grads, state }),
        ...(how !== 'sync' && {
          [Symbol.asyncDispose]: async () => {
            await Promise.resolve();
            done();
          },
        }),
        ...(how !== 'async' && { [Symbol.dispose]: done }),
      };
    },
  });
}
const make = async (registry: Registry, ...numbers: number[]): Promise<void> => {
  for (const n of numbers) await registry.create('optimizer', 'a/logged', { n });
};

test('in the reverse order of making, children in their place', async () => {
  const log: string[] = [];
  const registry = createRegistry({ plugins: [logged(log)] });
  await make(registry, 1);
  await make(registry.scope([]), 2, 3);
  await make(registry, 4);
  await registry.dispose();
  expect(log).toEqual(['4', '3', '2', '1']);
});

test('runs all of them and reports all that failed, those of children too', async () => {
  const log: string[] = [];
  const registry = createRegistry({ plugins: [logged(log)] });
  await make(registry, 1, 13, 2);
  await make(registry.scope([]).scope([]), 13, 3);
  const error = (await registry.dispose().catch((e: unknown) => e)) as AggregateError;
  expect(error).toBeInstanceOf(AggregateError);
  expect(error.errors.map((e: Error) => e.message)).toEqual(['13 is stuck', '13 is stuck']);
  expect(log).toEqual(['3', '13', '2', '13', '1']);
});

test('twice is once; a child disposed by itself is not disposed again', async () => {
  const log: string[] = [];
  const registry = createRegistry({ plugins: [logged(log)] });
  const child = registry.scope([]);
  await make(registry, 1);
  await make(child, 2);
  await child.dispose();
  await Promise.all([registry.dispose(), registry.dispose()]);
  await registry[Symbol.asyncDispose]();
  expect(log).toEqual(['2', '1']);
});

test('an instance with both protocols is disposed by the asynchronous one alone', async () => {
  const log: string[] = [];
  const registry = createRegistry({ plugins: [logged(log)] });
  await registry.create('optimizer', 'a/logged', { n: 1, how: 'both' });
  await registry.create('optimizer', 'a/logged', { n: 2, how: 'sync' });
  await registry.dispose();
  expect(log).toEqual(['2', '1']);
});

test('one instance given twice is disposed once', async () => {
  let times = 0;
  const one = {
    init: () => null,
    update: ({ grads, state }: { grads: unknown; state: unknown }) => ({ updates: grads, state }),
    [Symbol.dispose]: () => {
      times++;
    },
  };
  const shared = definePlugin({
    kind: 'optimizer',
    name: 'a/shared',
    spec: 'v1',
    supports: { traceable: false },
    config: describeConfig({}),
    create: () => one,
  });
  const registry = createRegistry({ plugins: [shared] });
  expect(await registry.create('optimizer', 'a/shared')).toBe(await registry.create('optimizer', 'a/shared'));
  await registry.dispose();
  expect(times).toBe(1);
});

test('what is finished after disposal is disposed at once and refused', async () => {
  let open: () => void = () => undefined;
  let disposed = 0;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const slow = definePlugin({
    kind: 'optimizer',
    name: 'a/slow',
    spec: 'v1',
    supports: { traceable: false },
    config: describeConfig({}),
    create: async () => {
      await gate;
      return {
        init: () => null,
        update: ({ grads, state }) => ({ updates: grads, state }),
        [Symbol.dispose]: () => {
          disposed++;
        },
      };
    },
  });
  const registry = createRegistry({ plugins: [slow] });
  const pending = registry.create('optimizer', 'a/slow').catch((e: unknown) => e);
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  await registry.dispose();
  open();
  expect(await pending).toMatchObject({ code: 'DISPOSED' });
  expect(disposed).toBe(1);
});
