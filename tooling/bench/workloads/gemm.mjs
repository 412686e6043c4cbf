/** C = A·B, square, operands in ordinary typed arrays. */
import { total, uniforms } from '../inputs.mjs';

const SIZES = [16, 64, 256, 512, 1024];

export function gemmWorkloads({ plain, wasm, peers }) {
  return SIZES.flatMap((n) => ['float64', 'float32'].map((dtype) => {
    const Type = dtype === 'float64' ? Float64Array : Float32Array;
    const make = () => {
      const a = uniforms(n * n, 1, Type), b = uniforms(n * n, 2, Type), c = new Type(n * n);
      // Σ C = Σₖ (column sums of A)(row sums of B): a check that costs n²
      let reference = 0, size = 0;
      for (let k = 0; k < n; k++) {
        let s = 0, t = 0, as = 0, bs = 0;
        for (let i = 0; i < n; i++) { s += a[i * n + k]; t += b[k * n + i]; as += Math.abs(a[i * n + k]); bs += Math.abs(b[k * n + i]); }
        reference += s * t;
        size += as * bs;
      }
      const gemm = (kernels) => () => { kernels.gemm(false, false, n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n); return c; };
      const candidates = [{ name: 'adjoint', run: gemm(wasm) }];
      if (n <= 256) candidates.push({ name: 'adjoint, plain tier', run: gemm(plain) });
      if (peers.mlMatrix && dtype === 'float64') {
        const A = peers.mlMatrix.Matrix.from1DArray(n, n, a), B = peers.mlMatrix.Matrix.from1DArray(n, n, b);
        candidates.push({ name: 'ml-matrix', run: () => A.mmul(B), value: (r) => r.to1DArray() });
      }
      if (peers.mathjs && dtype === 'float64' && n <= 64) {
        const rows = (x) => Array.from({ length: n }, (_, i) => [...x.subarray(i * n, (i + 1) * n)]), A = rows(a), B = rows(b);
        candidates.push({ name: 'mathjs', run: () => peers.mathjs.multiply(A, B), value: (r) => r.flat() });
      }
      if (peers.numpyTs) {
        const np = peers.numpyTs, A = np.array([...a], dtype).reshape(n, n), B = np.array([...b], dtype).reshape(n, n);
        candidates.push({ name: 'numpy-ts', run: () => { const r = np.matmul(A, B); r.dispose?.(); }, value: () => np.matmul(A, B).flatten().tolist() });
      }
      if (peers.tf && dtype === 'float32') {
        const A = peers.tf.tensor2d(a, [n, n]), B = peers.tf.tensor2d(b, [n, n]);
        candidates.push({ name: 'tfjs wasm', run: () => { const r = peers.tf.matMul(A, B); r.dispose(); }, value: () => peers.tf.matMul(A, B).dataSync() });
      }
      const tolerance = size * (dtype === 'float64' ? 1e-13 : 1e-5);
      return {
        candidates, check: (value) => Math.abs(total(value) - reference) <= tolerance,
        numpy: [`n=${n}\na=u(n*n,1,"${dtype}").reshape(n,n)\nb=u(n*n,2,"${dtype}").reshape(n,n)\nout=np.empty((n,n),"${dtype}")`, 'np.matmul(a,b,out=out)'],
        numpyCheck: (s) => Math.abs(s - reference) <= tolerance,
      };
    };
    return { name: `gemm ${dtype} ${n}`, flops: 2 * n ** 3, make };
  }));
}
