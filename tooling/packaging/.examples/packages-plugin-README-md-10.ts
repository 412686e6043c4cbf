import { inspect as __inspect } from 'node:util';
const __print = (at: number, ...values: unknown[]): void => { process.stdout.write(JSON.stringify([at, values.map((v) => typeof v === 'string' ? v : __inspect(v)).join(' ')]) + '\n'); };
import { scalar, tensor, treeLeaves, treeMap } from '@adjoint/tensor';
import { createRegistry, definePlugin, describeConfig } from '@adjoint/plugin';

const signDescent = definePlugin({
  kind: 'optimizer', name: 'example/sign-descent', spec: 'v1', supports: { traceable: true },
  config: describeConfig({ step: { type: 'number', above: 0, default: 0.01 } }),
  create: ({ step }) => ({
    traceable: true,
    init: () => null,
    update: ({ grads, state }) => ({ updates: treeMap((g) => g.sign().mul(-step), grads), state }),
  }),
});

const registry = createRegistry({ plugins: [signDescent] });
const optimizer = await registry.create('optimizer', 'example/sign-descent', { step: 0.5 });
const { updates } = optimizer.update({ params: tensor([1, 2]), grads: tensor([-3, 7]), state: null, step: scalar(0), value: scalar(0) });
__print(0, treeLeaves(updates)[0].toArray()); // [ 0.5, -0.5 ]
__print(1, JSON.stringify(await registry.recipe('optimizer', 'example/sign-descent', { step: 0.5 })));
// {"kind":"optimizer","name":"example/sign-descent","spec":"v1","config":{"step":0.5}}
