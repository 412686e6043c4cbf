/** Reductions of 1000 × 1000 along both axes, and a row added to every row. */
import { near } from '../core/compare.mjs';
import { arrayType, uniforms } from '../core/inputs.mjs';

const m = 1000;
const PEERS = {
  sum: { tf: 'sum', np: 'sum', onnx: 'ReduceSum' },
  mean: { tf: 'mean', np: 'mean', onnx: 'ReduceMean' },
  logSumExp: { tf: 'logSumExp', onnx: 'ReduceLogSumExp' },
};
/** float64 sums of float32 numbers are exact enough to judge either. */
function reference(name, x, axis) {
  const out = new Float64Array(m);
  for (let k = 0; k < m; k++) {
    let s = 0;
    let c = 0;
    for (let i = 0; i < m; i++) {
      // Kahan
      const v = x[axis === 0 ? i * m + k : k * m + i];
      const y = (name === 'logSumExp' ? Math.exp(v) : v) - c;
      const t = s + y;
      c = t - s - y;
      s = t;
    }
    out[k] = name === 'mean' ? s / m : name === 'logSumExp' ? Math.log(s) : s;
  }
  return out;
}

export function reductionsWorkloads(context) {
  return ['sum', 'mean', 'logSumExp']
    .flatMap((name) => [0, 1].flatMap((axis) => ['float64', 'float32'].map((dtype) => reduction(context, name, axis, dtype))))
    .concat(['float64', 'float32'].map((dtype) => broadcast(context, dtype)));
}

function reduction({ wasm, peers, tensor }, name, axis, dtype) {
  return {
    name: `${name} axis ${axis} ${dtype} 1000x1000`,
    bars: { native: ['NumPy', 2], peer: 1 },
    make: async () => {
      const x = uniforms(m * m, 4, arrayType(dtype));
      const X = tensor.adoptBuffer(x.slice(), [m, m]);
      const { tf, jax, numpyTs: np, ortWeb, ortNode } = peers;
      const candidates = [
        { name: 'adjoint', kind: 'ours', run: () => tensor.withKernels(wasm, () => X[name](axis)), value: (r) => r.data() },
      ];
      if (tf && dtype === 'float32') {
        const T = tf.tensor2d(x, [m, m]);
        const f = () => tf[PEERS[name].tf](T, axis);
        candidates.push({
          name: 'tfjs wasm',
          kind: 'peer',
          run: () => {
            f().dispose();
          },
          value: () => f().dataSync(),
          dispose: () => T.dispose(),
        });
      }
      if (jax) {
        const J = jax.numpy.array(x, { shape: [m, m] });
        const f = jax.jit((t) => (name === 'logSumExp' ? jax.nn.logsumexp(t, axis) : jax.numpy[name](t, axis)));
        candidates.push({
          name: 'jax-js jit',
          kind: 'peer',
          async: true,
          run: async () => {
            (await f(J.ref).blockUntilReady()).dispose();
          },
          value: () => f(J.ref).data(),
          dispose: () => J.dispose(),
        });
      }
      if (np) {
        const N = np.array([...x], dtype).reshape(m, m);
        const f = () => {
          if (name !== 'logSumExp') return np[name](N, axis);
          const e = np.exp(N);
          const s = np.sum(e, axis);
          const r = np.log(s);
          e.dispose?.();
          s.dispose?.();
          return r;
        };
        candidates.push({
          name: 'numpy-ts',
          kind: 'peer',
          run: () => {
            f().dispose?.();
          },
          value: () => f().tolist(),
          dispose: () => N.dispose?.(),
        });
      }
      const sum = name === 'sum';
      const graph = {
        nodes: [
          {
            op: PEERS[name].onnx,
            inputs: sum ? ['x', 'axes'] : ['x'],
            outputs: ['y'],
            attributes: sum ? { keepdims: 0 } : { axes: [axis], keepdims: 0 },
          },
        ],
        ...(sum ? { constants: { axes: ['int64', [1], BigInt64Array.of(BigInt(axis))] } } : null),
        inputs: { x: [dtype, [m, m]] },
        outputs: { y: [dtype, [m]] },
      };
      if (ortWeb) candidates.push({ name: 'onnxruntime-web', kind: 'peer', ...(await ortWeb(graph, { x })) });
      if (ortNode) candidates.push({ name: 'onnxruntime-node', kind: 'native', ...(await ortNode(graph, { x })) });
      const code = `x=u(${m * m},4,"${dtype}").reshape(${m},${m})`;
      candidates.push(
        {
          name: 'NumPy',
          kind: 'native',
          python: {
            code,
            run:
              name === 'logSumExp'
                ? `m=x.max(axis=${axis},keepdims=True)\nout=np.log(np.exp(x-m).sum(axis=${axis}))+m.ravel()`
                : `out=x.${name}(axis=${axis})`,
          },
        },
        {
          name: 'PyTorch',
          kind: 'native',
          python: { code: `${code}\nx=torch.from_numpy(x)`, run: `out=torch.${name.toLowerCase()}(x,${axis})` },
        },
      );
      // a sum of 1000 numbers below 1, of size up to 32: 1000·u·32/2 at the worst, pairwise or random errors far less
      return {
        candidates,
        check: near(reference(name, x, axis), (dtype === 'float64' ? 1.2e-16 : 6e-8) * (sum ? 200 : name === 'logSumExp' ? 60 : 30), 1),
      };
    },
  };
}

