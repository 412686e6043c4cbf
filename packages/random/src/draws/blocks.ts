/**
 * Uniform numbers, normal deviates and logarithms by the block: in WebAssembly lanes where the engine has them and the
 * draw is long enough to pay for compiling them, in plain loops elsewhere. The bits are the same.
 */
import { math } from '@adjoint/kernels';
import { createThreefryLanes, type ThreefryLanes } from '@adjoint/kernels/wasm';
import { currentKernels } from '@adjoint/tensor';
import { GENERATORS, type Generator } from '../generators/generator.ts';
import { CENTRE, SERIES, TAIL, inverseNormal } from './inverse-normal.ts';

/** Elements of a block, so that scratch stays in the first cache. */
export const CHUNK = 1024;
/** Below, plain loops are done before the lanes were compiled. */
const LEAST = 2048;

export interface Blocks {
  /** n ≤ CHUNK uniforms of 52 bits on [0, 1), plus `offset`, of the elements from, from + 1, … */
  uniforms(out: Float64Array, n: number, generator: Generator, k0: number, k1: number, from: number, offset: number): void;
  /** The same of the elements named in `indices`, each at the counter attempt·2³² + index. */
  listed(
    out: Float64Array,
    n: number,
    generator: Generator,
    k0: number,
    k1: number,
    attempt: number,
    indices: Uint32Array,
    offset: number,
  ): void;
  /** n ≤ CHUNK float32 uniforms of 23 bits. */
  singles(out: Float32Array, n: number, generator: Generator, k0: number, k1: number, from: number): void;
  /** n ≤ CHUNK words. */
  words(out: Uint32Array, n: number, generator: Generator, k0: number, k1: number, from: number): void;
  /** x ← the normal deviate of 2x + shift. */
  normals(x: Float64Array, n: number, shift: number): void;
  /** The normal deviates of 2·uniform + shift. */
  deviates(out: Float64Array, n: number, generator: Generator, k0: number, k1: number, from: number, offset: number, shift: number): void;
  /** −log(1 − uniform). */
  exponentials(out: Float64Array, n: number, generator: Generator, k0: number, k1: number, from: number): void;
  /** x ← log x, x positive and normal. */
  logs(x: Float64Array, n: number): void;
  /** x ← 1/(1 + e⁻ˣ). */
  sigmoids(x: Float64Array, n: number): void;
}

/** 52 of the 64 bits as a number in [0, 1). */
export const uniformOf = (high: number, low: number): number => high * 2.3283064365386963e-10 + (low >>> 12) * 2.220446049250313e-16;

function plainBlocks(): Blocks {
  const high = new Uint32Array(CHUNK);
  const low = new Uint32Array(CHUNK);
  const one = new Uint32Array(1);
  const two = new Uint32Array(1);
  const self: Blocks = {
    uniforms(out, n, generator, k0, k1, from, offset) {
      generator.pairs(high, low, n, k0, k1, from);
      for (let i = 0; i < n; i++) out[i] = uniformOf(high[i], low[i]) + offset;
    },
    listed(out, n, generator, k0, k1, attempt, indices, offset) {
      for (let i = 0; i < n; i++) {
        generator.pairs(one, two, 1, k0, k1, attempt * 4294967296 + indices[i]);
        out[i] = uniformOf(one[0], two[0]) + offset;
      }
    },
    singles(out, n, generator, k0, k1, from) {
      generator.words(high, n, k0, k1, from);
      for (let i = 0; i < n; i++) out[i] = (high[i] >>> 9) * 1.1920928955078125e-7;
    },
    words(out, n, generator, k0, k1, from) {
      generator.words(out, n, k0, k1, from);
    },
    normals(x, n, shift) {
      for (let i = 0; i < n; i++) x[i] = inverseNormal(2 * x[i] + shift);
    },
    deviates(out, n, generator, k0, k1, from, offset, shift) {
      self.uniforms(out, n, generator, k0, k1, from, offset);
      self.normals(out, n, shift);
    },
    exponentials(out, n, generator, k0, k1, from) {
      self.uniforms(out, n, generator, k0, k1, from, 0);
      for (let i = 0; i < n; i++) out[i] = -math.log(1 - out[i]);
    },
    logs(x, n) {
      for (let i = 0; i < n; i++) x[i] = math.log(x[i]);
    },
    sigmoids(x, n) {
      for (let i = 0; i < n; i++) x[i] = math.sigmoid(x[i]);
    },
  };
  return self;
}

function laneBlocks(lanes: ThreefryLanes): Blocks {
  const plain = plainBlocks();
  /** Lanes count in 32 bits: a block that crosses a multiple of 2³² is rare and done by the plain loop. */
  const whole = (generator: Generator, n: number, from: number): boolean =>
    generator === GENERATORS.threefry2x32 && (from % 4294967296) + n <= 4294967296;
  const highOf = (from: number): number => Math.floor(from / 4294967296);
  return {
    uniforms(out, n, generator, k0, k1, from, offset) {
      if (whole(generator, n, from)) lanes.doubles(out, n, k0, k1, highOf(from), from % 4294967296, offset);
      else plain.uniforms(out, n, generator, k0, k1, from, offset);
    },
    listed(out, n, generator, k0, k1, attempt, indices, offset) {
      if (generator === GENERATORS.threefry2x32) lanes.doubles(out, n, k0, k1, attempt, 0, offset, indices);
      else plain.listed(out, n, generator, k0, k1, attempt, indices, offset);
    },
    singles(out, n, generator, k0, k1, from) {
      if (whole(generator, n, from)) lanes.singles(out, n, k0, k1, highOf(from), from % 4294967296);
      else plain.singles(out, n, generator, k0, k1, from);
    },
    words(out, n, generator, k0, k1, from) {
      if (whole(generator, n, from)) lanes.words(out, n, k0, k1, highOf(from), from % 4294967296);
      else plain.words(out, n, generator, k0, k1, from);
    },
    normals(x, n, shift) {
      lanes.normals(x, n, 2, shift);
    },
    deviates(out, n, generator, k0, k1, from, offset, shift) {
      if (whole(generator, n, from)) lanes.deviates(out, n, k0, k1, highOf(from), from % 4294967296, offset, shift);
      else plain.deviates(out, n, generator, k0, k1, from, offset, shift);
    },
    exponentials(out, n, generator, k0, k1, from) {
      if (whole(generator, n, from)) lanes.exponentials(out, n, k0, k1, highOf(from), from % 4294967296);
      else plain.exponentials(out, n, generator, k0, k1, from);
    },
    logs(x, n) {
      lanes.logs(x, n);
    },
    sigmoids(x, n) {
      let ordinary = true;
      for (let i = 0; i < n; i++) ordinary &&= Math.abs(x[i]) <= 745;
      if (ordinary) lanes.sigmoids(x, n);
      else plain.sigmoids(x, n);
    },
  };
}

/** The lanes that go with a set of kernels in force, or with none: compiled by its first long draw, gone when it is. */
const lanesOf = /* @__PURE__ */ new WeakMap<object, Blocks | null>();

/** How to make the blocks of a draw of `total` elements. */
export function blocksFor(total: number): Blocks {
  if (total < LEAST) return plainBlocks();
  const kernels = currentKernels() ?? math;
  let lanes = lanesOf.get(kernels);
  if (lanes === undefined) {
    const compiled = createThreefryLanes({ series: SERIES, centre: CENTRE, tail: TAIL });
    lanes = compiled === null ? null : laneBlocks(compiled);
    lanesOf.set(kernels, lanes);
  }
  return lanes ?? plainBlocks();
}
