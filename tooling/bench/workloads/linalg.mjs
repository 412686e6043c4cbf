/** Factorisations of dense float64 matrices, judged by what is unique in them: solutions, triangular factors up to signs, spectra. */
import { near } from '../core/compare.mjs';
import { rows, uniforms } from '../core/inputs.mjs';

/** How many times the time of NumPy is allowed from n = 50 on. */
const BARS = { solve: 2.5, cholesky: 2.5, qr: 2.5, svd: 4, eigh: 4, eig: 4 };
const sorted = (x) => Float64Array.from(x).sort();
const diagonalSizes = (R, n) => sorted(Array.from({ length: n }, (_, i) => Math.abs(R[i * n + i])));

/** Per operation: the matrix, its code in Python, and for each candidate a call and the numbers to compare. */
const OPERATIONS = {
  solve: {
    python: 'np.linalg.solve(a,b)',
    ours: (l, A, b) => l.solve(A, b),
    ourValue: (r) => r.data(),
    ml: (m, A, b) => m.solve(A, b),
    mlValue: (r) => r.to1DArray(),
    np: (np, A, b) => np.linalg.solve(A, b),
    npValue: (r) => r.tolist?.() ?? [...r.data],
    math: (m, A, b) => m.lusolve(A, b),
    mathValue: (r) => r.flat(),
  },
  cholesky: {
    symmetric: true,
    python: 'np.linalg.cholesky(a)',
    ours: (l, A) => l.cholesky(A),
    ourValue: (r) => r.data(),
    ml: (m, A) => new m.CholeskyDecomposition(A).lowerTriangularMatrix,
    mlValue: (r) => r.to1DArray(),
    np: (np, A) => np.linalg.cholesky(A),
    npValue: (r) => r.tolist?.() ?? [...r.data],
  },
  qr: {
    python: 'np.linalg.qr(a)',
    value: 'np.sort(np.abs(np.diag(out[1])))',
    ours: (l, A) => l.qr(A),
    ourValue: (r, n) => diagonalSizes(r.R.data(), n),
    ml: (m, A) => {
      const f = new m.QrDecomposition(A);
      return { Q: f.orthogonalMatrix, R: f.upperTriangularMatrix };
    },
    mlValue: (r, n) => diagonalSizes(r.R.to1DArray(), n),
    np: (np, A) => np.linalg.qr(A),
    npValue: (r, n) => diagonalSizes(r.r.tolist().flat(), n),
    math: (m, A) => m.qr(A),
    mathValue: (r, n) => diagonalSizes(r.R.flat(), n),
  },
  svd: {
    python: 'np.linalg.svd(a)',
    value: 'np.sort(out[1])',
    ours: (l, A) => l.svd(A),
    ourValue: (r) => sorted(r.S.data()),
    ml: (m, A) => new m.SingularValueDecomposition(A),
    mlValue: (r) => sorted(r.diagonal),
    np: (np, A) => np.linalg.svd(A),
    npValue: (r) => sorted(r.s.tolist()),
  },
  eigh: {
    symmetric: true,
    python: 'np.linalg.eigh(a)',
    value: 'np.sort(out[0])',
    ours: (l, A) => l.eigh(A),
    ourValue: (r) => sorted(r.values.data()),
    ml: (m, A) => new m.EigenvalueDecomposition(A, { assumeSymmetric: true }),
    mlValue: (r) => sorted(r.realEigenvalues),
    np: (np, A) => np.linalg.eigh(A),
    npValue: (r) => sorted(r.w.tolist()),
    npUpTo: 50,
  },
  eig: {
    python: 'np.linalg.eig(a)',
    value: 'np.sort(out[0].real)',
    ours: (l, A) => l.eig(A),
    ourValue: (r) => sorted(r.values.re.data()),
    ml: (m, A) => new m.EigenvalueDecomposition(A),
    mlValue: (r) => sorted(r.realEigenvalues),
  },
};

function matrix(n, symmetric) {
  const a = uniforms(n * n, 11).map((v, k) => Math.sin(37 * v + k)); // the golden sequence alone is nearly of rank 2
  if (symmetric) for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i];
  if (symmetric) for (let i = 0; i < n; i++) a[i * n + i] += 2 * n;
  else for (let i = 0; i < n; i++) a[i * n + i] += 3; // the sines alone are nearly of low rank
  return a;
}

/** Up to this order a call takes microseconds, and a program makes many: all candidates are timed when their code has been compiled. */
const MOST_WARMED = 50;
const CALLS = 3000;
const MOST_MS = 200;

/** Calls before any is timed; what fails is seen when it is tried. */
function warm({ run }) {
  if (!run) return;
  const end = performance.now() + MOST_MS;
  try {
    for (let i = 0; i < CALLS && performance.now() < end; i++) run();
  } catch {
    /* reported as a failure of the candidate */
  }
}

export async function linalgWorkloads({ ours, peers, tensor, wasm }) {
  const linalg = await ours('linalg');
  return [2, 4, 8, 16, 50, 200, 500].flatMap((n) =>
    Object.entries(OPERATIONS).map(([name, op]) => ({
      name: `${name} ${n}`,
      bars: n >= 50 ? { native: ['NumPy', BARS[name]], peer: 1 } : { peer: 1 },
      make: () => {
        const a = matrix(n, op.symmetric === true);
        const b = uniforms(n, 12);
        const A = tensor.adoptBuffer(a.slice(), [n, n]);
        const B = tensor.adoptBuffer(b.slice());
        const inForce = (f) => tensor.withKernels(wasm, f);
        const expected = op.ourValue(op.ours(linalg, A, B), n); // the reference: the plain tier
        const candidates = [
          { name: 'adjoint', kind: 'ours', run: () => inForce(() => op.ours(linalg, A, B)), value: (r) => op.ourValue(r, n) },
        ];
        const { mlMatrix, numpyTs: np, mathjs } = peers;
        if (mlMatrix) {
          const M = mlMatrix.Matrix.from1DArray(n, n, a);
          const v = mlMatrix.Matrix.columnVector(b);
          candidates.push({ name: 'ml-matrix', kind: 'peer', run: () => op.ml(mlMatrix, M, v), value: (r) => op.mlValue(r, n) });
        }
        if (np && op.np && n <= (op.npUpTo ?? Infinity)) {
          const N = np.array([...a]).reshape(n, n);
          const v = np.array([...b]);
          candidates.push({ name: 'numpy-ts', kind: 'peer', run: () => op.np(np, N, v), value: (r) => op.npValue(r, n) });
        }
        if (mathjs && op.math && n <= 200) {
          const M = rows(a, n);
          const v = [...b];
          candidates.push({ name: 'mathjs', kind: 'peer', run: () => op.math(mathjs, M, v), value: (r) => op.mathValue(r, n) });
        }
        const make = `n=${n}\na=np.sin(37*u(n*n,11)+np.arange(n*n)).reshape(n,n)\nb=u(n,12)${op.symmetric ? '\na=np.triu(a)+np.triu(a,1).T+2*n*np.eye(n)' : '+0\na=a+3*np.eye(n)'}`;
        candidates.push({ name: 'NumPy', kind: 'native', python: { code: make, run: `out=${op.python}`, value: op.value } });
        if (n <= MOST_WARMED) candidates.forEach(warm);
        // two right answers differ by a condition number times n·u, at most about 1e5·500·1e-16
        return { candidates, check: near(expected, 1e-8) };
      },
    })),
  );
}
