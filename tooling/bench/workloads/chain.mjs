/** tanh(ax + b)·sigmoid(x) + exp(−x²) on 1e6 elements: one fused pass against separate operations. */
import { total, uniforms } from '../inputs.mjs';

const n = 1e6, a = 1.5, b = 0.25;
const x = { op: 'input', index: 0 };
const chain = {
  op: 'add',
  x: { op: 'mul', x: { op: 'tanh', x: { op: 'add', x: { op: 'mul', x: { op: 'constant', value: a }, y: x }, y: { op: 'constant', value: b } } }, y: { op: 'sigmoid', x } },
  y: { op: 'exp', x: { op: 'neg', x: { op: 'square', x } } },
};

export function chainWorkloads({ fuse, peers }) {
  const f = fuse(chain, [1]);
  return ['float64', 'float32'].map((dtype) => ({
    name: `chain ${dtype} 1e6`,
    make: () => {
      const Type = dtype === 'float64' ? Float64Array : Float32Array, values = uniforms(n, 5, Type).map((v) => 3 * v), out = new Type(n);
      const loop = () => { for (let i = 0; i < n; i++) { const v = values[i]; out[i] = Math.tanh(a * v + b) / (1 + Math.exp(-v)) + Math.exp(-v * v); } return out; };
      const reference = total(loop()), tolerance = dtype === 'float64' ? 1e-6 : 1;
      const candidates = [{ name: 'adjoint', run: () => { f(out, [values]); return out; } }, { name: 'Math loop', run: loop }];
      if (peers.tf && dtype === 'float32') {
        const { tf } = peers, X = tf.tensor1d(values);
        const eager = () => tf.tidy(() => tf.add(tf.mul(tf.tanh(tf.add(tf.mul(X, a), b)), tf.sigmoid(X)), tf.exp(tf.neg(tf.square(X)))));
        candidates.push({ name: 'tfjs wasm', run: () => { eager().dispose(); }, value: () => eager().dataSync() });
      }
      return {
        candidates, check: (value) => Math.abs(total(value) - reference) <= tolerance,
        numpy: [`x=u(${n},5,"${dtype}")*np.${dtype}(3)\na=np.${dtype}(${a})\nb=np.${dtype}(${b})\none=np.${dtype}(1)`, 'out=np.tanh(a*x+b)*(one/(one+np.exp(-x)))+np.exp(-x*x)'],
        numpyCheck: (s) => Math.abs(s - reference) <= tolerance,
      };
    },
  }));
}
