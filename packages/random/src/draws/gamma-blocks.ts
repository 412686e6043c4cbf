/**
 * Gamma draws with scale 1, block by block.
 *
 * Shape α ≥ 1: d·(1 + cz)³ with d = α − ⅓, c = 1/√(9d), accepted when log u < z²/2 + d − dv + d·log v. A squeeze decides
 * nearly all; the logarithms of the doubtful ones are taken together.
 * Shape α < 1: a draw of α + 1 times u^(1/α), on the logarithm, so that tiny shapes do not underflow there.
 *
 * Marsaglia and Tsang (2000), "A simple method for generating gamma variables".
 */
import { math } from '@adjoint/kernels';
import { CHUNK } from './blocks.ts';
import type { Stream, Values } from './parametric.ts';

export interface GammaBlocks {
  /** n ≤ CHUNK draws of the elements at … at + n − 1. */
  values(x: Float64Array, n: number, at: number): void;
  /** Their logarithms: finite where the draw underflows. */
  logarithms(x: Float64Array, n: number, at: number): void;
}

export function gammaBlocks(total: number, streams: (tag: number) => Stream, α: Values): GammaBlocks {
  const normals = streams(1);
  const uniforms = streams(2);
  const boosts = streams(3);
  const { blocks } = normals;
  const size = Math.min(CHUNK, total);
  const arrays = (): Float64Array => new Float64Array(size);
  const z = arrays();
  const u = arrays();
  const v = arrays();
  const logU = arrays();
  const logV = arrays();
  const boost = arrays();
  const places = new Uint32Array(size);
  const doubtful = new Uint32Array(size);
  const indices = new Uint32Array(size);
  let a = NaN;
  let d = 0;
  let c = 0;
  let small = false;
  const take = (shape: number): void => {
    a = shape;
    d = (a < 1 ? a + 1 : a) - 1 / 3;
    c = 1 / Math.sqrt(9 * d);
    small ||= a < 1;
  };

  /** One attempt at the elements named by `places`; how many are left over, and named there. */
  function attempt(x: Float64Array, asked: number, at: number): number {
    let left = 0;
    let doubts = 0;
    for (let j = 0; j < asked; j++) {
      const i = places[j];
      const shape = α(at + i);
      if (shape !== a) take(shape);
      const normal = z[j];
      const t = 1 + c * normal;
      const cube = t * t * t;
      if (t <= 0) places[left++] = i;
      else if (u[j] < 1 - 0.0331 * normal * normal * normal * normal) x[i] = d * cube;
      else {
        doubtful[doubts] = i;
        z[doubts] = normal;
        v[doubts] = cube;
        logU[doubts++] = u[j];
      }
    }
    if (doubts === 0) return left;
    logV.set(v.subarray(0, doubts));
    blocks.logs(logU, doubts);
    blocks.logs(logV, doubts);
    for (let k = 0; k < doubts; k++) {
      const i = doubtful[k];
      const shape = α(at + i);
      if (shape !== a) take(shape);
      if (logU[k] < 0.5 * z[k] * z[k] + d * (1 - v[k] + logV[k])) x[i] = d * v[k];
      else places[left++] = i;
    }
    return left;
  }

  /** The draws of max(α, α + 1 where α < 1). */
  function raised(x: Float64Array, n: number, at: number): void {
    normals.deviates(z, n, at);
    uniforms.fill(u, n, at);
    for (let i = 0; i < n; i++) places[i] = i;
    let left = attempt(x, n, at);
    for (let count = 1; left > 0; count++) {
      for (let j = 0; j < left; j++) indices[j] = at + places[j];
      normals.again(z, left, indices, count);
      blocks.normals(z, left, -1);
      uniforms.again(u, left, indices, count);
      left = attempt(x, left, at);
    }
  }

  /** log x + log(boost)/α where α < 1. */
  function lowered(x: Float64Array, n: number, at: number): void {
    blocks.logs(x, n);
    if (!small) return;
    boosts.fill(boost, n, at);
    blocks.logs(boost, n);
    for (let i = 0; i < n; i++) {
      const shape = α(at + i);
      if (shape < 1) x[i] += boost[i] / shape;
    }
  }

  return {
    values(x, n, at) {
      raised(x, n, at);
      if (!small) return;
      const logs = x.slice(0, n);
      lowered(logs, n, at);
      for (let i = 0; i < n; i++) if (α(at + i) < 1) x[i] = math.exp(logs[i]);
    },
    logarithms(x, n, at) {
      raised(x, n, at);
      lowered(x, n, at);
    },
  };
}
