/**
 * The principal branch of Lambert's W: w eʷ = x, x ≥ −1/e, w ≥ −1.
 *
 *   near −1/e: the series in p = √(2(e x + 1)); elsewhere the iteration of Fritsch, Shafer and Crowley (1973), which
 *   converges to fourth order.
 *
 * Corless, Gonnet, Hare, Jeffrey, Knuth (1996), "On the Lambert W function", (4.22).
 */
import { twoProduct } from './double-double.ts';
import { log } from './log.ts';
import { log1p } from './log1p.ts';
import { polynomial } from './polynomial.ts';

const E = 2.718281828459045;
const E_LOW = 1.4456468917292502e-16;
const BRANCH = [
  -1.0, 1.0, -0.3333333333333333, 0.1527777777777778, -0.07962962962962963, 0.044502314814814814, -0.02598471487360376, 0.01563563253233392,
  -0.009616892024299432, 0.006014543252956118, -0.0038112980348919993, 0.0024408779911439826, -0.0015769303446867841, 0.0010262633205076071,
  -0.0006720616311561362, 0.0004424730618146209, -0.00029267722472962746, 0.00019438727605453933, -0.00012957426685274883,
  8.665035805208128e-5, -5.811360750441382e-5, 3.907668486743905e-5, -2.63380647472311e-5, 1.7790345805079586e-5, -1.2040352739559977e-5,
  8.163531982496613e-6,
];

export function lambertW(x: number): number {
  if (x !== x || x === Infinity) return x;
  if (Math.abs(x) < 1e-9) return x * (1 - x);
  if (x < -0.25) {
    const ex = twoProduct(E, x);
    const gap = 1 + ex.hi + (ex.lo + E_LOW * x); // e x + 1
    if (gap < 0) return gap > -4e-16 ? -1 : NaN;
    const p = Math.sqrt(2 * gap);
    if (p < 0.4) return polynomial(BRANCH, p);
  }
  let w: number;
  if (x < 3) {
    const l = log1p(x < 0 ? Math.max(x, -0.36) : x);
    w = x < 0 ? x * (1 - x + 1.5 * x * x) : l * (1 - log1p(l) / (2 + l));
  } else {
    const l = log(x);
    w = l - log(l) + log(l) / l;
  }
  for (let i = 0; i < 4; i++) {
    const z = log(x / w) - w;
    const q = 2 * (1 + w) * (1 + w + (2 / 3) * z);
    const ε = ((z / (1 + w)) * (q - z)) / (q - 2 * z);
    w *= 1 + ε;
    if (Math.abs(ε) < 1e-9) break;
  }
  return w;
}
