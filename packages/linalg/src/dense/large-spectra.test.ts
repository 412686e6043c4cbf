/**
 * Sizes beyond the small algorithms: divide and conquer, panels and multishift QR, with the kernels in force and without,
 * on matrices that deflate entirely, not at all, or are graded; ratios in units of n·ε, in Frobenius norms.
 */
import { wasmKernels } from '@adjoint/kernels/wasm';
import { withKernels } from '@adjoint/tensor';
import { expect, test } from 'vitest';
import { generalEigen } from './eig.ts';
import { symmetricEigen } from './eigh.ts';
import { hessenbergInPlace } from './hessenberg.ts';
import { gemm } from './kernels.ts';
import { realSchurInPlace } from './schur.ts';
import { secularRoots } from './secular-equation.ts';
import { singularValueDecomposition } from './svd.ts';
import { identityMatrix, transposed } from './transpose.ts';
import { norm2 } from './vector.ts';

const EPS = 2 ** -52;
const kernels = wasmKernels();
const TIERS: readonly (readonly [string, (f: () => void) => void])[] = [
  [
    'plain',
    (f) => {
      f();
    },
  ],
  [
    'wasm',
    (f) => {
      withKernels(kernels, f);
    },
  ],
];
function uniform(seed: number): () => number {
  let s = (seed % 2147483646) + 1;
  return () => {
    s = (s * 48271) % 2147483647;
    return (s / 2147483647) * 2 - 1;
  };
}
const random = (m: number, n: number, seed: number): Float64Array<ArrayBuffer> => {
  const u = uniform(seed * 7919 + 13);
  return Float64Array.from({ length: m * n }, u);
};
const product = (a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array<ArrayBuffer> => {
  const c = new Float64Array(m * n);
  gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0, c, 0, n);
  return c;
};
const difference = (a: Float64Array, b: Float64Array): number => norm2(a.map((x, i) => x - b[i]));
const orthogonality = (q: Float64Array, m: number, n: number): number =>
  difference(product(transposed(q, m, n), q, n, m, n), identityMatrix(n)) / (m * EPS);
const tridiagonal = (n: number, d: (i: number) => number, e: (i: number) => number): Float64Array<ArrayBuffer> => {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = d(i);
    if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = e(i - 1);
  }
  return a;
};
const symmetric: Readonly<Record<string, (n: number) => Float64Array<ArrayBuffer>>> = {
  'random': (n) => {
    const a = random(n, n, n);
    const t = transposed(a, n, n);
    return a.map((x, i) => x + t[i]);
  },
  'zero': (n) => new Float64Array(n * n),
  'ones': (n) => new Float64Array(n * n).fill(1),
  'wilkinson': (n) =>
    tridiagonal(
      n,
      (i) => Math.abs(i - (n - 1) / 2),
      () => 1,
    ),
  'glued Wilkinson': (n) =>
    tridiagonal(
      n,
      (i) => Math.abs((i % 21) - 10),
      (i) => (i % 21 === 20 ? 1e-8 : 1),
    ),
  'laplace': (n) =>
    tridiagonal(
      n,
      () => 2,
      () => -1,
    ),
  'graded': (n) => symmetric.random(n).map((x, k) => x * 10 ** ((-8 * (Math.floor(k / n) + (k % n))) / n)),
  'close to underflow': (n) => symmetric.random(n).map((x) => x * 2 ** -900),
};
/** Norms of entries near the ends of the range are taken on copies of moderate size. */
const unit = (x: Float64Array, name: string): Float64Array => (name === 'close to underflow' ? x.map((v) => v * 2 ** 900) : x);

