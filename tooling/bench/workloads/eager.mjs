/** The overhead of one operation: the sum of two tensors of four elements. */
import { near } from '../core/compare.mjs';

export function eagerWorkloads({ tensor, peers }) {
  return [
    {
      name: 'eager add of 4 elements',
      bars: { native: ['NumPy', 1], peer: 1 },
      make: () => {
        const a = [1, 2, 3, 4];
        const b = [5, 6, 7, 8];
        const x = tensor.tensor(a);
        const y = tensor.tensor(b);
        const { tf, jax, numpyTs: np, mathjs, mlMatrix } = peers;
        const candidates = [{ name: 'adjoint', kind: 'ours', run: () => x.add(y), value: (r) => r.toArray() }];
        if (np) {
          const X = np.array(a);
          const Y = np.array(b);
          candidates.push({
            name: 'numpy-ts',
            kind: 'peer',
            run: () => {
              np.add(X, Y).dispose?.();
            },
            value: () => np.add(X, Y).tolist(),
          });
        }
        if (tf) {
          const X = tf.tensor1d(a);
          const Y = tf.tensor1d(b);
          candidates.push({
            name: 'tfjs wasm',
            kind: 'peer',
            run: () => {
              tf.add(X, Y).dispose();
            },
            value: () => tf.add(X, Y).dataSync(),
          });
        }
        if (jax) {
          const X = jax.numpy.array(a);
          const Y = jax.numpy.array(b);
          candidates.push({
            name: 'jax-js',
            kind: 'peer',
            async: true,
            run: async () => {
              (await X.ref.add(Y.ref).blockUntilReady()).dispose();
            },
            value: () => X.ref.add(Y.ref).data(),
          });
        }
        if (mlMatrix) {
          const X = new mlMatrix.Matrix([a]);
          const Y = new mlMatrix.Matrix([b]);
          candidates.push({ name: 'ml-matrix', kind: 'peer', run: () => mlMatrix.Matrix.add(X, Y), value: (r) => r.to1DArray() });
        }
        if (mathjs) candidates.push({ name: 'mathjs', kind: 'peer', run: () => mathjs.add(a, b) });
        candidates.push(
          { name: 'NumPy', kind: 'native', python: { code: 'x=np.array([1.,2,3,4])\ny=np.array([5.,6,7,8])', run: 'out=x+y' } },
          { name: 'PyTorch', kind: 'native', python: { code: 'x=torch.tensor([1.,2,3,4])\ny=torch.tensor([5.,6,7,8])', run: 'out=x+y' } },
        );
        return { candidates, check: near([6, 8, 10, 12], 0) };
      },
    },
  ];
}
