import { expect, test } from 'vitest';
import fc from 'fast-check';
import {
  addI32,
  addI32x4,
  addI64x2,
  anyTrue,
  bitsOf,
  demoteZero,
  doWhile,
  f32x4,
  f32x4Unary,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadF32,
  loadF64,
  loadSplat32,
  loadSplat64,
  loadV128,
  loadZero64,
  mulI32,
  orI32,
  select,
  sequence,
  shiftLeftI32x4,
  shiftLeftI64x2,
  shiftRightI32x4,
  shiftRightI64x2,
  signed,
  splatF32,
  splatF64,
  storeF32,
  storeF64,
  storeLane64,
  storeV128,
  subI32,
  subI32x4,
  subI64x2,
  unsigned,
  when,
  zeroV128,
  type Value,
} from './assembler.ts';
import { gemmModule } from './gemm-module.ts';
import { detectFeatures } from './features.ts';
import { assemble, defineFunction } from './module.ts';

test('LEB128 reads back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      (n) => unsigned(n).reduce((sum, b, i) => sum + (b & 127) * 2 ** (7 * i), 0) === n,
    ),
  );
  fc.assert(
    fc.property(fc.integer(), (n) => {
      const bytes = signed(n);
      let x = bytes.reduce((sum, b, i) => sum + (b & 127) * 2 ** (7 * i), 0);
      if (bytes[bytes.length - 1] & 64) x -= 2 ** (7 * bytes.length);
      return x === n;
    }),
  );
});

const run = (build: () => Value<'i32'>): number => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = assemble([defineFunction('f', [], () => ({ run: sequence(), result: build() }))]);
  return (new WebAssembly.Instance(new WebAssembly.Module(bytes), { scratch: { memory } }).exports.f as () => number)();
};

test('random integer expressions compute what JavaScript computes', () => {
  const tree = fc.letrec<{ e: readonly [string, unknown, unknown] | number }>((tie) => ({
    e: fc.oneof({ maxDepth: 5 }, fc.integer(), fc.tuple(fc.constantFrom('+', '-', '*', '|'), tie('e'), tie('e'))),
  })).e;
  const emit = (e: unknown): Value<'i32'> => {
    if (typeof e === 'number') return i32(e);
    const [op, a, b] = e as [string, unknown, unknown];
    return { '+': addI32, '-': subI32, '*': mulI32, '|': orI32 }[op]!(emit(a), emit(b));
  };
  const evaluate = (e: unknown): number => {
    if (typeof e === 'number') return e;
    const [op, a, b] = e as [string, unknown, unknown];
    const x = evaluate(a);
    const y = evaluate(b);
    return op === '+' ? (x + y) | 0 : op === '-' ? (x - y) | 0 : op === '*' ? Math.imul(x, y) : x | y;
  };
  fc.assert(
    fc.property(tree, (e) => run(() => emit(e)) === evaluate(e)),
    { numRuns: 60 },
  );
});

test('every instruction validates', () => {
  const at = i32(64);
  const v = loadV128(at);
  const all: Value<'v128'>[] = [
    ...Object.values(f64x2).map((f) => f(v, v)),
    ...Object.values(f32x4).map((f) => f(v, v)),
    ...Object.values(f64x2Unary).map((f) => f(v)),
    ...Object.values(f32x4Unary).map((f) => f(v)),
    ...Object.values(bitsOf).map((f) => f(v, v)),
    addI32x4(v, v),
    subI32x4(v, v),
    shiftLeftI32x4(v, 3),
    shiftRightI32x4(v, 3),
    demoteZero(v),
    select(v, v, v),
    addI64x2(v, v),
    subI64x2(v, v),
    shiftLeftI64x2(v, 3),
    shiftRightI64x2(v, 3),
    splatF64(loadF64(at)),
    splatF32(loadF32(at)),
    loadSplat32(at),
    loadSplat64(at),
    loadZero64(at, 8),
    zeroV128(),
  ];
  for (const x of all) expect(WebAssembly.validate(assemble([defineFunction('f', [], () => storeV128(at, x))]))).toBe(true);
  expect(
    WebAssembly.validate(
      assemble([
        defineFunction('f', ['i32', 'f64', 'f32'], ([n, d, s], local) => {
          const k = local('i32');
          return sequence(
            storeF64(at, d.get()),
            storeF32(at, s.get()),
            storeLane64(at, v),
            when(anyTrue(v), k.set(n.get())),
            doWhile(k.set(addI32(k.get(), i32(1))), lessI32(k.get(), n.get())),
          );
        }),
      ]),
    ),
  ).toBe(true);
});

test('matrix products validate in both precisions, with fused multiply-add only where the engine has it', () => {
  for (const precision of ['float64', 'float32'] as const) {
    expect(WebAssembly.validate(gemmModule(precision, false))).toBe(true);
    expect(WebAssembly.validate(gemmModule(precision, true))).toBe(detectFeatures().fused);
  }
});
