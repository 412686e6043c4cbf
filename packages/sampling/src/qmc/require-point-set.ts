import { ArgumentError } from '@adjoint/tensor';

/** @throws ArgumentError unless n is an integer ≥ 0 and the dimension one from 1 to the largest */
export function requirePointSet(name: string, n: number, dimension: number, largest = Infinity): void {
  if (!Number.isInteger(n) || n < 0) throw new ArgumentError(`${name}: ${n} points`, 'the number of points is an integer ≥ 0');
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > largest)
    throw new ArgumentError(
      `${name}: dimension ${dimension}`,
      `the dimension is an integer from 1${largest === Infinity ? '' : ` to ${largest}`}`,
    );
}
