/** C = A·B, square, operands in ordinary typed arrays. Checked by pᵀCq for fixed p, q and by 64 elements of C. */
import { Worker } from 'node:worker_threads';
import { arrayType, rows, uniforms } from '../core/inputs.mjs';
import { built } from '../core/ours.mjs';
import { worstError } from '../core/compare.mjs';
import { peakCandidate } from '../core/peak.mjs';

const SIZES = [16, 64, 256, 512, 1024];
/** [n]: time of OpenBLAS over ours is at least this. */
const BARS = {
  float64: { 16: 0.3, 64: 0.42, 256: 0.5, 512: 0.53, 1024: 0.57 },
  float32: { 16: 0.3, 64: 0.42, 256: 0.5, 512: 0.5, 1024: 0.5 },
};

/** Freivalds (1977): one random pair of vectors finds a wrong product; the elements bound the error of each. */
function productCheck(a, b, n, dtype) {
  const p = uniforms(n, 7);
  const q = uniforms(n, 8);
  const pA = new Float64Array(n);
  const Bq = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      pA[k] += p[i] * a[i * n + k];
      Bq[i] += b[i * n + k] * q[k];
    }
  const whole = pA.reduce((s, v, k) => s + v * Bq[k], 0);
  const places = Array.from({ length: 64 }, (_, s) => (s * 7919 + 13) % (n * n));
  const element = (at) => {
    let s = 0;
    for (let k = 0, i = Math.floor(at / n), j = at % n; k < n; k++) s += a[i * n + k] * b[k * n + j];
    return s;
  };
  const expected = [whole / n, ...places.map(element)];
  // |δcᵢⱼ| ≤ n·u·Σ|a||b|, in practice √n of it; Σ|a||b| ≈ n/4
  const limit = (dtype === 'float64' ? 1.2e-16 : 6e-8) * 8 * Math.sqrt(n) * (n / 4 + 1);
  return (c) => {
    let s = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) s += p[i] * Number(c[i * n + j]) * q[j];
    return { error: c.length === n * n ? worstError([s / n, ...places.map((at) => c[at])], expected) : Infinity, limit };
  };
}

export async function gemmWorkloads({ plain, wasm, peers, oursIfThere }) {
  const threads = await oursIfThere('kernels', 'threads/index');
  return SIZES.flatMap((n) =>
    ['float64', 'float32'].map((dtype) => ({
      name: `gemm ${dtype} ${n}`,
      flops: 2 * n ** 3,
      bars: { native: ['NumPy', 1 / BARS[dtype][n]], ...(n >= 256 ? { peer: dtype === 'float64' ? 1.6 : 1.5 } : null) },
      make: async () => {
        const Type = arrayType(dtype);
        const a = uniforms(n * n, 1, Type);
        const b = uniforms(n * n, 2, Type);
        const c = new Type(n * n);
        const gemm = (kernels) => () => {
          kernels.gemm(false, false, n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n);
          return c;
        };
        const candidates = [{ name: 'adjoint', kind: 'ours', run: gemm(wasm) }, peakCandidate(dtype, 2 * n ** 3)];
        if (n <= 256) candidates.push({ name: 'adjoint, plain tier', kind: 'ours', run: gemm(plain) });
        if (threads && n >= 512) candidates.push(await threadedGemm(threads, gemm));
        const { mlMatrix, mathjs, numpyTs: np, tf, jax, ortWeb, ortNode } = peers;
        if (mlMatrix && dtype === 'float64') {
          const A = mlMatrix.Matrix.from1DArray(n, n, a);
          const B = mlMatrix.Matrix.from1DArray(n, n, b);
          candidates.push({ name: 'ml-matrix', kind: 'peer', run: () => A.mmul(B), value: (r) => r.to1DArray() });
        }
        if (mathjs && dtype === 'float64' && n <= 256) {
          const A = rows(a, n);
          const B = rows(b, n);
          candidates.push({ name: 'mathjs', kind: 'peer', run: () => mathjs.multiply(A, B), value: (r) => r.flat() });
        }
        if (np) {
          const A = np.array([...a], dtype).reshape(n, n);
          const B = np.array([...b], dtype).reshape(n, n);
          candidates.push({
            name: 'numpy-ts',
            kind: 'peer',
            run: () => {
              np.matmul(A, B).dispose?.();
            },
            value: () => np.matmul(A, B).flatten().tolist(),
          });
        }
        if (tf && dtype === 'float32') {
          const A = tf.tensor2d(a, [n, n]);
          const B = tf.tensor2d(b, [n, n]);
          candidates.push({
            name: 'tfjs wasm',
            kind: 'peer',
            run: () => {
              tf.matMul(A, B).dispose();
            },
            value: () => tf.matMul(A, B).dataSync(),
            dispose: () => tf.dispose([A, B]),
          });
        }
        if (jax && (n <= 512 || dtype === 'float32')) {
          const { numpy } = jax;
          const A = numpy.array(a, { shape: [n, n] });
          const B = numpy.array(b, { shape: [n, n] });
          const f = () => numpy.matmul(A.ref, B.ref);
          candidates.push({
            name: 'jax-js',
            kind: 'peer',
            async: true,
            run: async () => {
              (await f().blockUntilReady()).dispose();
            },
            value: () => f().data(),
            dispose: () => {
              A.dispose();
              B.dispose();
            },
          });
        }
        const graph = {
          nodes: [{ op: 'MatMul', inputs: ['a', 'b'], outputs: ['c'] }],
          inputs: { a: [dtype, [n, n]], b: [dtype, [n, n]] },
          outputs: { c: [dtype, [n, n]] },
        };
        if (ortWeb) candidates.push({ name: 'onnxruntime-web', kind: 'peer', ...(await ortWeb(graph, { a, b })) });
        if (ortNode) candidates.push({ name: 'onnxruntime-node', kind: 'native', ...(await ortNode(graph, { a, b })) });
        const code = `n=${n}\na=u(n*n,1,"${dtype}").reshape(n,n)\nb=u(n*n,2,"${dtype}").reshape(n,n)\nout=np.empty((n,n),"${dtype}")`;
        const numpy = (threads) => ({
          name: threads === 1 ? 'NumPy' : 'NumPy, 2 threads',
          kind: 'native',
          python: { code, run: 'np.matmul(a,b,out=out)', threads },
        });
        candidates.push(numpy(1), {
          name: 'PyTorch',
          kind: 'native',
          python: {
            code: `${code}\na=torch.from_numpy(a)\nb=torch.from_numpy(b)\nout=torch.from_numpy(out)`,
            run: 'torch.mm(a,b,out=out)',
          },
        });
        if (n >= 512) candidates.push(numpy(2));
        return { candidates, check: productCheck(a, b, n, dtype) };
      },
    })),
  );
}

/** The threaded tier of kernels, when it is there. */
async function threadedGemm(threads, gemm) {
  const worker = new Worker(
    new URL(`../../../packages/kernels/${built ? 'dist/threads/worker.js' : 'src/threads/worker.ts'}`, import.meta.url),
  );
  const pool = await threads.createThreadPool([worker]);
  return {
    name: 'adjoint, 2 threads',
    kind: 'ours',
    run: gemm(pool.kernels),
    dispose: () => {
      void pool.close();
    },
  };
}
