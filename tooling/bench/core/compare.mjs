/** Whether an answer is right: the largest error of any element beside the limit of the workload. */

/** Numbers of tensors, typed arrays and nested arrays, row-major. */
export function numbers(value) {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.flat(Infinity);
  throw new TypeError('an answer is a number, a typed array or nested arrays');
}

/** max |xᵢ − rᵢ| / max(scale, |rᵢ|·relative): Infinity for another length, NaN counts as Infinity. */
export function worstError(value, reference, { scale = 1 } = {}) {
  const x = numbers(value);
  const r = numbers(reference);
  if (x.length !== r.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < r.length; i++) {
    const e = Math.abs(Number(x[i]) - r[i]) / scale;
    if (!(e <= worst)) worst = Number.isNaN(e) ? Infinity : e;
  }
  return worst;
}

/** A check against known numbers: absolute error over `scale` (default: the largest of them). */
export function near(reference, limit, scale) {
  const r = numbers(reference);
  const size =
    scale ??
    Math.max(
      r.reduce((m, v) => Math.max(m, Math.abs(v)), 0),
      1e-300,
    );
  return (value) => ({ error: worstError(value, r, { scale: size }), limit });
}
