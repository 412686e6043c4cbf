import { expect, test } from 'vitest';
import fc from 'fast-check';
import { key } from '@adjoint/random';
import { FormatError, type Tensor, tensor, treeLeaves } from '@adjoint/tensor';
import {
  adam,
  batchNorm,
  lbfgs,
  linear,
  loadCheckpoint,
  readSafetensors,
  saveCheckpoint,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tanh,
  train,
  writeSafetensors,
  type Checkpoint,
  type EndEvent,
  type TrainEvent,
} from '../index.ts';
import { shuffled } from '../../test/batch-samplers.ts';

/** A file from its header and data. */
function file(header: unknown, data: readonly number[] = [], length?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + text.length + data.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  out.set(text, 8);
  out.set(data, 8 + text.length);
  return out;
}
const one = (dtype: string, shape: number[], data: number[]): Tensor =>
  readSafetensors(file({ x: { dtype, shape, data_offsets: [0, data.length] } }, data)).tensors.x;

test('reads every element type by its bytes', () => {
  expect(one('F32', [1], [0, 0, 0x80, 0x3f]).toArray()).toEqual([1]);
  expect(one('F64', [], [0, 0, 0, 0, 0, 0, 0, 0xc0]).item()).toBe(-2);
  expect(one('F16', [4], [0, 0x3c, 1, 0, 0, 0xfc, 0xff, 0x7b]).toArray()).toEqual([1, 2 ** -24, -Infinity, 65504]);
  expect(one('F16', [1], [1, 0x7c]).item()).toBeNaN();
  expect(one('BF16', [2], [0x80, 0x3f, 0x49, 0x40]).toArray()).toEqual([1, 3.140625]);
  expect(one('F8_E5M2', [6], [0x3c, 1, 0x7b, 0xfc, 0x7e, 0x80]).toArray()).toEqual([1, 2 ** -16, 57344, -Infinity, NaN, -0]);
  expect(one('F8_E4M3', [6], [0x38, 1, 0x7e, 0xff, 0xb8, 0x80]).toArray()).toEqual([1, 2 ** -9, 448, NaN, -1, -0]);
  expect(one('U64', [1], [1, 0, 0, 0, 0, 0, 0x10, 0]).toArray()).toEqual([2 ** 52 + 1]);
  expect(one('U16', [1], [0xfe, 0xff]).toArray()).toEqual([0xfffe]);
  expect(one('U32', [1], [0xff, 0xff, 0xff, 0xff]).toArray()).toEqual([2 ** 32 - 1]);
  expect(one('I64', [1], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).toArray()).toEqual([-1]);
  expect(one('I32', [2, 1], [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]).toArray()).toEqual([[1], [-1]]);
  expect(one('I16', [1], [0xfe, 0xff]).toArray()).toEqual([-2]);
  expect(one('I8', [1], [0x80]).toArray()).toEqual([-128]);
  expect(one('U8', [2], [0, 255]).toArray()).toEqual([0, 255]);
  expect(one('BOOL', [2], [0, 1]).dtype).toBe('bool');
  expect(one('F32', [0, 3], []).shape).toEqual([0, 3]);
});

test('what is written is read back, whatever the values, and equal content gives equal bytes', () => {
  const values = fc.dictionary(
    fc.string().filter((s) => !['__proto__', 'constructor', 'prototype', '__metadata__'].includes(s)),
    fc.array(fc.double(), { maxLength: 5 }),
    { maxKeys: 4 },
  );
  fc.assert(
    fc.property(
      values,
      fc.dictionary(
        fc.string().filter((s) => s !== '__proto__' && s !== 'constructor' && s !== 'prototype'),
        fc.string(),
      ),
      (numbers, metadata) => {
        const tensors = Object.fromEntries(Object.entries(numbers).map(([k, v]) => [k, tensor(Float64Array.from(v))]));
        const bytes = writeSafetensors(tensors, metadata);
        const back = readSafetensors(bytes);
        expect(Object.keys(back.tensors).sort()).toEqual(Object.keys(tensors).sort());
        for (const k of Object.keys(tensors)) expect(back.tensors[k].toArray()).toEqual(tensors[k].toArray());
        expect({ ...back.metadata }).toEqual({ ...metadata });
        expect(writeSafetensors(Object.fromEntries(Object.entries(tensors).reverse()), metadata)).toEqual(bytes);
      },
    ),
  );
});

