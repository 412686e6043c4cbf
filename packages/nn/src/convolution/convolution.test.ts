import { expect, test } from 'vitest';
import fc from 'fast-check';
import { grad, vmap } from '@adjoint/calculus';
import { key, uniform } from '@adjoint/random';
import { type Tensor, tensor } from '@adjoint/tensor';
import {
  averagePool2d,
  certifyGradients,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  convolution2d,
  flatten,
  linear,
  maxPool,
  maxPool1d,
  maxPool2d,
  relu,
  sequential,
  tanh,
  transposedConvolution2d,
} from '../index.ts';
import { relativeError } from '../../test/reference-case.ts';

const draw = (seed: number, ...shape: number[]): Tensor => uniform(key(seed), shape, { low: -1 });
type Two = readonly [number, number];

/** The definition, element by element. */
function direct(x: Tensor, K: Tensor, stride: Two, padding: Two, dilation: Two, groups: number): number[] {
  const [N, C, H, W] = x.shape;
  const [O, Cg, kh, kw] = K.shape;
  const X = x.data();
  const F = K.data();
  const out: number[] = [];
  const rows = Math.floor((H + 2 * padding[0] - dilation[0] * (kh - 1) - 1) / stride[0]) + 1;
  const columns = Math.floor((W + 2 * padding[1] - dilation[1] * (kw - 1) - 1) / stride[1]) + 1;
  for (let n = 0; n < N; n++)
    for (let o = 0; o < O; o++)
      for (let oy = 0; oy < rows; oy++)
        for (let ox = 0; ox < columns; ox++) {
          let sum = 0;
          for (let c = 0; c < Cg; c++)
            for (let ky = 0; ky < kh; ky++)
              for (let kx = 0; kx < kw; kx++) {
                const iy = oy * stride[0] + ky * dilation[0] - padding[0];
                const ix = ox * stride[1] + kx * dilation[1] - padding[1];
                const channel = Math.floor(o / (O / groups)) * Cg + c;
                if (iy >= 0 && iy < H && ix >= 0 && ix < W)
                  sum += X[((n * C + channel) * H + iy) * W + ix] * F[((o * Cg + c) * kh + ky) * kw + kx];
              }
          out.push(sum);
        }
  return out;
}

const small = fc.integer({ min: 1, max: 3 });
const geometry = fc.record({
  N: small,
  perGroup: small,
  outPerGroup: small,
  groups: fc.integer({ min: 1, max: 2 }),
  H: fc.integer({ min: 5, max: 8 }),
  W: fc.integer({ min: 5, max: 8 }),
  kernel: fc.tuple(small, small),
  stride: fc.tuple(small, small),
  padding: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
  dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
});

test('equals its definition for any stride, padding, dilation and groups; the transposed one is its adjoint', () => {
  fc.assert(
    fc.property(geometry, (g) => {
      const C = g.perGroup * g.groups;
      const O = g.outPerGroup * g.groups;
      const options = { stride: g.stride, padding: g.padding, dilation: g.dilation, groups: g.groups };
      const x = draw(1, g.N, C, g.H, g.W);
      const K = draw(2, O, g.perGroup, ...g.kernel);
      const y = convolution2d(x, K, options);
      expect(relativeError(y, tensor(direct(x, K, g.stride, g.padding, g.dilation, g.groups)).reshape(y.shape))).toBeLessThanOrEqual(1e-14); // sums of at most 27 products
      const ct = draw(3, ...y.shape);
      const back = grad((t: Tensor) => convolution2d(t, K, options).mul(ct).sum())(x);
      const rest = [0, 1].map(
        (axis) => ([g.H, g.W][axis] + 2 * g.padding[axis] - g.dilation[axis] * (g.kernel[axis] - 1) - 1) % g.stride[axis],
      ) as [number, number];
      expect(relativeError(transposedConvolution2d(ct, K, { ...options, outputPadding: rest }), back)).toBe(0);
      const inner = (a: Tensor, b: Tensor): number => a.mul(b).sum().item();
      const ofKernel = grad((k: Tensor) => convolution2d(x, k, options).mul(ct).sum())(K);
      expect(Math.abs(inner(y, ct) - inner(x, back))).toBeLessThanOrEqual(1e-12 * y.size);
      expect(Math.abs(inner(y, ct) - inner(K, ofKernel))).toBeLessThanOrEqual(1e-12 * y.size);
    }),
    { numRuns: 60 },
  );
});

