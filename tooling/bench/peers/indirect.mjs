/**
 * PyTorch where it is not installed: what it took on another machine, scaled by NumPy's product of matrices here and there.
 *
 * Rough (another processor has another ratio of product to memory), and marked 'indirect' wherever it is shown.
 */
const NUMPY_GEMM_256 = { float32: 0.322, float64: 0.646 }; // ms beside which the anchors were measured

const measured = new Map();

/** @param anchor { ms, dtype } */
export async function indirectFigure(python, { ms, dtype = 'float32' }) {
  if (!measured.has(dtype)) {
    const code = `n=256\na=u(n*n,1,"${dtype}").reshape(n,n)\nb=u(n*n,2,"${dtype}").reshape(n,n)\nout=np.empty((n,n),"${dtype}")`;
    let best = Infinity;
    for (let i = 0; i < 5; i++) best = Math.min(best, await python.time(code, 'np.matmul(a,b,out=out)', 10));
    measured.set(dtype, best);
  }
  return (ms * measured.get(dtype)) / NUMPY_GEMM_256[dtype];
}