function broadcast({ peers, tensor, wasm }, dtype) {
  return {
    name: `add a row to each row ${dtype} 1000x1000`,
    bars: { native: ['NumPy', 2], peer: 1 },
    make: async () => {
      const Type = arrayType(dtype);
      const x = uniforms(m * m, 4, Type);
      const y = uniforms(m, 6, Type);
      const { tf, jax, numpyTs: np, ortWeb, ortNode } = peers;
      const X = tensor.adoptBuffer(x.slice(), [m, m]);
      const Y = tensor.adoptBuffer(y.slice(), [m]);
      const candidates = [{ name: 'adjoint', kind: 'ours', run: () => tensor.withKernels(wasm, () => X.add(Y)), value: (r) => r.data() }];
      if (tf && dtype === 'float32') {
        const A = tf.tensor2d(x, [m, m]);
        const B = tf.tensor1d(y);
        candidates.push({
          name: 'tfjs wasm',
          kind: 'peer',
          run: () => {
            tf.add(A, B).dispose();
          },
          value: () => tf.add(A, B).dataSync(),
          dispose: () => tf.dispose([A, B]),
        });
      }
      if (jax) {
        const A = jax.numpy.array(x, { shape: [m, m] });
        const B = jax.numpy.array(y, {});
        const f = () => A.ref.add(B.ref);
        candidates.push({
          name: 'jax-js',
          kind: 'peer',
          async: true,
          run: async () => {
            (await f().blockUntilReady()).dispose();
          },
          value: () => f().data(),
        });
      }
      if (np) {
        const A = np.array([...x], dtype).reshape(m, m);
        const B = np.array([...y], dtype);
        candidates.push({
          name: 'numpy-ts',
          kind: 'peer',
          run: () => {
            np.add(A, B).dispose?.();
          },
          value: () => np.add(A, B).flatten().tolist(),
        });
      }
      const graph = {
        nodes: [{ op: 'Add', inputs: ['x', 'y'], outputs: ['z'] }],
        inputs: { x: [dtype, [m, m]], y: [dtype, [m]] },
        outputs: { z: [dtype, [m, m]] },
      };
      if (ortWeb) candidates.push({ name: 'onnxruntime-web', kind: 'peer', ...(await ortWeb(graph, { x, y })) });
      if (ortNode) candidates.push({ name: 'onnxruntime-node', kind: 'native', ...(await ortNode(graph, { x, y })) });
      const code = `x=u(${m * m},4,"${dtype}").reshape(${m},${m})\ny=u(${m},6,"${dtype}")`;
      candidates.push(
        { name: 'NumPy', kind: 'native', python: { code, run: 'out=x+y' } },
        { name: 'PyTorch', kind: 'native', python: { code: `${code}\nx=torch.from_numpy(x)\ny=torch.from_numpy(y)`, run: 'out=x+y' } },
      );
      return {
        candidates,
        check: near(
          Float64Array.from(x, (v, i) => v + y[i % m]),
          dtype === 'float64' ? 0 : 1.3e-7,
          1,
        ),
      };
    },
  };
}
