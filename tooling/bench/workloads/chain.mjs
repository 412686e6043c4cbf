/** tanh(ax + b)·sigmoid(x) + exp(−x²) on 1e6 elements: one fused pass against separate operations. */
import { near } from '../core/compare.mjs';
import { arrayType, uniforms } from '../core/inputs.mjs';

const n = 1e6;
const a = 1.5;
const b = 0.25;
const x = { op: 'input', index: 0 };
const chain = {
  op: 'add',
  x: {
    op: 'mul',
    x: { op: 'tanh', x: { op: 'add', x: { op: 'mul', x: { op: 'constant', value: a }, y: x }, y: { op: 'constant', value: b } } },
    y: { op: 'sigmoid', x },
  },
  y: { op: 'exp', x: { op: 'neg', x: { op: 'square', x } } },
};

export async function chainWorkloads({ fuse, ours, peers, tensor, wasm }) {
  const f = fuse(chain, [1]);
  const { jit } = await ours('jit');
  return ['float64', 'float32'].map((dtype) => ({
    name: `chain ${dtype} 1e6`,
    bars: { native: ['NumPy', dtype === 'float64' ? 2.5 : 1.6], peer: 2 },
    make: async () => {
      const Type = arrayType(dtype);
      const values = uniforms(n, 5, Type).map((v) => 3 * v);
      const out = new Type(n);
      const reference = Float64Array.from(values, (v) => Math.tanh(a * v + b) / (1 + Math.exp(-v)) + Math.exp(-v * v));
      const loop = () => {
        for (let i = 0; i < n; i++) {
          const v = values[i];
          out[i] = Math.tanh(a * v + b) / (1 + Math.exp(-v)) + Math.exp(-v * v);
        }
        return out;
      };
      const X = tensor.adoptBuffer(values.slice(), [n]);
      const program = jit((t) => t.mul(a).add(b).tanh().mul(t.sigmoid()).add(t.square().neg().exp()));
      const candidates = [
        {
          name: 'adjoint',
          kind: 'ours',
          run: () => {
            f(out, [values]);
            return out;
          },
        },
        { name: 'adjoint, jit', kind: 'ours', run: () => tensor.withKernels(wasm, () => program(X)), value: (r) => r.data() },
        { name: 'Math loop', kind: 'loop', run: loop },
      ];
      const { tf, jax, numpyTs: np, ortWeb, ortNode } = peers;
      if (tf && dtype === 'float32') {
        const T = tf.tensor1d(values);
        const eager = () => tf.tidy(() => tf.add(tf.mul(tf.tanh(tf.add(tf.mul(T, a), b)), tf.sigmoid(T)), tf.exp(tf.neg(tf.square(T)))));
        candidates.push({
          name: 'tfjs wasm',
          kind: 'peer',
          run: () => {
            eager().dispose();
          },
          value: () => eager().dataSync(),
        });
      }
      if (jax) {
        const { numpy, nn } = jax;
        const J = numpy.array(values, {});
        const k = (v) => numpy.array(new Type([v]), {}).reshape([]);
        const compiled = jax.jit((t) =>
          numpy
            .tanh(t.ref.mul(k(a)).add(k(b)))
            .mul(nn.sigmoid(t.ref))
            .add(numpy.exp(numpy.square(t).neg())),
        );
        candidates.push({
          name: 'jax-js jit',
          kind: 'peer',
          async: true,
          run: async () => {
            (await compiled(J.ref).blockUntilReady()).dispose();
          },
          value: () => compiled(J.ref).data(),
        });
      }
      if (np) {
        const N = np.array([...values], dtype);
        const steps = () => {
          const used = [];
          const keep = (r) => {
            used.push(r);
            return r;
          };
          const one = keep(np.add(keep(np.exp(keep(np.negative(N)))), 1));
          const r = np.add(
            keep(np.multiply(keep(np.tanh(keep(np.add(keep(np.multiply(N, a)), b)))), keep(np.reciprocal(one)))),
            keep(np.exp(keep(np.negative(keep(np.multiply(N, N)))))),
          );
          for (const u of used) u.dispose?.();
          return r;
        };
        candidates.push({
          name: 'numpy-ts',
          kind: 'peer',
          run: () => {
            steps().dispose?.();
          },
          value: () => steps().tolist(),
        });
      }
      const graph = {
        nodes: [
          { op: 'Mul', inputs: ['x', 'a'], outputs: ['ax'] },
          { op: 'Add', inputs: ['ax', 'b'], outputs: ['axb'] },
          { op: 'Tanh', inputs: ['axb'], outputs: ['t'] },
          { op: 'Sigmoid', inputs: ['x'], outputs: ['s'] },
          { op: 'Mul', inputs: ['t', 's'], outputs: ['ts'] },
          { op: 'Mul', inputs: ['x', 'x'], outputs: ['xx'] },
          { op: 'Neg', inputs: ['xx'], outputs: ['m'] },
          { op: 'Exp', inputs: ['m'], outputs: ['e'] },
          { op: 'Add', inputs: ['ts', 'e'], outputs: ['y'] },
        ],
        constants: { a: [dtype, [1], new Type([a])], b: [dtype, [1], new Type([b])] },
        inputs: { x: [dtype, [n]] },
        outputs: { y: [dtype, [n]] },
      };
      if (ortWeb) candidates.push({ name: 'onnxruntime-web', kind: 'peer', ...(await ortWeb(graph, { x: values })) });
      if (ortNode) candidates.push({ name: 'onnxruntime-node', kind: 'native', ...(await ortNode(graph, { x: values })) });
      const code = `x=u(${n},5,"${dtype}")*np.${dtype}(3)\na=np.${dtype}(${a})\nb=np.${dtype}(${b})\none=np.${dtype}(1)`;
      candidates.push(
        { name: 'NumPy', kind: 'native', python: { code, run: 'out=np.tanh(a*x+b)*(one/(one+np.exp(-x)))+np.exp(-x*x)' } },
        {
          name: 'PyTorch',
          kind: 'native',
          python: { code: `${code}\nx=torch.from_numpy(x)`, run: `out=torch.tanh(${a}*x+${b})*torch.sigmoid(x)+torch.exp(-x*x)` },
        },
      );
      return { candidates, check: near(reference, dtype === 'float64' ? 2e-15 : 1e-6, 1) };
    },
  }));
}
