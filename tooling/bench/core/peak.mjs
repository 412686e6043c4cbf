/**
 * The ceiling of WebAssembly: a loop of independent multiply-adds on 128-bit vectors in registers, no memory.
 * Twelve accumulators hide the latency; fused where the engine validates it, a multiplication and an addition otherwise.
 */
const ACCUMULATORS = 12;
const V128 = 0x7b;
const u = (n) => {
  const out = [];
  do {
    out.push(n > 127 ? (n & 127) | 128 : n);
    n >>>= 7;
  } while (n > 0);
  return out;
};
const section = (id, items) => {
  const body = [...u(items.length), ...items.flat()];
  return [id, ...u(body.length), ...body];
};

function peakModule(wide, fused) {
  const first = 1;
  const x = first + ACCUMULATORS;
  const y = x + 1;
  const get = (i) => [0x20, i];
  const set = (i) => [0x21, i];
  const simd = (n) => [0xfd, ...u(n)];
  const constant = (v) =>
    wide
      ? [0x44, ...new Uint8Array(new Float64Array([v]).buffer), ...simd(20)]
      : [0x43, ...new Uint8Array(new Float32Array([v]).buffer), ...simd(19)];
  const multiplyAdd = fused ? [...simd(wide ? 0x107 : 0x105)] : null;
  const mul = simd(wide ? 242 : 230);
  const add = simd(wide ? 240 : 228);
  const step = (i) =>
    fused ? [...get(i), ...get(x), ...get(y), ...multiplyAdd, ...set(i)] : [...get(i), ...get(x), ...mul, ...get(y), ...add, ...set(i)];
  const all = Array.from({ length: ACCUMULATORS }, (_, i) => first + i);
  const code = [
    1,
    ACCUMULATORS + 2,
    V128,
    ...constant(0.999),
    ...set(x),
    ...constant(0.5),
    ...set(y),
    ...all.flatMap((i) => [...get(y), ...set(i)]),
    0x03,
    0x40,
    ...all.flatMap(step),
    ...get(0),
    0x41,
    1,
    0x6b,
    0x22,
    0,
    0x0d,
    0,
    0x0b,
    ...get(first),
    ...all.slice(1).flatMap((i) => [...get(i), ...add]),
    ...(wide ? simd(33) : [...simd(31)]),
    0,
    ...(wide ? [] : [0xbb]),
    0x0b,
  ];
  return Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [[0x60, 1, 0x7f, 1, 0x7c]]),
    ...section(3, [[0]]),
    ...section(7, [[4, ...new TextEncoder().encode('peak'), 0, 0]]),
    ...section(10, [[...u(code.length), ...code]]),
  ]);
}

/** A candidate that does `flops` operations at the ceiling: its time over ours is the fraction of it that we reach. */
export function peakCandidate(dtype, flops) {
  const wide = dtype === 'float64';
  const fused = WebAssembly.validate(peakModule(wide, true));
  const rounds = Math.max(1, Math.round(flops / (ACCUMULATORS * (wide ? 2 : 4) * 2)));
  const { peak } = new WebAssembly.Instance(new WebAssembly.Module(peakModule(wide, fused))).exports;
  return {
    name: `128-bit ${fused ? 'FMA' : 'mul+add'} peak`,
    kind: 'limit',
    run: () => peak(rounds),
    check: (v) => ({ error: Number.isFinite(v) ? 0 : Infinity, limit: 0 }),
  };
}
