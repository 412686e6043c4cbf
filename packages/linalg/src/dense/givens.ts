/** The rotation with c·f + s·g = r, c·g − s·f = 0, c² + s² = 1, without overflow. Bindel, Demmel, Kahan, Marques (2002). */
export interface Givens {
  readonly c: number;
  readonly s: number;
  readonly r: number;
}

/** r of the rotation, with the sign of f: c = f/r and s = g/r, or 1 and 0 where r = 0. */
export function signedLength(f: number, g: number): number {
  const square = f * f + g * g;
  const h = square > 1e-280 && square < 1e300 ? Math.sqrt(square) : Math.hypot(f, g);
  return f < 0 ? -h : h;
}

export function givens(f: number, g: number): Givens {
  if (g === 0) return { c: 1, s: 0, r: f };
  const r = signedLength(f, g);
  return { c: f / r, s: g / r, r };
}
