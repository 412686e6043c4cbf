/**
 * Scratch memory with BLAS on byte addresses, for algorithms whose matrices stay there: that of the kernels in force,
 * else plain loops over an array of one's own. Row-major; leading dimensions and steps in bytes.
 */
import type { ResidentBlas } from '@adjoint/kernels';
import { denseKernels } from './kernels.ts';
import { norm2 } from './vector.ts';

export type Workspace = Pick<
  ResidentBlas,
  | 'float64'
  | 'dot'
  | 'nrm2'
  | 'axpy'
  | 'scal'
  | 'rot'
  | 'rotateRows'
  | 'swap'
  | 'copyStrided'
  | 'gemv'
  | 'gemvT'
  | 'ger'
  | 'symv'
  | 'syr2'
  | 'transpose'
>;

/** `bytes` from address 0, of unknown content. Valid until the next call. */
export function workspace(bytes: number): Workspace {
  const resident = denseKernels()?.resident;
  return resident?.reserve(bytes) ? resident : plainWorkspace(bytes);
}

/** One of its own, whatever kernels are in force: for matrices so small that calls cost more than they save. */
export function plainWorkspace(bytes: number): Workspace {
  const w = new Float64Array(bytes / 8);
  return {
    float64: () => w,
    dot(n, x, y) {
      let s = 0;
      for (let i = x >> 3, j = y >> 3, end = i + n; i < end; i++, j++) s += w[i] * w[j];
      return s;
    },
    nrm2: (n, x) => norm2(w, x >> 3, n),
    axpy(n, alpha, x, y) {
      for (let i = x >> 3, j = y >> 3, end = i + n; i < end; i++, j++) w[j] += alpha * w[i];
    },
    scal(n, alpha, x) {
      for (let i = x >> 3, end = i + n; i < end; i++) w[i] *= alpha;
    },
    rot(n, x, y, c, s) {
      for (let i = x >> 3, j = y >> 3, end = i + n; i < end; i++, j++) {
        const u = w[i];
        const v = w[j];
        w[i] = c * u + s * v;
        w[j] = c * v - s * u;
      }
    },
    rotateRows(count, columns, row, step, cs) {
      for (let k = 0, x = row >> 3, q = cs >> 3, by = step >> 3; k < count; k++, x += by, q += 2) {
        const c = w[q];
        const s = w[q + 1];
        for (let i = x, j = x + by, end = x + columns; i < end; i++, j++) {
          const u = w[i];
          const v = w[j];
          w[i] = c * u + s * v;
          w[j] = c * v - s * u;
        }
      }
    },
    swap(n, x, y) {
      for (let i = x >> 3, j = y >> 3, end = i + n; i < end; i++, j++) {
        const t = w[i];
        w[i] = w[j];
        w[j] = t;
      }
    },
    ger(m, n, alpha, x, step, y, a, lda) {
      for (let i = 0, p = x >> 3, row = a >> 3; i < m; i++, p += step >> 3, row += lda >> 3) {
        const f = alpha * w[p];
        for (let j = 0, q = y >> 3; j < n; j++, q++) w[row + j] += f * w[q];
      }
    },
    syr2(n, alpha, x, y, a, lda) {
      for (let i = 0, p = x >> 3, q = y >> 3, row = a >> 3; i < n; i++, row += lda >> 3) {
        const f = alpha * w[p + i];
        const g = alpha * w[q + i];
        for (let j = 0; j <= i; j++) w[row + j] += f * w[q + j] + g * w[p + j];
      }
    },
    copyStrided(n, from, fromStep, to, toStep) {
      for (let k = 0, i = from >> 3, j = to >> 3, p = fromStep >> 3, q = toStep >> 3; k < n; k++, i += p, j += q) w[j] = w[i];
    },
    gemv: (m, n, alpha, a, lda, x, y) => {
      multiply(w, m, n, alpha, a >> 3, lda >> 3, x >> 3, y >> 3);
    },
    gemvT: (m, n, alpha, a, lda, x, step, y) => {
      multiplyTransposed(w, m, n, alpha, a >> 3, lda >> 3, x >> 3, step >> 3, y >> 3);
    },
    symv: (n, alpha, a, lda, x, y) => {
      multiplySymmetric(w, n, alpha, a >> 3, lda >> 3, x >> 3, y >> 3);
    },
    transpose(m, n, a, lda, b, ldb) {
      for (let i = 0; i < m; i++)
        for (let j = 0, from = (a + i * lda) >> 3, to = (b >> 3) + i; j < n; j++, from++, to += ldb >> 3) w[to] = w[from];
    },
  };
}

