/** Functions of one and of two arrays of 1e6 elements. */
import { near } from '../core/compare.mjs';
import { arrayType, uniforms } from '../core/inputs.mjs';

const n = 1e6;
const FUNCTIONS = ['exp', 'log', 'sin', 'tanh'];
const PAIRS = { add: (x, y) => x + y, div: (x, y) => x / y, maximum: Math.max, pow: Math.pow };
const NAMES = {
  add: { np: 'add', onnx: 'Add' },
  div: { np: 'divide', onnx: 'Div' },
  maximum: { np: 'maximum', onnx: 'Max' },
  pow: { np: 'power', onnx: 'Pow' },
};

export function elementwiseWorkloads(context) {
  return [...unary(context), ...Object.keys(PAIRS).flatMap((name) => ['float64', 'float32'].map((dtype) => pair(context, name, dtype)))];
}

function unary({ plain, wasm, peers }) {
  return FUNCTIONS.flatMap((name) =>
    ['float64', 'float32'].map((dtype) => ({
      name: `${name} ${dtype} 1e6`,
      bars: { peer: 1 },
      make: async () => {
        const Type = arrayType(dtype);
        const x = uniforms(n, 3, Type).map((v) => (name === 'log' ? v + (dtype === 'float64' ? 1.001 : Math.fround(1.001)) : 3 * v));
        const out = new Type(n);
        const { tf, jax, numpyTs: np, ortWeb, ortNode } = peers;
        const candidates = [
          {
            name: 'adjoint',
            kind: 'ours',
            run: () => {
              wasm[name](out, x);
              return out;
            },
          },
          {
            name: 'adjoint, plain tier',
            kind: 'ours',
            run: () => {
              plain[name](out, x);
              return out;
            },
          },
          {
            name: 'Math loop',
            kind: 'loop',
            run: () => {
              for (let i = 0; i < n; i++) out[i] = Math[name](x[i]);
              return out;
            },
          },
        ];
        if (tf && dtype === 'float32') {
          const X = tf.tensor1d(x);
          candidates.push({
            name: 'tfjs wasm',
            kind: 'peer',
            run: () => {
              tf[name](X).dispose();
            },
            value: () => tf[name](X).dataSync(),
            dispose: () => X.dispose(),
          });
        }
        if (np) {
          const X = np.array([...x], dtype);
          candidates.push({
            name: 'numpy-ts',
            kind: 'peer',
            run: () => {
              np[name](X).dispose?.();
            },
            value: () => np[name](X).tolist(),
            dispose: () => X.dispose?.(),
          });
        }
        if (jax) {
          const X = jax.numpy.array(x, {});
          const f = () => jax.numpy[name](X.ref);
          candidates.push({
            name: 'jax-js',
            kind: 'peer',
            async: true,
            run: async () => {
              (await f().blockUntilReady()).dispose();
            },
            value: () => f().data(),
            dispose: () => X.dispose(),
          });
        }
        const graph = {
          nodes: [{ op: name[0].toUpperCase() + name.slice(1), inputs: ['x'], outputs: ['y'] }],
          inputs: { x: [dtype, [n]] },
          outputs: { y: [dtype, [n]] },
        };
        if (ortWeb) candidates.push({ name: 'onnxruntime-web', kind: 'peer', ...(await prepared(ortWeb, graph, { x })) });
        if (ortNode) candidates.push({ name: 'onnxruntime-node', kind: 'native', ...(await prepared(ortNode, graph, { x })) });
        const code = `x=(u(${n},3,"${dtype}")${name === 'log' ? `+np.${dtype}(1.001)` : `*np.${dtype}(3)`})\nout=np.empty_like(x)`;
        candidates.push(
          { name: 'NumPy', kind: 'native', python: { code, run: `np.${name}(x,out=out)` } },
          {
            name: 'PyTorch',
            kind: 'native',
            python: { code: `${code}\nx=torch.from_numpy(x)\nout=torch.from_numpy(out)`, run: `torch.${name}(x,out=out)` },
          },
        );
        // a few units in the last place of the largest value
        return { candidates, check: near(Float64Array.from(x, Math[name]), dtype === 'float64' ? 1e-15 : 6e-7) };
      },
    })),
  );
}

