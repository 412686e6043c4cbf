/**
 * Householder QR in scratch memory: a panel is factored transposed, its reflectors collected as I − V·T·Vᵀ, and the rest
 * updated by three products, strip by strip of columns.
 *
 * Schreiber and Van Loan (1989), "A storage-efficient WY representation for products of Householder transformations".
 */
import { leading, SPARE_ROWS, type Workspace } from './dense-workspace.ts';

/** Columns that are updated at a time: the cache still holds them when they are met again. */
const STRIP = 32;
const blockOf = (steps: number): number => (steps < 200 ? 16 : 24);

/** Where a panel of reflectors lies: V transposed (rows are reflectors), T, two strips of products, vectors. */
interface Layout {
  readonly nb: number;
  readonly v: number;
  readonly ldv: number;
  readonly t: number;
  readonly ldt: number;
  readonly w: number;
  readonly w2: number;
  readonly ldw: number;
  readonly z: number;
  readonly packed: number;
}

function layout(m: number, steps: number, scratch: number): Layout & { readonly end: number } {
  const nb = blockOf(steps);
  const ldv = leading(m + SPARE_ROWS);
  const ldt = nb + 8;
  const ldw = STRIP + 8;
  const v = scratch;
  const t = v + 8 * (nb + SPARE_ROWS) * ldv;
  const w = t + 8 * (nb + SPARE_ROWS) * ldt;
  const w2 = w + 8 * (nb + SPARE_ROWS) * ldw;
  const z = w2 + 8 * (nb + SPARE_ROWS) * ldw;
  const packed = z + 8 * 2 * (nb + 8);
  return { nb, v, ldv, t, ldt, w, w2, ldw, z, packed, end: packed + 8 * nb * (m + SPARE_ROWS + STRIP) };
}
/** Bytes that the functions here use from their `scratch` on. */
export const qrScratch = (m: number, steps: number): number => layout(m, steps, 0).end;

/** Column j of T from T[:j, :j] and Vᵀv_j: −τ·T·(Vᵀv). V has its ones and zeros in place. */
function extendT({ blas, view }: Workspace, { v, ldv, t, ldt, z, nb }: Layout, j: number, rows: number, tau: number): void {
  const memory = view();
  const at = t >> 3;
  memory[at + j * ldt + j] = tau;
  if (j === 0 || tau === 0) return;
  const s = z >> 3;
  const s2 = s + nb + 8;
  memory.fill(0, s, s + j);
  memory.fill(0, s2, s2 + j);
  blas.gemv(j, rows - j, 1, v + 8 * j, 8 * ldv, v + 8 * (j * ldv + j), z); // v_j is zero above j
  blas.gemv(j, j, -tau, t, 8 * ldt, z, z + 8 * (nb + 8));
  for (let i = 0; i < j; i++) memory[at + i * ldt + j] = memory[s2 + i];
}

/** C ← (I − V·T·Vᵀ)·C, with Tᵀ where asked; C `rows` × `columns` at byte c. */
function applyBlock(
  { gemm, tileRows, multiplyFew }: Workspace,
  { v, ldv, t, ldt, w, w2, ldw, packed }: Layout,
  transpose: boolean,
  rows: number,
  width: number,
  c: number,
  ldc: number,
  columns: number,
): void {
  const panels = Math.ceil(rows / tileRows);
  const packedB = packed + 8 * width * tileRows * panels;
  gemm.packColumnsOfA(v, 8 * ldv, panels, width, packed);
  for (let j = 0; j < columns; j += STRIP) {
    const n = Math.min(STRIP, columns - j);
    const strip = c + 8 * j;
    multiplyFew(width, n, rows, { kind: 'lines', at: v, ld: 8 * ldv }, strip, ldc, w, 8 * ldw);
    multiplyFew(width, n, width, { kind: transpose ? 'columns' : 'lines', at: t, ld: 8 * ldt }, w, 8 * ldw, w2, 8 * ldw);
    gemm.packColumnsOfB(w2, 8 * ldw, Math.ceil(n / 4), width, packedB);
    gemm.product(packed, packedB, strip, panels, Math.ceil(n / 4), width, ldc, -1);
  }
}

