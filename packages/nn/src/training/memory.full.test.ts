/** What a long run leaves behind; needs `node --expose-gc`, which this file asks of V8 itself. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { key } from '@adjoint/random';
import { tensor } from '@adjoint/tensor';
import { conv2d, flatten, linear, maxPool, relu, sequential, sgd, softmaxCrossEntropy, train } from '../index.ts';
import { shuffled } from '../../test/batch-samplers.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

test.each([false, true])(
  'twenty epochs after warm-up leave no more than 1 MB behind, compiled: %s',
  async (compile) => {
    const n = 512;
    const pixels = Float32Array.from({ length: n * 144 }, (_, i) => (Math.sqrt(i) % 1 < 0.2 ? 1 : 0));
    const model = sequential(conv2d(1, 4, 3, { padding: 1 }), relu(), maxPool(2), flatten(), linear(144, 10));
    const data = {
      x: tensor(pixels, 'float32').reshape([n, 1, 12, 12]),
      y: tensor(
        Int32Array.from({ length: n }, (_, i) => i % 10),
        'int32',
      ),
    };
    const used: number[] = [];
    for await (const event of train({
      model,
      loss: softmaxCrossEntropy,
      data,
      optimizer: sgd({ learningRate: 0.1 }),
      batchSampler: shuffled,
      key: key(1),
      epochs: 25,
      batchSize: 64,
      compile,
    })) {
      if (event.type !== 'epoch') continue;
      gc();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      used.push(heapUsed + arrayBuffers);
    }
    // Arrays that are dropped count until a thread of the engine has freed them: of five epochs the least says what is kept.
    const kept = (from: number): number => Math.min(...used.slice(from, from + 5));
    expect(kept(20) - kept(0)).toBeLessThanOrEqual(2 ** 20);
  },
  120_000,
);
