/** A process of its own for `training.mjs`: prints { ms, loss } of the first step of train(), imports not counted. */
import { ours } from '../core/ours.mjs';

const [kind] = process.argv.slice(2);
const nn = await ours('nn');
const { wasmKernels } = await ours('kernels', 'wasm/index');
const { shuffle } = await ours('sampling');
const { key, uniform } = await ours('random');
const { tensor } = await ours('tensor');
const { conv2d, flatten, linear, maxPool, relu, sequential, sgd, softmaxCrossEntropy, train } = nn;
const kernels = wasmKernels();
const model =
  kind === 'mlp'
    ? sequential(linear(784, 128), relu(), linear(128, 10))
    : sequential(conv2d(1, 8, 3), relu(), maxPool(2), conv2d(8, 16, 3), relu(), maxPool(2), flatten(), linear(400, 10));
const x = uniform(key(2), [512, ...(kind === 'mlp' ? [784] : [1, 28, 28])], { dtype: 'float32' });
const y = tensor(
  Int32Array.from({ length: 512 }, (_, i) => i % 10),
  'int32',
);

const start = performance.now();
for await (const event of train({
  model,
  loss: softmaxCrossEntropy,
  data: { x, y },
  optimizer: sgd({ learningRate: 0.1 }),
  batchSampler: shuffle(),
  key: key(1),
  epochs: 1,
  kernels,
  compile: true,
})) {
  if (event.type !== 'step') continue;
  console.log(JSON.stringify({ ms: performance.now() - start, loss: event.loss }));
  break;
}
