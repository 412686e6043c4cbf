/** The rotation with c·f + s·g = r, c·g − s·f = 0, c² + s² = 1, without overflow. Bindel, Demmel, Kahan, Marques (2002). */
export interface Givens {
  readonly c: number;
  readonly s: number;
  readonly r: number;
}

export function givens(f: number, g: number): Givens {
  if (g === 0) return { c: 1, s: 0, r: f };
  if (f === 0) return { c: 0, s: g < 0 ? -1 : 1, r: Math.abs(g) };
  const square = f * f + g * g;
  const h = square > 1e-280 && square < 1e300 ? Math.sqrt(square) : Math.hypot(f, g);
  const r = f < 0 ? -h : h;
  return { c: Math.abs(f) / h, s: g / r, r };
}