test.each(TIERS)('eigh beyond the leaves: every spectrum keeps residual ≤ 3 and orthogonality ≤ 5, %s', (_, inForce) => {
  for (const n of [33, 65, 130])
    for (const [name, make] of Object.entries(symmetric))
      inForce(() => {
        const a = make(n);
        const { values, vectors, converged } = symmetricEigen(a.slice(), n, true);
        const V = vectors!;
        const A = unit(a, name);
        const w = unit(values, name);
        expect(converged).toBe(true);
        expect(
          difference(
            product(A, V, n, n, n),
            V.map((x, k) => x * w[k % n]),
          ) /
            ((norm2(A) || 1) * n * EPS),
          `${name} ${n}`,
        ).toBeLessThanOrEqual(3);
        expect(orthogonality(V, n, n), `${name} ${n}`).toBeLessThanOrEqual(5);
        for (let i = 1; i < n; i++) expect(values[i] >= values[i - 1]).toBe(true);
        const alone = unit(symmetricEigen(a.slice(), n, false).values, name);
        w.forEach((x, i) => {
          expect(Math.abs(x - alone[i]), `${name} ${n}`).toBeLessThanOrEqual(3 * n * EPS * norm2(A));
        });
      });
});

test('the second difference matrix has the eigenvalues 4·sin²(kπ/2(n+1)) to n·ε of its norm', () => {
  const n = 200;
  const { values } = symmetricEigen(symmetric.laplace(n), n, true);
  values.forEach((x, k) => {
    expect(Math.abs(x - 4 * Math.sin(((k + 1) * Math.PI) / (2 * (n + 1))) ** 2)).toBeLessThanOrEqual(4 * n * EPS);
  });
});

test.each(TIERS)(
  'SVD beyond the leaves: reconstruction ≤ 3, and orthogonality ≤ 4 but for reflectors of equal entries, %s',
  (_, inForce) => {
    for (const n of [33, 65, 130])
      for (const m of [n, n + 7, 2 * n])
        for (const [name, make] of [
          ...Object.entries(symmetric),
          [
            'kahan',
            (k: number) =>
              Float64Array.from({ length: k * k }, (__, p) => {
                const i = Math.floor(p / k);
                const j = p % k;
                return 0.9 ** i * (i === j ? 1 : j > i ? -Math.sqrt(1 - 0.81) : 0);
              }),
          ] as const,
        ])
          inForce(() => {
            const a = new Float64Array(m * n);
            a.set(make(n));
            if (m > n && name !== 'close to underflow') a.set(random(m - n, n, m), n * n);
            const { u, values, vT, converged } = singularValueDecomposition(a, m, n);
            const A = unit(a, name);
            const s = unit(values, name);
            expect(converged).toBe(true);
            expect(
              difference(
                product(
                  u!.map((x, k) => x * s[k % n]),
                  vT!,
                  m,
                  n,
                  n,
                ),
                A,
              ) /
                ((norm2(A) || 1) * m * EPS),
              `${name} ${m}×${n}`,
            ).toBeLessThanOrEqual(3);
            // Equal entries make the rounding errors of a reflector equal too: they add up instead of averaging out.
            const most = name === 'ones' ? 8 : 4;
            expect(orthogonality(u!, m, n), `${name} ${m}×${n}`).toBeLessThanOrEqual(most);
            expect(orthogonality(transposed(vT!, n, n), n, n), `${name} ${m}×${n}`).toBeLessThanOrEqual(most);
            for (let i = 0; i < n; i++) expect(values[i] >= 0 && (i === 0 || values[i] <= values[i - 1])).toBe(true);
            const alone = unit(singularValueDecomposition(a, m, n, { vectors: false }).values, name);
            s.forEach((x, i) => {
              expect(Math.abs(x - alone[i]), `${name} ${m}×${n}`).toBeLessThanOrEqual(2 * m * EPS * (s[0] || 1));
            });
          });
  },
);

test.each(TIERS)('Hessenberg and Schur forms in panels and with many shifts: threshold 20, %s', (_, inForce) => {
  for (const n of [9, 100, 150])
    inForce(() => {
      const a = random(n, n, n);
      const h = a.slice();
      const q = hessenbergInPlace(h, n, true)!;
      const t = a.slice();
      const { z, re, im, converged } = realSchurInPlace(t, n, true);
      expect(converged).toBe(true);
      for (const [x, y] of [
        [q, h],
        [z!, t],
      ] as const) {
        expect(
          difference(product(product(x, y, n, n, n), transposed(x, n, n), n, n, n), a) / (norm2(a) * n * EPS),
          `n = ${n}`,
        ).toBeLessThanOrEqual(20);
        expect(orthogonality(x, n, n)).toBeLessThanOrEqual(20);
      }
      for (let i = 2; i < n; i++) for (let j = 0; j < i - 1; j++) expect(h[i * n + j] === 0 && t[i * n + j] === 0).toBe(true);
      for (let i = 0; i < n; i++) {
        if (im[i] === 0) expect(re[i]).toBe(t[i * n + i]);
        else if (im[i] > 0) expect([re[i], -im[i]]).toEqual([re[i + 1], im[i + 1]]);
        if (i > 0 && im[i] === 0) expect(t[i * n + i - 1]).toBe(0);
      }
    });
});