test('second derivatives: the gradient by the kernel of a gradient by the image', () => {
  const x = draw(1, 2, 2, 5, 5);
  const K = draw(2, 3, 2, 3, 3);
  const v = draw(3, 2, 2, 5, 5);
  const f = (k: Tensor): Tensor =>
    grad((t: Tensor) => convolution2d(t, k).square().sum())(x)
      .mul(v)
      .sum();
  const h = 1e-4;
  const direction = draw(4, 3, 2, 3, 3); // f is quadratic in K: central differences are exact but for rounding
  const difference = (f(K.add(direction.mul(h))).item() - f(K.sub(direction.mul(h))).item()) / (2 * h);
  expect(grad(f)(K).mul(direction).sum().item()).toBeCloseTo(difference, 7);
});

test('mapping over images equals a loop over them', () => {
  const x = draw(1, 4, 2, 2, 5, 5);
  const K = draw(2, 3, 2, 2, 2);
  const many = draw(5, 4, 3, 2, 2, 2);
  const folded = vmap((t: Tensor) => convolution2d(t, K, { stride: 2 }))(x);
  const both = vmap((t: Tensor, k: Tensor) => convolution2d(t, k, { stride: 2 }))(x, many);
  for (let i = 0; i < 4; i++) {
    expect(relativeError(folded.at(i), convolution2d(x.at(i), K, { stride: 2 }))).toBe(0);
    expect(relativeError(both.at(i), convolution2d(x.at(i), many.at(i), { stride: 2 }))).toBe(0);
  }
});

test('a large batch is computed in blocks with the same result', () => {
  const x = draw(1, 40, 8, 30, 30);
  const K = draw(2, 4, 8, 5, 5);
  const whole = convolution2d(x, K); // 200 rows of patches: 3 images at a time
  for (const i of [0, 2, 3, 39]) expect(relativeError(whole.at(i), convolution2d(x.slice([i, i + 1]), K).at(0))).toBeLessThanOrEqual(1e-14);
});

test('a layer without bias has none', () => {
  for (const [layer, shape] of [
    [conv2d(2, 3, 2, { bias: false }), [2, 4, 4]],
    [conv1d(2, 3, 2, { bias: false }), [2, 4]],
    [convTranspose2d(2, 3, 2, { bias: false }), [2, 4, 4]],
  ] as const) {
    const { params } = layer.init(key(0), shape);
    expect(Object.keys(params)).toEqual(['W']);
    expect(layer.apply(params, {}, draw(1, 1, ...shape)).y.shape.slice(1)).toEqual(layer.outputShape(shape));
  }
});

test('one dimension is two with a height of one', () => {
  const model = conv1d(3, 4, 3, { padding: 1, stride: 2 });
  const { params } = model.init(key(0), [3, 9], { dtype: 'float64' });
  const x = draw(1, 2, 3, 9);
  const y = model.apply(params, {}, x).y;
  expect(y.shape).toEqual([2, ...model.outputShape([3, 9])]);
  expect(
    relativeError(
      y,
      convolution2d(x.expandDims(2), params.W.expandDims(2), { padding: [0, 1], stride: [1, 2] })
        .squeeze(2)
        .add(params.b!.reshape([4, 1])),
    ),
  ).toBe(0);
});

test.each([
  ['conv2d', conv2d(4, 6, [2, 3], { stride: 2, padding: 1, groups: 2 }), [4, 6, 7]],
  ['transposed conv2d', convTranspose2d(4, 2, 3, { stride: 2, padding: 1, outputPadding: 1 }), [4, 3, 4]],
  ['transposed conv1d', convTranspose1d(4, 2, 3, { stride: 2 }), [4, 5]],
] as const)('%s says its output shape and has right gradients', (_, layer, shape) => {
  const model = sequential(
    layer,
    tanh(),
    flatten(),
    linear(
      layer.outputShape(shape).reduce((a, b) => a * b, 1),
      2,
    ),
  );
  const { params } = model.init(key(0), shape);
  const x = draw(1, 3, ...shape);
  const y = tensor([0, 1, 0], 'int32');
  expect(model.apply(params, [{}, {}, {}, {}] as never, x).y.shape).toEqual([3, 2]);
  expect(certifyGradients(model, { params, x, y }).verdict).toBe('holds');
});

