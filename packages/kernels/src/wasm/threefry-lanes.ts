/**
 * Blocks of random numbers in WebAssembly: uniform numbers from counters, normal deviates, logarithms. Operands are
 * copied in and results out; nothing stays between calls. All bits are those of the plain code.
 */
import { assemble } from './module.ts';
import { detectFeatures } from './features.ts';
import type { ConstantTable } from './lane-builder.ts';
import { threefryCode } from './threefry.ts';
import { logCode, normalCode, sigmoidCode, type NormalTables } from './threefry-normal.ts';

/** Elements of a block. */
export const LANE_BLOCK = 1024;

export interface ThreefryLanes {
  /** float64 of 52 bits in [0, 1) plus `offset`, of the counters high·2³² + base + i, or + counters[i] where these are given. */
  doubles(out: Float64Array, n: number, k0: number, k1: number, high: number, base: number, offset: number, counters?: Uint32Array): void;
  /** float32 of 23 bits in [0, 1). */
  singles(out: Float32Array, n: number, k0: number, k1: number, high: number, base: number): void;
  /** The exclusive or of the two words. */
  words(out: Uint32Array, n: number, k0: number, k1: number, high: number, base: number): void;
  /** x ← √2·erf⁻¹(scale·x + shift), the argument inside (−1, 1) and at most 1 − 2⁻⁵³ in size. */
  normals(x: Float64Array, n: number, scale: number, shift: number): void;
  /** The two above in one: the deviates of 2·double + shift. */
  deviates(out: Float64Array, n: number, k0: number, k1: number, high: number, base: number, offset: number, shift: number): void;
  /** −log(1 − double). */
  exponentials(out: Float64Array, n: number, k0: number, k1: number, high: number, base: number): void;
  /** x ← log x of positive normal numbers. */
  logs(x: Float64Array, n: number): void;
  /** x ← 1/(1 + e⁻ˣ) of numbers in [−745, 745]. */
  sigmoids(x: Float64Array, n: number): void;
}

/* places in memory, in bytes */
const SCRATCH = 0;
const CONSTANTS = 512;
const CENTRE = 4096;
const TAIL = 6144;
const IOTA = 8192;
const COUNTERS = IOTA + 4096;
const SERIES_LIST = COUNTERS + 4096;
const TAIL_LIST = SERIES_LIST + 4608;
const IN = TAIL_LIST + 4608;
const OUT = IN + 8 * LANE_BLOCK;

interface Exports {
  readonly doubles: Fill;
  readonly singles: Fill;
  readonly words: Fill;
  readonly normals: (from: number, end: number, distance: number, scale: number, shift: number) => void;
  readonly logs: (from: number, end: number, scale: number, shift: number, sign: number) => void;
  readonly sigmoids: (from: number, end: number) => void;
}
type Fill = (k0: number, k1: number, high: number, base: number, counters: number, out: number, end: number, offset: number) => void;

/** Null where the engine has no WebAssembly with vectors, or forbids it. Blocks hold at most LANE_BLOCK elements. */
export function createThreefryLanes(tables: NormalTables): ThreefryLanes | null {
  if (!detectFeatures().simd) return null;
  const constants: ConstantTable = [];
  const places = { constants: CONSTANTS, centre: CENTRE, tail: TAIL, seriesList: SERIES_LIST, tailList: TAIL_LIST };
  const code = assemble([
    ...(['doubles', 'singles', 'words'] as const).map((f) => threefryCode(f, SCRATCH)),
    normalCode(tables, constants, places),
    logCode(constants, CONSTANTS),
    sigmoidCode(constants, CONSTANTS),
  ]);
  let memory: WebAssembly.Memory;
  let run: Exports;
  try {
    memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    run = new WebAssembly.Instance(new WebAssembly.Module(code), { scratch: { memory } }).exports as unknown as Exports;
  } catch {
    return null; // a content security policy, or no memory left
  }
  const { buffer } = memory;
  const f64 = new Float64Array(buffer);
  const f32 = new Float32Array(buffer);
  const u32 = new Uint32Array(buffer);
  const u64 = new BigUint64Array(buffer);
  constants.forEach((word, i) => {
    u64[CONSTANTS / 8 + 2 * i] = word;
    u64[CONSTANTS / 8 + 2 * i + 1] = word;
  });
  f64.set(tables.centre, CENTRE / 8);
  f64.set(tables.tail, TAIL / 8);
  for (let i = 0; i < LANE_BLOCK; i++) u32[IOTA / 4 + i] = i;
  // groups of sixteen: what is beyond the last is computed and not read
  const padded = (n: number, bytes: number, at = OUT): number => at + bytes * ((n + 15) & -16);
  const operands = (x: Float64Array, n: number): number => {
    f64.set(n === x.length ? x : x.subarray(0, n), IN / 8);
    for (let i = n; i & 7; i++) f64[IN / 8 + i] = 0.5;
    return IN + 8 * ((n + 7) & -8);
  };
  return {
    doubles(out, n, k0, k1, high, base, offset, counters) {
      if (counters) u32.set(counters.subarray(0, n), COUNTERS / 4);
      run.doubles(k0, k1, high, base, counters ? COUNTERS : IOTA, OUT, padded(n, 8), offset);
      out.set(f64.subarray(OUT / 8, OUT / 8 + n));
    },
    singles(out, n, k0, k1, high, base) {
      run.singles(k0, k1, high, base, IOTA, OUT, padded(n, 4), 0);
      out.set(f32.subarray(OUT / 4, OUT / 4 + n));
    },
    words(out, n, k0, k1, high, base) {
      run.words(k0, k1, high, base, IOTA, OUT, padded(n, 4), 0);
      out.set(u32.subarray(OUT / 4, OUT / 4 + n));
    },
    normals(x, n, scale, shift) {
      run.normals(IN, operands(x, n), OUT - IN, scale, shift);
      x.set(f64.subarray(OUT / 8, OUT / 8 + n));
    },
    deviates(out, n, k0, k1, high, base, offset, shift) {
      const end = padded(n, 8, IN);
      run.doubles(k0, k1, high, base, IOTA, IN, end, offset);
      run.normals(IN, end, OUT - IN, 2, shift);
      out.set(f64.subarray(OUT / 8, OUT / 8 + n));
    },
    exponentials(out, n, k0, k1, high, base) {
      const end = padded(n, 8);
      run.doubles(k0, k1, high, base, IOTA, OUT, end, 0);
      run.logs(OUT, end, -1, 1, -1);
      out.set(f64.subarray(OUT / 8, OUT / 8 + n));
    },
    logs(x, n) {
      run.logs(IN, operands(x, n), 1, 0, 1);
      x.set(f64.subarray(IN / 8, IN / 8 + n));
    },
    sigmoids(x, n) {
      run.sigmoids(IN, operands(x, n));
      x.set(f64.subarray(IN / 8, IN / 8 + n));
    },
  };
}
