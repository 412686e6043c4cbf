/**
 * One tile of a shared product, computed in the shared memory by any of the threads: the rows of A are packed into the
 * thread's own place block by block of k, the packed B is common.
 */
import { K_BLOCK } from '../blas/gemm.ts';
import type { Floats } from '../contract.ts';
import { scaleBy } from '../wasm/gemm-copies.ts';
import { type GemmCode, gemmModule, type Precision, tileOf as registerTile } from '../wasm/gemm-module.ts';
import type { Job, SharedJob, Tile } from './shared-job.ts';

/** Rows of A packed at a time, and the bytes they take. */
export const PACKED_ROWS = 96;
export const PACKED_BYTES = 8 * PACKED_ROWS * K_BLOCK;

export type GemmCodeOf = (precision: Precision) => GemmCode;

/** The code of each precision on one shared memory, made on first use. */
export function sharedGemmCode(memory: WebAssembly.Memory, fused: boolean): GemmCodeOf {
  const made = new Map<Precision, GemmCode>();
  return (precision) => {
    const there = made.get(precision);
    if (there) return there;
    const module = new WebAssembly.Module(gemmModule(precision, fused, memory.buffer.byteLength / 65536));
    const code = new WebAssembly.Instance(module, { scratch: { memory } }).exports as unknown as GemmCode;
    made.set(precision, code);
    return code;
  };
}

/**
 * The tile at byte address `c`, with the job's width from row to row; there must be room for whole register tiles. For
 * β ≠ 0 the old values lie there. `packed`: the address of the thread's own place.
 */
export function computeTile(
  codeOf: GemmCodeOf,
  fused: boolean,
  shared: SharedJob,
  job: Job,
  { row, column, rows, columns }: Tile,
  packed: number,
  c: number,
): void {
  const { precision, transA, m, k, alpha, beta, a, b, width } = job;
  const { rows: mr, columns: nr, bytes } = registerTile(precision, fused);
  const code = codeOf(precision);
  const view: Floats = precision === 'float64' ? shared.float64 : shared.float32;
  const lda = (transA ? m : k) * bytes;
  const panels = Math.ceil(columns / nr);
  if (beta !== 0 && beta !== 1) for (let i = 0, at = c / bytes; i < rows; i++, at += width) scaleBy(view, at, at + columns, beta);
  for (let p = 0; p < k; p += K_BLOCK) {
    const depth = Math.min(K_BLOCK, k - p);
    const from = b + (p * width + column * depth) * bytes;
    for (let i = 0; i < rows; i += PACKED_ROWS) {
      const height = Math.ceil(Math.min(PACKED_ROWS, rows - i) / mr);
      if (transA) code.packColumnsOfA(a + p * lda + (row + i) * bytes, lda, height, depth, packed);
      else code.packRowsOfA(a + (row + i) * lda + p * bytes, lda, height, depth, packed);
      code.product(packed, from, c + i * width * bytes, height, panels, depth, width * bytes, alpha, beta === 0 && p === 0 ? 1 : 0);
    }
  }
}
