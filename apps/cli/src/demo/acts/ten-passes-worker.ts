/** The thread of one training of `ten-passes.ts`. */
import { parentPort } from 'node:worker_threads';
import { mnist } from '@adjoint/datasets/node';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { serveTraining, softmaxCrossEntropy } from '@adjoint/nn';
import { keyFrom } from '@adjoint/random';
import { demoRegistry } from '../../plugins/demo-registry.ts';
import { pluginsOfFile } from '../../plugins/plugin-files.ts';
import { PASSES, type TenPassesRequest, WIDE_BATCH, network } from './ten-passes.ts';

serveTraining(parentPort!, async (request) => {
  const { width, key, recipes, pluginFiles } = request as unknown as TenPassesRequest;
  const { train: digits } = await mnist({ test: 0 });
  const registry = demoRegistry((await Promise.all(pluginFiles.map(pluginsOfFile))).flat(), new AbortController().signal);
  const { optimizer, batchSampler } = await registry.restorePipeline(recipes);
  return {
    model: network(width),
    loss: softmaxCrossEntropy,
    data: { x: digits.images, y: digits.labels },
    optimizer,
    batchSampler,
    key: keyFrom(key),
    epochs: PASSES,
    batchSize: WIDE_BATCH,
    kernels: wasmKernels(),
    compile: optimizer.traceable === true,
  };
});
