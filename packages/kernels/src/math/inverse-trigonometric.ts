/**
 * atan, atan2, asin, acos within 2 ulp.
 *
 *   atan x = atan c + atan((x − c)/(1 + c x)),  c ∈ {0, ½, 1, 1½, ∞},  then a polynomial for |t| ≤ 7/16
 *   asin x = x + x³ A(x²) for |x| ≤ ½,  π/2 − 2 asin √((1 − x)/2) above
 */
import { twoProduct } from './double-double.ts';
import { polynomial } from './polynomial.ts';

const HALF_PI = 1.5707963267948966;
const HALF_PI_LOW = 6.123233995736766e-17;
const ATAN = [
  -0.3333333333333333, 0.1999999999999997, -0.14285714285705958, 0.11111111110149641, -0.09090909033096756, 0.07692305617395956,
  -0.06666618680861645, 0.05881605283841697, -0.05255119808981671, 0.04701796133609734, -0.04037284445616965, 0.02916508093568293,
  -0.01251021323017181,
];
const ASIN = [
  0.16666666666666666, 0.07499999999999991, 0.0446428571428834, 0.030381944441363808, 0.02237215927967998, 0.017352757477819787,
  0.013965009932053607, 0.011549086612987425, 0.009792751320201996, 0.008135829925501657, 0.00879500607648843, 0.000380853033290726,
  0.022553563638202982, -0.024020544918554605, 0.030718768995191097,
];

/** (base + low) + atan t, |t| ≤ 7/16 */
function atanNear(base: number, low: number, t: number): number {
  const z = t * t;
  return base + (t + (t * z * polynomial(ATAN, z) + low));
}

export function atan(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-8 || x !== x) return x;
  const value =
    size <= 0.4375
      ? atanNear(0, 0, size)
      : size <= 0.6875
        ? atanNear(0.4636476090008061, 2.2698777452961687e-17, (2 * size - 1) / (2 + size))
        : size <= 1.1875
          ? atanNear(0.7853981633974483, 3.061616997868383e-17, (size - 1) / (size + 1))
          : size <= 2.4375
            ? atanNear(0.982793723247329, 1.3903311031230998e-17, (size - 1.5) / (1 + 1.5 * size))
            : atanNear(HALF_PI, HALF_PI_LOW, -1 / size);
  return x < 0 ? -value : value;
}

/** The angle of the point (x, y), in (−π, π]; the sixteen special cases of IEEE 754. */
export function atan2(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  const up = y > 0 || (y === 0 && 1 / y > 0);
  const right = x > 0 || (x === 0 && 1 / x > 0);
  const a = Math.abs(y);
  const b = Math.abs(x);
  const angle =
    a === 0 ? 0 : b === 0 ? HALF_PI : a === Infinity ? (b === Infinity ? HALF_PI / 2 : HALF_PI) : b === Infinity ? 0 : angleOf(a, b);
  const value = right ? angle : 2 * HALF_PI - (angle - 2 * HALF_PI_LOW);
  return up ? value : -value;
}

function angleOf(a: number, b: number): number {
  const q = a / b;
  if (q < 1e-290 || q > 1e290 || a > 1e290 || b > 1e290 || a < 1e-290 || b < 1e-290) return atan(q);
  const p = twoProduct(q, b);
  const remainder = (a - p.hi - p.lo) / b; // a/b = q + remainder
  return atan(q) + remainder / (1 + q * q);
}

/** x³ A(x²) */
const asinTail = (x: number): number => x * (x * x * polynomial(ASIN, x * x));

/** asin √w for w = (1 − |x|)/2, with the rounding error of the root carried. */
function asinOfRoot(w: number): { hi: number; lo: number } {
  const s = Math.sqrt(w);
  const p = twoProduct(s, s);
  const ds = s === 0 ? 0 : (w - p.hi - p.lo) / (2 * s);
  return { hi: s, lo: asinTail(s) + ds };
}

export function asin(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  if (size <= 0.5) return size < 1e-8 ? x : x + asinTail(x);
  const { hi, lo } = asinOfRoot((1 - size) / 2);
  const upper = HALF_PI - 2 * hi;
  const value = upper + (HALF_PI - upper - 2 * hi + (HALF_PI_LOW - 2 * lo));
  return x < 0 ? -value : value;
}

export function acos(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  if (size <= 0.5) {
    const upper = HALF_PI - x;
    return upper + (HALF_PI - upper - x + (HALF_PI_LOW - asinTail(x)));
  }
  const { hi, lo } = asinOfRoot((1 - size) / 2);
  if (x > 0) return 2 * (hi + lo);
  const upper = 2 * HALF_PI - 2 * hi;
  return upper + (2 * HALF_PI - upper - 2 * hi + (2 * HALF_PI_LOW - 2 * lo));
}