function multiply(w: Float64Array, m: number, n: number, alpha: number, a: number, lda: number, x: number, y: number): void {
  let i = 0;
  for (; i + 3 < m; i += 4) {
    let r0 = a + i * lda;
    let r1 = r0 + lda;
    let r2 = r1 + lda;
    let r3 = r2 + lda;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = x, end = x + n; j < end; j++) {
      const v = w[j];
      s0 += w[r0++] * v;
      s1 += w[r1++] * v;
      s2 += w[r2++] * v;
      s3 += w[r3++] * v;
    }
    w[y + i] += alpha * s0;
    w[y + i + 1] += alpha * s1;
    w[y + i + 2] += alpha * s2;
    w[y + i + 3] += alpha * s3;
  }
  for (; i < m; i++) {
    let s = 0;
    for (let j = x, end = x + n, r = a + i * lda; j < end; j++) s += w[r++] * w[j];
    w[y + i] += alpha * s;
  }
}

function multiplyTransposed(
  w: Float64Array,
  m: number,
  n: number,
  alpha: number,
  a: number,
  lda: number,
  x: number,
  step: number,
  y: number,
): void {
  let i = 0;
  for (; i + 3 < m; i += 4) {
    let r0 = a + i * lda;
    let r1 = r0 + lda;
    let r2 = r1 + lda;
    let r3 = r2 + lda;
    const at = x + i * step;
    const f0 = alpha * w[at];
    const f1 = alpha * w[at + step];
    const f2 = alpha * w[at + 2 * step];
    const f3 = alpha * w[at + 3 * step];
    for (let j = y, end = y + n; j < end; j++) w[j] += f0 * w[r0++] + f1 * w[r1++] + f2 * w[r2++] + f3 * w[r3++];
  }
  for (; i < m; i++) {
    const f = alpha * w[x + i * step];
    for (let j = y, end = y + n, r = a + i * lda; j < end; j++) w[j] += f * w[r++];
  }
}

/** The lower triangle is read once: two rows share each pass. */
function multiplySymmetric(w: Float64Array, n: number, alpha: number, a: number, lda: number, x: number, y: number): void {
  let i = 0;
  for (; i + 1 < n; i += 2) {
    let r0 = a + i * lda;
    let r1 = r0 + lda;
    let s0 = 0;
    let s1 = 0;
    const x0 = w[x + i];
    const x1 = w[x + i + 1];
    const f0 = alpha * x0;
    const f1 = alpha * x1;
    for (let j = 0; j < i; j++) {
      const p = w[r0++];
      const q = w[r1++];
      const v = w[x + j];
      s0 += p * v;
      s1 += q * v;
      w[y + j] += f0 * p + f1 * q;
    }
    const corner = w[r1];
    w[y + i] += alpha * (s0 + w[r0] * x0 + corner * x1);
    w[y + i + 1] += alpha * (s1 + corner * x0 + w[r1 + 1] * x1);
  }
  if (i < n) {
    let r = a + i * lda;
    let s = 0;
    const f = alpha * w[x + i];
    for (let j = 0; j < i; j++) {
      const p = w[r++];
      s += p * w[x + j];
      w[y + j] += f * p;
    }
    w[y + i] += alpha * (s + w[r] * w[x + i]);
  }
}