test('the written file is what the format describes: a padded header, data aligned to their elements', () => {
  const bytes = writeSafetensors(
    { a: tensor([true]), b: tensor([1, 2], 'float32'), c: tensor([0.5]), d: tensor([7], 'int32') },
    { k: 'é' },
  );
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  expect(length % 8).toBe(0);
  expect(JSON.parse(text)).toEqual({
    __metadata__: { k: 'é' },
    c: { dtype: 'F64', shape: [1], data_offsets: [0, 8] },
    b: { dtype: 'F32', shape: [2], data_offsets: [8, 16] },
    d: { dtype: 'I32', shape: [1], data_offsets: [16, 20] },
    a: { dtype: 'BOOL', shape: [1], data_offsets: [20, 21] },
  });
  expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 7, 0, 0, 0, 1]);
});

const F32 = (begin: number, end: number, shape: unknown = [(end - begin) / 4]): unknown => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});
test.each([
  ['empty', new Uint8Array(0)],
  ['a header longer than the file', file({}, [], 1000)],
  ['a header of 2⁶³ bytes', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80)],
  ['no JSON', file('{x')],
  ['an array as header', file('[]')],
  ['bytes that are no UTF-8', Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0x7d)],
  ['an unknown dtype', file({ x: { dtype: 'F8', shape: [1], data_offsets: [0, 1] } }, [0])],
  ['an inherited name as dtype', file({ x: { dtype: 'toString', shape: [1], data_offsets: [0, 1] } }, [0])],
  ['a shape that its bytes contradict', file({ x: F32(0, 4, [2]) }, [0, 0, 0, 0])],
  ['no elements in more places than can be counted', file({ x: { dtype: 'F32', shape: [2 ** 52, 2 ** 12, 0], data_offsets: [0, 0] } }, [])],
  ['a shape of a thousand million million', file({ x: F32(0, 4, [1e9, 1e6]) }, [0, 0, 0, 0])],
  ['a negative length', file({ x: F32(0, 4, [-1]) }, [0, 0, 0, 0])],
  ['a fraction of an element', file({ x: F32(0, 4, [0.5]) }, [0, 0, 0, 0])],
  ['offsets that go backwards', file({ x: F32(4, 0, [1]) }, [0, 0, 0, 0])],
  ['offsets beyond the file', file({ x: F32(0, 8) }, [0, 0, 0, 0])],
  ['a gap', file({ x: F32(0, 4), y: F32(8, 12) }, new Array<number>(12).fill(0))],
  ['an overlap', file({ x: F32(0, 8), y: F32(4, 12) }, new Array<number>(12).fill(0))],
  ['data that nobody owns', file({ x: F32(0, 4) }, new Array<number>(8).fill(0))],
  ['a name twice', file('{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', [0])],
  ['a hostile name', file('{"__proto__":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}')],
  ['metadata of numbers', file({ __metadata__: { a: 1 } })],
  ['a truth value of two', file({ x: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] } }, [2])],
  ['an integer that no float64 holds', file({ x: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, [1, 0, 0, 0, 0, 0, 0x20, 0])],
  [
    'a name twice, once escaped',
    file('{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0078":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
  ],
  [
    'an unsigned integer that no float64 holds',
    file({ x: { dtype: 'U64', shape: [1], data_offsets: [0, 8] } }, new Array<number>(8).fill(255)),
  ],
  ['an offset of −0.5', file('{"x":{"dtype":"U8","shape":[0],"data_offsets":[-0.5,0]}}')],
  ['an offset of 1e400', file('{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,1e400]}}')],
  ['an entry that is a number', file({ x: 5 })],
  ['an entry that is a list', file({ x: [1] })],
  ['metadata that are a list', file({ __metadata__: ['a'] })],
  ['a header nested a million deep', file('{"x":' + '['.repeat(1e6))],
  ['a header with a byte order mark', file('\ufeff{}')],
  ['something after the object', file('{}{}')],
  ['an empty header', file('')],
  ['forty axes', file({ x: { dtype: 'U8', shape: new Array<number>(40).fill(1), data_offsets: [0, 1] } }, [0])],
])('a hostile file is refused with a byte: %s', (_, bytes) => {
  expect(() => readSafetensors(bytes)).toThrow(FormatError);
});