/** Two arrays; the first is positive, so that powers are numbers. */
function pair({ plain, wasm, peers }, name, dtype) {
  return {
    name: `${name} of two ${dtype} 1e6`,
    bars: name === 'pow' ? { peer: 1 } : { native: ['NumPy', 2], peer: 1 },
    make: async () => {
      const Type = arrayType(dtype);
      const one = dtype === 'float64' ? 1.001 : Math.fround(1.001);
      const f = PAIRS[name];
      const names = NAMES[name];
      const x = uniforms(n, 3, Type).map((v) => v + one);
      const y = uniforms(n, 7, Type).map((v) => 3 * v);
      const out = new Type(n);
      const { tf, jax, numpyTs: np, ortWeb, ortNode } = peers;
      const candidates = [
        {
          name: 'adjoint',
          kind: 'ours',
          run: () => {
            wasm[name](out, x, 1, y, 1);
            return out;
          },
        },
        {
          name: 'adjoint, plain tier',
          kind: 'ours',
          run: () => {
            plain[name](out, x, 1, y, 1);
            return out;
          },
        },
        {
          name: 'loop',
          kind: 'loop',
          run: () => {
            for (let i = 0; i < n; i++) out[i] = f(x[i], y[i]);
            return out;
          },
        },
      ];
      if (tf && dtype === 'float32') {
        const X = tf.tensor1d(x);
        const Y = tf.tensor1d(y);
        candidates.push({
          name: 'tfjs wasm',
          kind: 'peer',
          run: () => {
            tf[name](X, Y).dispose();
          },
          value: () => tf[name](X, Y).dataSync(),
          dispose: () => tf.dispose([X, Y]),
        });
      }
      if (np) {
        const X = np.array([...x], dtype);
        const Y = np.array([...y], dtype);
        candidates.push({
          name: 'numpy-ts',
          kind: 'peer',
          run: () => {
            np[names.np](X, Y).dispose?.();
          },
          value: () => np[names.np](X, Y).tolist(),
        });
      }
      if (jax && typeof jax.numpy[names.np] === 'function') {
        const X = jax.numpy.array(x, {});
        const Y = jax.numpy.array(y, {});
        const g = () => jax.numpy[names.np](X.ref, Y.ref);
        candidates.push({
          name: 'jax-js',
          kind: 'peer',
          async: true,
          run: async () => {
            (await g().blockUntilReady()).dispose();
          },
          value: () => g().data(),
        });
      }
      const graph = {
        nodes: [{ op: names.onnx, inputs: ['x', 'y'], outputs: ['z'] }],
        inputs: { x: [dtype, [n]], y: [dtype, [n]] },
        outputs: { z: [dtype, [n]] },
      };
      if (ortWeb) candidates.push({ name: 'onnxruntime-web', kind: 'peer', ...(await prepared(ortWeb, graph, { x, y })) });
      if (ortNode) candidates.push({ name: 'onnxruntime-node', kind: 'native', ...(await prepared(ortNode, graph, { x, y })) });
      const code = `x=u(${n},3,"${dtype}")+np.${dtype}(1.001)\ny=u(${n},7,"${dtype}")*np.${dtype}(3)\nout=np.empty_like(x)`;
      candidates.push({ name: 'NumPy', kind: 'native', python: { code, run: `np.${names.np}(x,y,out=out)` } });
      // one rounding, and for powers, which reach 8, a few units
      const reference = Float64Array.from(x, (v, i) => f(v, y[i]));
      const size = reference.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      return { candidates, check: near(reference, (dtype === 'float64' ? 1.2e-16 : 6e-8) * (name === 'pow' ? 8 : 1), size) };
    },
  };
}

/** ONNX Runtime has not every function in every precision. */
async function prepared(runtime, graph, data) {
  try {
    return await runtime(graph, data);
  } catch (error) {
    return {
      run: () => {
        throw error;
      },
    };
  }
}
