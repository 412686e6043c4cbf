/**
 * Primitives whose derivatives are central differences, for smooth sums and integrals that have no short derivative: three
 * steps and Richardson's extrapolation, of relative accuracy about 1e-9.
 */
import { type Primitive, bind1 } from '@adjoint/tensor';
import { type Scalar, elementwise } from './elementwise.ts';

/** @param room how far argument i may be moved to either side, the length on which f changes; 0 for arguments without derivative */
/* @__NO_SIDE_EFFECTS__ */
export function byDifferences(name: string, f: Scalar, room: (args: readonly number[], i: number) => number): Primitive {
  const slopes = Array.from({ length: 5 }, (_, i) =>
    elementwise(`${name}.slope${i}`, (...args) => slopeOf(f, args, i, room(args, i)), null),
  );
  return elementwise(name, f, (args, _y, i) => bind1(slopes[i], args, undefined));
}

function slopeOf(f: Scalar, args: readonly number[], i: number, room: number): number {
  if (room === 0) return 0;
  const h = 2e-3 * room;
  const at = (t: number): number => f(...args.map((a, j) => (j === i ? t : a)));
  const slope = (s: number): number => (at(args[i] + s) - at(args[i] - s)) / (2 * s);
  const [d1, d2, d4] = [slope(h), slope(2 * h), slope(4 * h)];
  return (16 * ((4 * d1 - d2) / 3) - (4 * d2 - d4) / 3) / 15;
}
