import { expect, expectTypeOf, test } from 'vitest';
import { OPAQUE, flatten, leafPaths, tensor, treeLeaves, treeMap, unflatten, type Tensor } from '../index.ts';

interface Layer {
  readonly weight: Tensor;
  readonly bias?: Tensor;
}
interface Parameters {
  readonly layers: readonly Layer[];
  readonly scale: Tensor;
}
const parameters: Parameters = { layers: [{ weight: tensor([1, 2]), bias: tensor(3) }, { weight: tensor([4]) }], scale: tensor(5) };

test('a tree is taken apart and put together again, keys in sorted order', () => {
  const { leaves, def } = flatten(parameters);
  expect(leaves.map((x) => x.toArray())).toEqual([3, [1, 2], [4], 5]);
  expect(leafPaths(def, 'params')).toEqual(['params.layers[0].bias', 'params.layers[0].weight', 'params.layers[1].weight', 'params.scale']);
  expect(JSON.stringify(unflatten(def, leaves))).toBe('{"layers":[{"bias":3,"weight":[1,2]},{"weight":[4]}],"scale":5}');
});

test('types of interfaces, arrays and optional keys survive', () => {
  const doubled = treeMap((x) => x.mul(2), parameters);
  expectTypeOf(doubled.layers[0].weight).toEqualTypeOf<Tensor>();
  expect(doubled.scale.item()).toBe(10);
  expect(doubled.layers[0].weight.toArray()).toEqual([2, 4]);
});

test('null and undefined are structure, numbers are leaves', () => {
  const { leaves, def } = flatten({ a: null, b: undefined, c: 1 });
  expect(leaves).toHaveLength(1);
  expect(
    unflatten(
      def,
      leaves.map((x) => x.item()),
    ),
  ).toEqual({ a: null, b: undefined, c: 1 });
});

test('errors name the path', () => {
  expect(() => flatten({ layers: [{ weight: new Map() }] }, 'params')).toThrow(/params\.layers\[0\]\.weight is a Map/);
  expect(() => flatten({ 'a b': 'text' }, 'params')).toThrow(/params\["a b"\] is a string/);
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(() => flatten(loop)).toThrow(/contains itself/);
  expect(() => treeMap((x) => x, { a: tensor(1) }, { b: tensor(1) })).toThrow(/tree 1 has the leaves tree\.b, tree 0 has tree\.a/);
});

test('hostile keys are refused', () => {
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    expect(() => flatten(JSON.parse(`{"${key}": 1}`)), key).toThrow(/has a meaning of its own/);
  }
});

test('an opaque leaf tells its parts and is made again from others', () => {
  class Key {
    readonly bits: Tensor;
    constructor(bits: Tensor) {
      this.bits = bits;
    }
    [OPAQUE]() {
      return { parts: [this.bits], make: ([bits]: readonly Tensor[]) => new Key(bits) };
    }
  }
  const tree = { key: new Key(tensor([1, 2], 'uint32')), x: tensor(1) };
  expect(treeLeaves(tree)).toHaveLength(2);
  const { leaves, def } = flatten(tree);
  const back = unflatten(
    def,
    leaves.map((x) => x.mul(2)),
  ) as typeof tree;
  expect(back.key).toBeInstanceOf(Key);
  expect(back.key.bits.toArray()).toEqual([2, 4]);
});
