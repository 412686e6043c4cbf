/** The overhead of one operation: the sum of two tensors of four elements. */
export function eagerWorkloads({ tensor, peers }) {
  return [{
    name: 'eager add of 4 elements',
    make: () => {
      const x = tensor.tensor([1, 2, 3, 4]), y = tensor.tensor([5, 6, 7, 8]);
      const candidates = [{ name: 'adjoint', run: () => x.add(y), value: (r) => r.toArray() }];
      if (peers.numpyTs) {
        const X = peers.numpyTs.array([1, 2, 3, 4]), Y = peers.numpyTs.array([5, 6, 7, 8]);
        candidates.push({ name: 'numpy-ts', run: () => { const r = peers.numpyTs.add(X, Y); r.dispose?.(); }, value: () => peers.numpyTs.add(X, Y).tolist() });
      }
      if (peers.tf) {
        const X = peers.tf.tensor1d([1, 2, 3, 4]), Y = peers.tf.tensor1d([5, 6, 7, 8]);
        candidates.push({ name: 'tfjs wasm', run: () => { peers.tf.add(X, Y).dispose(); }, value: () => peers.tf.add(X, Y).dataSync() });
      }
      return {
        candidates, check: (value) => [...value].join() === '6,8,10,12',
        numpy: ['x=np.array([1.,2,3,4])\ny=np.array([5.,6,7,8])', 'out=x+y'], numpyCheck: (s) => s === 36,
      };
    },
  }];
}
