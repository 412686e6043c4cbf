/** Errors in units in the last place against decimal references, for tests. */

/** The exponent u of the unit in the last place 2^u of y's binade. */
function unitExponent(y: number): number {
  if (y === 0) return -1074;
  let e = 0;
  for (let a = Math.abs(y); a >= 2; a /= 2) e++;
  for (let a = Math.abs(y); a < 1 && e > -1022; a *= 2) e--;
  return Math.max(e - 52, -1074);
}

/** |y − reference| in units in the last place of the reference, to a thousandth; ∞ where only one is finite. */
export function ulps(y: number, reference: string): number {
  const r = Number(reference);
  if (!Number.isFinite(r) || !Number.isFinite(y)) return Object.is(r, y) || (Math.abs(r) === Infinity && r === y) ? 0 : Infinity;
  const u = unitExponent(r === 0 ? 0 : r);
  const [digits, exponent] = reference.toLowerCase().split('e');
  const [whole, fraction = ''] = digits.replace('-', '').split('.');
  const mantissa = BigInt(whole + fraction);
  const ten = Number(exponent ?? 0) - fraction.length;
  const negative = reference.startsWith('-');
  // reference/2^u in thousandths
  let numerator = mantissa * 1000n;
  let denominator = 1n;
  if (ten >= 0) numerator *= 10n ** BigInt(ten);
  else denominator *= 10n ** BigInt(-ten);
  if (u >= 0) denominator <<= BigInt(u);
  else numerator <<= BigInt(-u);
  const thousandths = (numerator / denominator) * (negative ? -1n : 1n);
  // y/2^u is an integer or, when y lies in a lower binade, a fraction of a few bits
  let scaled = y;
  let k = u;
  for (; k < -1000; k += 1000) scaled *= 2 ** 1000;
  scaled = k >= 0 ? scaled / 2 ** k : scaled * 2 ** -k;
  if (!(Math.abs(scaled) < 2 ** 60)) return Infinity;
  const own = BigInt(Math.round(scaled * 8)) * 125n;
  const difference = own - thousandths;
  return Number(difference < 0n ? -difference : difference) / 1000;
}