test('a valid file with any byte changed or cut off is read or refused, never anything else', () => {
  const valid = writeSafetensors({ 'a.b': tensor([1, 2]), 'c': tensor([[1]], 'int32') }, { k: 'v' });
  fc.assert(
    fc.property(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length), (at, value, length) => {
      const bytes = valid.slice(0, length);
      if (at < bytes.length) bytes[at] = value;
      try {
        readSafetensors(bytes);
      } catch (e) {
        expect(e).toBeInstanceOf(FormatError);
      }
    }),
    { numRuns: 800 },
  );
  expect(() => readSafetensors(valid, { maxBytes: 10 })).toThrow(/more than 10/);
});

const model = sequential(linear(3, 5), batchNorm(5), tanh(), linear(5, 2));
const options = {
  model,
  loss: softmaxCrossEntropy,
  optimizer: adam(),
  batchSampler: shuffled,
  key: key(3),
  epochs: 2,
  batchSize: 4,
  data: {
    x: tensor(Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(3 * i), i % 5])),
    y: tensor(
      Array.from({ length: 20 }, (_, i) => i % 2),
      'int32',
    ),
  },
};
async function collect(o: object = {}): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const e of train({ ...options, ...o })) events.push(e);
  return events;
}
const bits = (end: EndEvent): number[][] =>
  [...treeLeaves(end.params), ...treeLeaves(end.state), ...treeLeaves(end.checkpoint.optimizer)].map((p) => [...p.data()]);

test('training goes on from a file with the same bits: parameters, statistics, optimizer, key, position', async () => {
  const whole = await collect();
  const step = whole.find((e) => e.type === 'step' && e.step === 7)!;
  const bytes = saveCheckpoint(step.checkpoint);
  const back = loadCheckpoint(bytes, model, adam(), [3]);
  expect(saveCheckpoint(back as Checkpoint)).toEqual(bytes);
  const rest = await collect({ key: key(77), resume: back });
  expect(bits(rest.at(-1) as EndEvent)).toEqual(bits(whole.at(-1) as EndEvent));
  expect(rest.flatMap((e) => (e.type === 'epoch' ? [e.loss] : []))).toEqual(
    whole.flatMap((e) => (e.type === 'epoch' ? [e.loss] : [])).slice(-1 * rest.filter((e) => e.type === 'epoch').length),
  );
});

test('a checkpoint of another model, optimizer or dtype is refused by the tensor that does not fit', async () => {
  const { checkpoint } = (await collect({ epochs: 1 })).at(-1) as EndEvent;
  const bytes = saveCheckpoint(checkpoint);
  expect(() => loadCheckpoint(bytes, sequential(linear(3, 6), batchNorm(6), tanh(), linear(6, 2)), adam(), [3])).toThrow(
    /params\[0\]\.W is float32 \[5, 3\] where float32 \[6, 3\]/,
  );
  expect(() => loadCheckpoint(bytes, model, sgd(), [3])).toThrow(/belongs to no part/);
  expect(() => loadCheckpoint(bytes, model, adam({ amsgrad: true }), [3])).toThrow(/missing/);
  expect(() => loadCheckpoint(bytes, model, adam(), [3], { dtype: 'float64' })).toThrow(/float64/);
  expect(() => loadCheckpoint(writeSafetensors({}), model, adam(), [3])).toThrow(/not a checkpoint/);
});

test('L-BFGS on full batches goes on from a file with the same bits', async () => {
  const full = {
    optimizer: lbfgs({ memory: 3 }),
    batchSize: 20,
    epochs: 8,
    model: sequential(linear(3, 5), tanh(), linear(5, 2)),
    dtype: 'float64',
  } as const;
  const whole = await collect(full);
  const { checkpoint } = whole.find((e) => e.type === 'step' && e.step === 5)!;
  const back = loadCheckpoint(saveCheckpoint(checkpoint), full.model, full.optimizer, [3], { dtype: 'float64' });
  expect(bits((await collect({ ...full, resume: back })).at(-1) as EndEvent)).toEqual(bits(whole.at(-1) as EndEvent));
  const losses = whole.flatMap((e) => (e.type === 'step' ? [e.loss] : []));
  expect(losses.every((l, i) => i === 0 || l < losses[i - 1])).toBe(true); // a full batch and a line search: every step goes down
});
