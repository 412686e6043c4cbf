/** The module of the resident vector and matrix functions, and its exports as TypeScript sees them. */
import type { Arena } from './arena.ts';
import type { Precision } from './gemm-module.ts';
import { lanesOf } from './lanes.ts';
import { assemble } from './module.ts';
import { matrixFunctions } from './resident-matrix.ts';
import { vectorFunctions } from './resident-vector.ts';

/** Addresses, leading dimensions and steps in bytes; sizes in elements. Nothing is checked. */
export interface ResidentCode {
  dot(n: number, x: number, y: number): number;
  sumOfSquares(n: number, x: number, scale: number): number;
  asum(n: number, x: number): number;
  largest(n: number, x: number): number;
  indexOf(n: number, x: number, value: number): number;
  axpy(n: number, alpha: number, x: number, y: number): void;
  scal(n: number, alpha: number, x: number): void;
  rot(n: number, x: number, y: number, c: number, s: number): void;
  rotStrided(n: number, x: number, y: number, step: number, c: number, s: number): void;
  swap(n: number, x: number, y: number): void;
  copyStrided(n: number, from: number, fromStep: number, to: number, toStep: number): void;
  gemv(m: number, n: number, alpha: number, a: number, lda: number, x: number, y: number): void;
  gemvT(m: number, n: number, alpha: number, a: number, lda: number, x: number, xStep: number, y: number): void;
  ger(m: number, n: number, alpha: number, x: number, xStep: number, y: number, a: number, lda: number): void;
  symv(n: number, alpha: number, a: number, lda: number, x: number, y: number): void;
  syr2(n: number, alpha: number, x: number, y: number, a: number, lda: number): void;
  transpose(m: number, n: number, a: number, lda: number, b: number, ldb: number): void;
  trsvLower(n: number, unit: 0 | 1, a: number, lda: number, x: number): void;
  trsvLowerT(n: number, unit: 0 | 1, a: number, lda: number, x: number): void;
  trsvUpper(n: number, unit: 0 | 1, a: number, lda: number, x: number): void;
  trsvUpperT(n: number, unit: 0 | 1, a: number, lda: number, x: number): void;
}

export function residentModule(precision: Precision, fused: boolean): Uint8Array<ArrayBuffer> {
  const lanes = lanesOf(precision, fused);
  const vectors = vectorFunctions(lanes);
  return assemble([...vectors, ...matrixFunctions(lanes, vectors.length)]);
}

export function residentCode(arena: Arena, precision: Precision, fused: boolean): ResidentCode {
  const module = new WebAssembly.Module(residentModule(precision, fused));
  return new WebAssembly.Instance(module, { scratch: { memory: arena.memory } }).exports as unknown as ResidentCode;
}
