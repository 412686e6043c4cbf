import { describe, expect, test } from 'vitest';
import { ArgumentError } from '@adjoint/tensor';
import {
  adam,
  batchNorm,
  conv1d,
  conv2d,
  convTranspose2d,
  crossAttention,
  dropout,
  elu,
  embedding,
  gru,
  layerNorm,
  leakyRelu,
  linear,
  lstm,
  maxPool,
  reshapeLayer,
  rmsNorm,
  selfAttention,
  sgd,
  transformerBlock,
} from '../index.ts';

type Make = (value: never) => unknown;
const make = (f: (value: never) => unknown): Make => f;
const NO_NUMBER = [NaN, Infinity, '1', {}, [], [1], true];
const NO_FLAG = ['false', 0, 1, NaN, {}, []];
const NO_FUNCTION = [1, 'zeros', {}, true];
const NO_PAIR = ['3', {}, true, [1], [1, 2, 3], 1.5, NaN, -1];

/** As callers without types, and options that were read from a file, give them. */
const CASES: readonly (readonly [string, Make, readonly unknown[]])[] = [
  ['conv2d kernel', make((kernel) => conv2d(1, 1, kernel)), [...NO_PAIR, 0]],
  ['conv2d stride', make((stride) => conv2d(1, 1, 3, { stride })), [...NO_PAIR, 0]],
  ['conv2d padding', make((padding) => conv2d(1, 1, 3, { padding })), NO_PAIR],
  ['convTranspose2d dilation', make((dilation) => convTranspose2d(1, 1, 3, { dilation })), [...NO_PAIR, 0]],
  ['conv1d bias', make((bias) => conv1d(1, 1, 3, { bias })), NO_FLAG],
  ['conv2d weight', make((weight) => conv2d(1, 1, 3, { weight })), NO_FUNCTION],
  ['maxPool window', make((kernel) => maxPool(kernel)), [...NO_PAIR, 0].filter((v) => v !== 1.5)],
  ['linear bias', make((bias) => linear(2, 2, { bias })), NO_FLAG],
  ['linear weight', make((weight) => linear(2, 2, { weight })), NO_FUNCTION],
  ['linear initial bias', make((initialBias) => linear(2, 2, { initialBias })), NO_FUNCTION],
  ['embedding weight', make((weight) => embedding(2, 2, { weight })), NO_FUNCTION],
  ['gru last', make((last) => gru(2, 2, { last })), NO_FLAG],
  ['lstm reverse', make((reverse) => lstm(2, 2, { reverse })), NO_FLAG],
  ['selfAttention causal', make((causal) => selfAttention(2, 1, { causal })), NO_FLAG],
  ['crossAttention bias', make((bias) => crossAttention(2, 1, { bias })), NO_FLAG],
  ['transformerBlock dropout', make((rate) => transformerBlock(2, 1, { dropout: rate })), [...NO_NUMBER, -0.1, 1]],
  ['transformerBlock cross', make((cross) => transformerBlock(2, 1, { cross })), NO_FLAG],
  ['dropout rate', make((rate) => dropout(rate)), [...NO_NUMBER, -0.1, 1, null]],
  ['layerNorm shape', make((shape) => layerNorm(shape)), [[], {}, null, true, '3', [1.5], [-1], [0], 0]],
  ['rmsNorm epsilon', make((epsilon) => rmsNorm(2, { epsilon })), [...NO_NUMBER, 0, -1]],
  ['batchNorm momentum', make((momentum) => batchNorm(2, { momentum })), [NaN, -0.1, 1.1, {}]],
  ['reshapeLayer shape', make((shape) => reshapeLayer(shape)), [4, null, {}, 'x', [NaN], [1.5], [-2]]],
  ['leakyRelu slope', make((slope) => leakyRelu(slope)), NO_NUMBER],
  ['elu alpha', make((alpha) => elu(alpha)), NO_NUMBER],
  ['learning rate', make((learningRate) => adam({ learningRate })), [...NO_NUMBER, -1, null]],
  ['dampening without momentum', make((dampening) => sgd({ dampening })), [NaN, -1, 2]],
];
describe('is refused before anything is made:', () => {
  for (const [what, build, values] of CASES)
    test(what, () => {
      for (const value of values) expect(() => build(value as never), `${what} ${String(value)}`).toThrow(ArgumentError);
    });
});