/** Factors the m×n matrix at byte `a`: R on and above the diagonal, tails of reflectors below, τ in `tau`. */
export function qrResident(work: Workspace, m: number, n: number, a: number, ld: number, tau: Float64Array, scratch: number): void {
  const { blas, view: viewOf } = work;
  const steps = Math.min(m, n);
  const at = layout(m, steps, scratch);
  const { nb, v, ldv, t, ldt, z } = at;
  const lda = 8 * ld;
  const view = viewOf();
  const upper = new Float64Array(nb * nb);
  for (let k0 = 0; k0 < steps; k0 += nb) {
    const k1 = Math.min(steps, k0 + nb);
    const width = k1 - k0;
    const rows = m - k0;
    const corner = a + k0 * (lda + 8);
    const s = z >> 3;
    const s2 = s + nb + 8;
    blas.transpose(rows, width, corner, lda, v, 8 * ldv);
    view.fill(0, t >> 3, (t >> 3) + (nb + SPARE_ROWS) * ldt);
    for (let j = 0; j < width; j++) {
      const column = v + 8 * j * ldv;
      const c = column >> 3;
      if (j > 0) {
        // x ← (I − V·Tᵀ·Vᵀ)·x
        view.fill(0, s, s + j);
        view.fill(0, s2, s2 + j);
        blas.gemv(j, rows, 1, v, 8 * ldv, column, z);
        blas.gemvT(j, j, 1, t, 8 * ldt, z, 8, z + 8 * (nb + 8));
        blas.gemvT(j, rows, -1, v, 8 * ldv, z + 8 * (nb + 8), 8, column);
      }
      tau[k0 + j] = reflectResident(work, column + 8 * j, rows - j);
      for (let i = 0; i <= j; i++) {
        upper[i * nb + j] = view[c + i];
        view[c + i] = 0;
      }
      view[c + j] = 1;
      extendT(work, at, j, rows, tau[k0 + j]);
    }
    blas.transpose(width, rows, v, 8 * ldv, corner, lda);
    for (let i = 0; i < width; i++) for (let j = i; j < width; j++) view[(corner >> 3) + i * ld + j] = upper[i * nb + j];
    if (k1 < n) applyBlock(work, at, true, rows, width, corner + 8 * width, lda, n - k1);
  }
}

/** τ of the reflector that takes x to (β, 0, …); x becomes (β, v₁, …). */
function reflectResident(work: Workspace, x: number, n: number): number {
  const { blas, view } = work;
  if (n <= 1) return 0;
  const tail = blas.nrm2(n - 1, x + 8);
  const memory = view();
  const at = x >> 3;
  if (tail === 0) return 0;
  const alpha = memory[at];
  const whole = Math.hypot(alpha, tail);
  const beta = alpha >= 0 ? -whole : whole;
  const scale = 1 / (alpha - beta);
  if (whole < 1e-280) {
    // digits below the normal range would leave H not orthogonal: it is found for 2⁶⁰⁰·x
    blas.scal(n, 2 ** 600, x);
    const tau = reflectResident(work, x, n);
    memory[at] *= 2 ** -600;
    return tau;
  }
  if (scale - scale === 0 && Math.abs(scale) > 1e-290) blas.scal(n - 1, scale, x + 8);
  else for (let i = at + 1; i < at + n; i++) memory[i] /= alpha - beta;
  memory[at] = beta;
  return (beta - alpha) / beta;
}

/** C ← Qᵀ·C or Q·C for the first `steps` reflectors below the diagonal of the m-row matrix at byte `a`; C m×columns. */
export function applyQResident(
  work: Workspace,
  transpose: boolean,
  m: number,
  columns: number,
  steps: number,
  a: number,
  ld: number,
  tau: Float64Array,
  c: number,
  ldc: number,
  identity: boolean,
  scratch: number,
): void {
  const { blas, view: viewOf } = work;
  const at = layout(m, steps, scratch);
  const { nb, v, ldv, t, ldt } = at;
  const lda = 8 * ld;
  const view = viewOf();
  const panels = Math.ceil(steps / nb);
  for (let s = 0; s < panels; s++) {
    const k0 = (transpose ? s : panels - 1 - s) * nb;
    const width = Math.min(steps, k0 + nb) - k0;
    const rows = m - k0;
    blas.transpose(rows, width, a + k0 * (lda + 8), lda, v, 8 * ldv);
    view.fill(0, t >> 3, (t >> 3) + (nb + SPARE_ROWS) * ldt);
    for (let j = 0; j < width; j++) {
      const row = (v >> 3) + j * ldv;
      view.fill(0, row, row + j);
      view[row + j] = 1;
      extendT(work, at, j, rows, tau[k0 + j]);
    }
    // Backwards from the identity: the columns before the panel are still zero in its rows.
    const first = identity ? k0 : 0;
    applyBlock(work, at, transpose, rows, width, c + k0 * ldc + 8 * first, ldc, columns - first);
  }
}