test('max pooling takes the first of equals, ignores padding, passes NaN on; average pooling counts padding as zeros', () => {
  const x = tensor([
    [
      [
        [1, 2, 2],
        [-5, -6, 0],
        [3, 3, -1],
      ],
    ],
  ]);
  expect(maxPool2d(x, 2, { stride: 1 }).toArray()).toEqual([
    [
      [
        [2, 2],
        [3, 3],
      ],
    ],
  ]);
  expect(maxPool2d(x.mul(0).sub(1), 3, { padding: 1 }).toArray()).toEqual([[[[-1]]]]);
  expect(grad((t: Tensor) => maxPool2d(t, 2, { stride: 1 }).sum())(x).toArray()).toEqual([
    [
      [
        [0, 2, 0],
        [0, 0, 0],
        [1, 1, 0],
      ],
    ],
  ]);
  expect(
    maxPool2d(
      tensor([
        [
          [
            [1, NaN],
            [3, 4],
          ],
        ],
      ]),
      2,
    ).item(),
  ).toBeNaN();
  expect(averagePool2d(x, 3).item()).toBeCloseTo(-1 / 9, 15);
  expect(averagePool2d(x, 2, { padding: 1, stride: 2 }).toArray()).toEqual([
    [
      [
        [0.25, 1],
        [-0.5, -1],
      ],
    ],
  ]);
});

test('a max-pool layer inside a network has right gradients', () => {
  const model = sequential(conv2d(1, 3, 3), maxPool(2), flatten(), linear(12, 2));
  const { params } = model.init(key(3), [1, 6, 6]);
  expect(certifyGradients(model, { params, x: draw(1, 4, 1, 6, 6), y: tensor([0, 1, 0, 1], 'int32') }).verdict).toBe('holds');
});

test.each([
  ['a kernel that does not fit', () => conv2d(1, 1, 5).outputShape([1, 3, 3]), /must fit/],
  ['other channels', () => conv2d(2, 1, 3).outputShape([3, 8, 8]), /channels first/],
  ['groups that do not divide', () => conv2d(3, 4, 1, { groups: 2 }), /multiples/],
  ['a stride of zero', () => conv2d(1, 1, 3, { stride: 0 }), /stride/],
  ['padding below zero', () => conv2d(1, 1, 3, { padding: -1 }), /padding/],
  [
    'output padding as large as the stride',
    () => convTranspose2d(1, 1, 3, { stride: 2, outputPadding: 2 }).outputShape([1, 4, 4]),
    /below the stride/,
  ],
  ['a pool that is mostly padding', () => maxPool2d(tensor([[[[1]]]]), 2, { padding: 2 }), /at most half/],
  [
    'a pool whose dilated window steps over the image',
    () => maxPool2d(draw(1, 1, 1, 8, 1), [4, 2], { padding: 1, dilation: 2 }),
    /padding alone/,
  ],
  ['a layer of it', () => maxPool([4, 2], { padding: 1, dilation: 2 }).outputShape([1, 8, 1]), /padding alone/],
  ['integers', () => maxPool2d(tensor([[[[1]]]], 'int32'), 1), /dtype/],
  ['three axes', () => convolution2d(tensor([[[1]]]), tensor([[[[1]]]])), /four axes/],
])('refuses %s', (_, f, message) => {
  expect(f).toThrow(message);
});

