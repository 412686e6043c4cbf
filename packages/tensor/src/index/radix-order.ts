/**
 * A stable order of numbers without comparisons: the bits of a float64, turned so that they order as the numbers do,
 * are counted and distributed in six digits of eleven bits, the lowest first. Digits that all keys share are passed
 * over, as the lower ones of integers and of float32 are. NaN comes last, and −0 equals 0.
 *
 * Knuth (1998), The Art of Computer Programming 3, section 5.2.5; Herf (2001), "Radix tricks".
 */
const DIGITS = 6;
const BITS = 11;
const BUCKETS = 1 << BITS;
const MASK = BUCKETS - 1;

const digitOf = (digit: number, low: number, high: number): number => {
  switch (digit) {
    case 0:
      return low & MASK;
    case 1:
      return (low >>> 11) & MASK;
    case 2:
      return ((low >>> 22) | (high << 10)) & MASK;
    case 3:
      return (high >>> 1) & MASK;
    case 4:
      return (high >>> 12) & MASK;
    default:
      return high >>> 23;
  }
};

interface Keys {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly place: Int32Array;
}
const keysFor = (n: number): Keys => ({ low: new Int32Array(n), high: new Int32Array(n), place: new Int32Array(n) });

/** A function that orders n numbers: `line` is overwritten, `order` gets the places of the numbers from the least on. */
export function createRadixOrder(n: number): (line: Float64Array, order: Int32Array) => void {
  const keys = keysFor(n);
  const others = keysFor(n);
  const counts = new Int32Array(DIGITS * BUCKETS);
  return (line, order) => {
    let from = keys;
    let to = others;
    readKeys(line, from);
    countDigits(from, counts.fill(0), n);
    for (let digit = 0; digit < DIGITS; digit++) {
      const at = counts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS);
      if (at[digitOf(digit, from.low[0], from.high[0])] === n) continue;
      for (let b = 0, sum = 0; b < BUCKETS; b++) {
        const count = at[b];
        at[b] = sum;
        sum += count;
      }
      distribute(from, to, at, digit, n);
      [from, to] = [to, from];
    }
    order.set(from.place);
  };
}

function readKeys(line: Float64Array, { low, high, place }: Keys): void {
  const words = new Int32Array(line.buffer, line.byteOffset, 2 * line.length);
  const first = new Uint8Array(Uint32Array.of(1).buffer)[0]; // the word that holds the low bits
  for (let i = 0; i < line.length; i++) {
    const v = line[i] + 0;
    line[i] = v;
    const h = words[2 * i + first];
    const flip = h >> 31;
    place[i] = i;
    low[i] = v === v ? words[2 * i + 1 - first] ^ flip : -1;
    high[i] = v === v ? h ^ (flip | -2147483648) : -1;
  }
}

function countDigits({ low, high }: Keys, counts: Int32Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const l = low[i];
    const h = high[i];
    counts[l & MASK]++;
    counts[BUCKETS + ((l >>> 11) & MASK)]++;
    counts[2 * BUCKETS + (((l >>> 22) | (h << 10)) & MASK)]++;
    counts[3 * BUCKETS + ((h >>> 1) & MASK)]++;
    counts[4 * BUCKETS + ((h >>> 12) & MASK)]++;
    counts[5 * BUCKETS + (h >>> 23)]++;
  }
}

function distribute(from: Keys, to: Keys, at: Int32Array, digit: number, n: number): void {
  const { low, high, place } = from;
  for (let i = 0; i < n; i++) {
    const l = low[i];
    const h = high[i];
    const k = at[digitOf(digit, l, h)]++;
    to.low[k] = l;
    to.high[k] = h;
    to.place[k] = place[i];
  }
}
