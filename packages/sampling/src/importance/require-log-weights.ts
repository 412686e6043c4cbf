import { NonFiniteError, ShapeError, type Tensor, asTensor } from '@adjoint/tensor';

/** Log weights as numbers. @throws ShapeError unless [n] with n ≥ 1; NonFiniteError naming a NaN or +∞, or when all are −∞ */
export function requireLogWeights(name: string, logWeights: Tensor): Float64Array<ArrayBuffer> {
  const t = asTensor(logWeights);
  if (t.rank !== 1 || t.size === 0)
    throw new ShapeError(`${name}: log weights of shape [${t.shape.join(', ')}]`, 'give one axis of at least one weight');
  const w = Float64Array.from(t.data());
  const bad = w.findIndex((x) => Number.isNaN(x) || x === Infinity);
  if (bad >= 0) throw new NonFiniteError(bad, `${name}: weight ${bad} is ${w[bad]}`, 'a log weight is finite, or −∞ for a zero weight');
  if (w.every((x) => x === -Infinity))
    throw new NonFiniteError(0, `${name}: all weights are zero`, 'no draw of the proposal lies in the support of the target');
  return w;
}
