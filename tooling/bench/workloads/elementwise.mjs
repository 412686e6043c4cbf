/** Functions of 1e6 elements, and reductions of 1000 × 1000. */
import { total, uniforms } from '../inputs.mjs';

const close = (a, b, size) => Math.abs(a - b) <= 1e-10 * size + 1e-6 * Math.abs(b);

export function elementwiseWorkloads({ plain, wasm, peers }) {
  const n = 1e6;
  const maps = ['exp', 'log', 'sin', 'tanh'].flatMap((name) => ['float64', 'float32'].map((dtype) => ({
    name: `${name} ${dtype} 1e6`,
    make: () => {
      const Type = dtype === 'float64' ? Float64Array : Float32Array;
      const x = uniforms(n, 3, Type).map((v) => (name === 'log' ? v + 1.001 : 3 * v)), out = new Type(n);
      const reference = total(x.map(Math[name]));
      const candidates = [
        { name: 'adjoint', run: () => { wasm[name](out, x); return out; } },
        { name: 'adjoint, plain tier', run: () => { plain[name](out, x); return out; } },
        { name: 'Math loop', run: () => { for (let i = 0; i < n; i++) out[i] = Math[name](x[i]); return out; } },
      ];
      if (peers.tf && dtype === 'float32') {
        const X = peers.tf.tensor1d(x);
        candidates.push({ name: 'tfjs wasm', run: () => { peers.tf[name](X).dispose(); }, value: () => peers.tf[name](X).dataSync() });
      }
      if (peers.numpyTs) {
        const X = peers.numpyTs.array([...x], dtype);
        candidates.push({ name: 'numpy-ts', run: () => { peers.numpyTs[name](X).dispose?.(); }, value: () => peers.numpyTs[name](X).tolist() });
      }
      return {
        candidates, check: (value) => close(total(value), reference, n * 1e4),
        numpy: [`x=(u(${n},3,"${dtype}")${name === 'log' ? '+np.' + dtype + '(1.001)' : '*np.' + dtype + '(3)'})\nout=np.empty_like(x)`, `np.${name}(x,out=out)`],
        numpyCheck: (s) => close(s, reference, n * 1e4),
      };
    },
  })));
  const reductions = [['sum', 0], ['sum', 1], ['logSumExp', 1]].map(([name, axis]) => ({
    name: `${name} axis ${axis} float64 1000x1000`,
    make: () => {
      const x = uniforms(n, 4), out = new Float64Array(1000), [outer, inner] = axis === 0 ? [1, 1000] : [1000, 1];
      plain[name](out, x, outer, 1000, inner);
      const reference = total(out);
      return {
        candidates: [{ name: 'adjoint', run: () => { wasm[name](out, x, outer, 1000, inner); return out; } }],
        check: (value) => close(total(value), reference, 1e4),
        numpy: [`x=u(${n},4).reshape(1000,1000)`, name === 'sum' ? `out=x.sum(axis=${axis})` : `m=x.max(axis=${axis},keepdims=True)\nout=np.log(np.exp(x-m).sum(axis=${axis}))+m[:,0]`],
        numpyCheck: (s) => close(s, reference, 1e4),
      };
    },
  }));
  return [...maps, ...reductions];
}
