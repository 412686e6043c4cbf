/**
 * Inverse circular functions. arctan by the nearest c = k/16: arctan c from a table, the rest by
 * arctan x − arctan c = arctan((x − c)/(1 + c·x)), whose argument is at most 1/32.
 */
const ATAN_HIGH: readonly number[] = [0.0, 0.06241880999595735, 0.12435499454676144, 0.18534794999569476, 0.24497866312686414, 0.3028848683749714, 0.35877067027057225, 0.4124104415973873, 0.4636476090008061, 0.5123894603107377, 0.5585993153435624, 0.6022873461349642, 0.6435011087932844, 0.6823165548747481, 0.7188299996216245, 0.7531512809621944, 0.7853981633974483];
const ATAN_LOW: readonly number[] = [0.0, -1.5490756308295046e-18, -3.1253241424539383e-18, 4.180692268843079e-18, 1.0698755618734451e-17, -1.1010827903001369e-17, -2.4623815582638635e-17, -1.587652227770689e-17, 2.2698777452961687e-17, -2.5462781472855804e-17, -5.4556305485916264e-18, 2.950430737228402e-17, 1.5834785051444286e-17, 6.943223671560008e-18, -2.1478388444456983e-17, -2.4256934659182068e-17, 3.061616997868383e-17];
const HALF_PI = 1.5707963267948966, HALF_PI_LOW = 6.123233995736766e-17, PI = 3.141592653589793, PI_LOW = 1.2246467991473532e-16;

/** arctan t − t for |t| ≤ 1/32 */
function tail(t: number): number {
  const z = t * t;
  return -t * z * (1 / 3 - z * (1 / 5 - z * (1 / 7 - z * (1 / 9 - z * (1 / 11)))));
}
/** arctan x for 0 ≤ x ≤ 1 as hi + lo. */
function unit(x: number): [hi: number, lo: number] {
  const k = Math.floor(x * 16 + 0.5), c = k / 16, t = k === 0 ? x : (x - c) / (1 + c * x);
  return k === 0 ? [t, tail(t)] : [ATAN_HIGH[k], t + (tail(t) + ATAN_LOW[k])];
}

export function atan(x: number): number {
  const a = Math.abs(x);
  if (a <= 1) { const [hi, lo] = unit(a), y = hi + lo; return x < 0 || Object.is(x, -0) ? -y : y; }
  if (a !== a) return x;
  const [hi, lo] = unit(1 / a), y = HALF_PI - (hi - (HALF_PI_LOW - lo));
  return x < 0 ? -y : y;
}

/** The angle of the point (x, y) in [−π, π]; signs of zeros as in IEEE 754. */
export function atan2(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  const a = Math.abs(y), b = Math.abs(x), left = x < 0 || Object.is(x, -0);
  let angle: number;
  if (a === 0) angle = left ? PI : 0;
  else if (b === 0) angle = HALF_PI;
  else if (a === Infinity || b === Infinity) angle = a !== b ? (a === Infinity ? HALF_PI : left ? PI : 0) : left ? 2.356194490192345 : 0.7853981633974483;
  else {
    const steep = a > b, [hi, lo] = unit(steep ? b / a : a / b);
    if (steep) angle = left ? HALF_PI + (hi + (lo + HALF_PI_LOW)) : HALF_PI - (hi - (HALF_PI_LOW - lo));
    else angle = left ? PI - (hi - (PI_LOW - lo)) : hi + lo;
  }
  return y < 0 || Object.is(y, -0) ? -angle : angle;
}

/** On [−1, 1], NaN outside. (1 − x)(1 + x) keeps the digits that 1 − x² would lose. */
export const asin = (x: number): number => Math.abs(x) < 2 ** -27 ? x : atan2(x, Math.sqrt((1 - x) * (1 + x)));
export const acos = (x: number): number => atan2(Math.sqrt((1 - x) * (1 + x)), x);
