import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { FormatError } from '@adjoint/tensor';
import { mnistFrom } from './mnist.ts';
import { mnist, readMnistFile } from './node.ts';

test.each([
  ['train-images-idx3-ubyte', 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'],
  ['train-labels-idx1-ubyte', '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'],
  ['t10k-images-idx3-ubyte', '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'],
  ['t10k-labels-idx1-ubyte', 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'],
] as const)('%s is the canonical file', async (file, sha256) => {
  expect(
    createHash('sha256')
      .update(await readMnistFile(file))
      .digest('hex'),
  ).toBe(sha256);
});

test('the first digits are 5, 0, 4, 1, 9; the test set has 1,009 nines', async () => {
  const { train, test: held } = await mnist({ train: 5 });
  expect(train.images.shape).toEqual([5, 784]);
  expect(train.images.dtype).toBe('float32');
  expect([...train.labels.data()]).toEqual([5, 0, 4, 1, 9]);
  expect(held.images.shape).toEqual([10_000, 784]);
  expect([...held.labels.data()].filter((y) => y === 9)).toHaveLength(1009);
  const pixels = held.images.data();
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < pixels.length; i++) {
    least = Math.min(least, pixels[i]);
    most = Math.max(most, pixels[i]);
  }
  expect([least, most]).toEqual([0, 1]);
});

const header = (type: number, ...shape: number[]): number[] => [0, 0, type, shape.length, ...shape.flatMap((n) => [0, 0, n >> 8, n & 255])];
const images = (n: number): Uint8Array => Uint8Array.from([...header(8, n, 28, 28), ...new Uint8Array(784 * n)]);
const labels = (...ys: number[]): Uint8Array => Uint8Array.from([...header(8, ys.length), ...ys]);
const from = (x: Uint8Array, y: Uint8Array): Promise<unknown> => mnistFrom((file) => (file.includes('images') ? x : y));

test('files that do not belong together, other pictures and other labels are refused', async () => {
  await expect(from(images(2), labels(1, 2))).resolves.toBeDefined();
  await expect(from(images(2), labels(1))).rejects.toThrow(/beside 2 images/);
  await expect(from(images(1), labels(12))).rejects.toThrow(FormatError);
  await expect(from(images(1), labels(12))).rejects.toThrow(/label 12/);
  await expect(from(Uint8Array.from([...header(8, 1, 4, 4), ...new Uint8Array(16)]), labels(1))).rejects.toThrow(/\[1, 4, 4\]/);
  await expect(from(images(1).subarray(0, 700), labels(1))).rejects.toThrow(/cut off/);
});

test('more digits than there are, and counts that are none, are refused', async () => {
  await expect(mnistFrom((file) => (file.includes('images') ? images(1) : labels(3)), { train: 2 })).rejects.toThrow(/which has 1/);
  await expect(mnist({ train: -1 })).rejects.toThrow(/integer/);
  await expect(mnist({ test: 1.5 })).rejects.toThrow(/integer/);
});