test('a convolutional layer maps over a batch of images and of biases; second derivatives through pooling', () => {
  const x = draw(1, 3, 2, 1, 6, 6);
  const model = sequential(conv2d(1, 2, 3), maxPool(2));
  const { params } = model.init(key(0), [1, 6, 6], { dtype: 'float64' });
  const apply = (t: Tensor): Tensor => model.apply(params, [{}, {}], t).y;
  const mapped = vmap(apply)(x);
  for (let i = 0; i < 3; i++) expect(relativeError(mapped.at(i), apply(x.at(i)))).toBe(0);
  const biases = draw(4, 3, 2);
  const byBias = vmap((b: Tensor) => model.apply([{ W: params[0].W, b }, {}], [{}, {}], x.at(0)).y)(biases);
  for (let i = 0; i < 3; i++)
    expect(relativeError(byBias.at(i), model.apply([{ W: params[0].W, b: biases.at(i) }, {}], [{}, {}], x.at(0)).y)).toBe(0);
  const v = draw(5, 2, 1, 6, 6);
  const f = (b: Tensor): Tensor =>
    grad((t: Tensor) =>
      model
        .apply([{ W: params[0].W, b }, {}], [{}, {}], t)
        .y.square()
        .sum(),
    )(x.at(0))
      .mul(v)
      .sum();
  const b = params[0].b!;
  const direction = tensor([1, -2]);
  const h = 1e-4;
  expect(grad(f)(b).mul(direction).sum().item()).toBeCloseTo(
    (f(b.add(direction.mul(h))).item() - f(b.sub(direction.mul(h))).item()) / (2 * h),
    7,
  );
});

test('a network pools before it rectifies: the same bits of results and gradients, ties, signed zeros and NaN included', () => {
  const values = [-2, -1, -0, 0, 1, 1, 3, NaN, Infinity, -Infinity];
  const x = tensor(Float32Array.from({ length: 2 * 3 * 6 * 8 }, (_, i) => values[(i * 7 + (i >> 3)) % (i % 5 === 0 ? 10 : 7)])).reshape([
    2, 3, 6, 8,
  ]);
  const late = { ...relu(), exchange: undefined } as never as ReturnType<typeof relu>;
  const weights = draw(5, 2, 3, 6, 8).astype('float32');
  const pools = [
    [maxPool(2), x],
    [maxPool(3, { stride: 2, padding: 1 }), x],
    [maxPool1d(2), x.reshape([2, 18, 8])],
  ] as const;
  for (const [pool, input] of pools) {
    const early = sequential(relu(), pool, relu());
    const plain = sequential(late, pool, late);
    const state = [{}, {}, {}] as const;
    const run =
      (m: typeof early) =>
      (t: Tensor): Tensor =>
        m.apply([{}, {}, {}], state, t).y;
    const bitsOf = (t: Tensor): number[] => [...new Int32Array((t.data() as Float32Array).slice().buffer)];
    expect(bitsOf(run(early)(input))).toEqual(bitsOf(run(plain)(input)));
    const w = weights.reshape(input.shape);
    const loss =
      (m: typeof early) =>
      (t: Tensor): Tensor => {
        const y = run(m)(t);
        return y.mul(w.slice(...y.shape.map((n): [number, number] => [0, n]))).sum();
      };
    expect(bitsOf(grad(loss(early))(input))).toEqual(bitsOf(grad(loss(plain))(input)));
  }
});

test('an output padding beyond the stride, below the dilation: the whole sum by its definition', () => {
  for (const [k, stride, dilation, rest, padding] of [
    [3, 2, 3, 2, 0],
    [2, 1, 3, 2, 0],
    [1, 3, 1, 2, 0],
    [4, 3, 5, 4, 1],
  ] as const) {
    const x = draw(1, 2, 2, 3, 3);
    const K = draw(2, 2, 3, k, k);
    const y = transposedConvolution2d(x, K, { stride, dilation, padding, outputPadding: rest });
    const size = 2 * stride - 2 * padding + dilation * (k - 1) + rest + 1;
    const expected = new Float64Array(2 * 3 * size * size);
    for (let n = 0; n < 2; n++)
      for (let i = 0; i < 2; i++)
        for (let o = 0; o < 3; o++)
          for (let r = 0; r < 3; r++)
            for (let c = 0; c < 3; c++)
              for (let a = 0; a < k; a++)
                for (let b = 0; b < k; b++) {
                  const row = r * stride + a * dilation - padding;
                  const column = c * stride + b * dilation - padding;
                  if (row >= 0 && column >= 0 && row < size && column < size)
                    expected[((n * 3 + o) * size + row) * size + column] +=
                      x.data()[((n * 2 + i) * 3 + r) * 3 + c] * K.data()[((i * 3 + o) * k + a) * k + b];
                }
    expect(relativeError(y, tensor(expected).reshape([2, 3, size, size]))).toBeLessThan(1e-14);
  }
});