test.each(TIERS)('eig with many shifts: a residual of at most 10 n·ε, equal under scaling by 2^±600, %s', (_, inForce) => {
  const n = 130;
  const sources: Readonly<Record<string, Float64Array>> = {
    'random': random(n, n, 3),
    'ones': symmetric.ones(n),
    'zero': symmetric.zero(n),
    'graded': symmetric.graded(n),
    'laplace': symmetric.laplace(n),
    'cyclic': Float64Array.from({ length: n * n }, (__, k) => ((Math.floor(k / n) + 1) % n === k % n ? 1 : 0)),
    'zero diagonal': random(n, n, 4).map((x, k) => (Math.floor(k / n) === k % n ? 0 : x)),
    'one Jordan block': Float64Array.from({ length: n * n }, (__, k) =>
      k % n === Math.floor(k / n) ? 2 : k % n === Math.floor(k / n) + 1 ? 1 : 0,
    ),
  };
  for (const [name, a] of Object.entries(sources))
    inForce(() => {
      const e = generalEigen(a, n, { right: true });
      expect(e.converged, name).toBe(true);
      const { re, im } = e.right!;
      const real = product(a, re, n, n, n);
      const imaginary = product(a, im, n, n, n);
      for (let k = 0; k < n * n; k++) {
        const c = k % n;
        real[k] -= re[k] * e.re[c] - im[k] * e.im[c];
        imaginary[k] -= re[k] * e.im[c] + im[k] * e.re[c];
      }
      expect(Math.hypot(norm2(real), norm2(imaginary)) / ((norm2(a) || 1) * n * EPS), name).toBeLessThanOrEqual(10);
      if (name !== 'random') return;
      for (const factor of [2 ** 600, 2 ** -600]) {
        const scaled = generalEigen(
          a.map((x) => x * factor),
          n,
          { right: false },
        );
        const all = generalEigen(a, n, { right: false });
        expect(scaled.re.map((x) => x / factor)).toEqual(all.re);
        expect(scaled.im.map((x) => x / factor)).toEqual(all.im);
      }
    });
});

test('roots of a secular equation interlace its poles, and reproduce them however small a weight is', () => {
  const u = uniform(99);
  for (const count of [1, 2, 3, 20])
    for (const tiny of [1, 1e-8, 1e-14])
      for (const squared of [false, true]) {
        const d = Float64Array.from({ length: count }, (_, i) => i + 0.3 * (u() + 1) * tiny);
        const z = Float64Array.from({ length: count }, (_, i) => (i % 3 === 1 ? tiny : 1) * (0.5 + Math.abs(u())));
        if (squared) d[0] = 0;
        const r = secularRoots(count, d, z, 2, squared);
        let trace = 0;
        let size = 0;
        for (let i = 0; i < count; i++) {
          expect(r.differences[i * count + i]).toBeLessThan(0);
          if (i < count - 1) expect(r.differences[i * count + i + 1]).toBeGreaterThan(0);
          const pole = squared ? d[r.origins[i]] ** 2 : d[r.origins[i]];
          const own = squared ? d[i] ** 2 : d[i];
          trace += pole - own + r.offsets[i] - 2 * z[i] * z[i];
          size += Math.abs(own) + 2 * z[i] * z[i];
          // ẑ comes out without ρ
          expect(Math.abs(Math.abs(r.z[i]) - Math.abs(z[i]) * Math.SQRT2)).toBeLessThanOrEqual(100 * count * EPS * norm2(z));
        }
        expect(Math.abs(trace)).toBeLessThanOrEqual(20 * count * EPS * size);
      }
});
