/**
 * What all iterations share: cycles from a residual that is computed anew, b − A·x, never believed from a recurrence
 * alone. 'converged' therefore holds for the x that is returned; a recurrence that has parted from it starts again, and
 * what cannot be improved any more ends as 'stagnation'. Greenbaum (1997), section 7.3, on the attainable accuracy.
 */
import { ArgumentError, adoptBuffer } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { firstNonFinite, maxAbs, scaleInPlace } from '../dense/scaling.ts';
import { norm2 } from '../dense/vector.ts';
import { type KrylovSystem, residual } from './krylov-system.ts';
import type { KrylovOptions, KrylovResult } from './linear-operator.ts';

export interface CycleLimits {
  /** Steps that may still be taken. */
  readonly budget: number;
  /** End the cycle once the recurrence says ‖r‖ ≤ target. */
  readonly target: number;
  /** Called before each step with the recurrence's ‖r‖; true when it was aborted. */
  readonly step: (size: number) => boolean;
}

export interface CycleEnd {
  readonly steps: number;
  readonly state: 'paused' | 'breakdown' | 'aborted' | 'least-squares';
}

/** Improves x from r = b − A·x; r may be overwritten. */
export type Cycle = (r: Float64Array<ArrayBuffer>, size: number, x: Float64Array, limits: CycleLimits) => CycleEnd;

export interface CyclesOptions {
  readonly tolerance: number;
  readonly limit: number;
  /** A cycle must bring ‖r‖ below this multiple of what it was, else it is 'stagnation'. */
  readonly progress: number;
  /** The method's ‖r‖ never grows in exact arithmetic: a cycle that made it larger is undone and made again half as long. */
  readonly monotone: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: KrylovOptions['onProgress'] | undefined;
}

export function runCycles(
  system: KrylovSystem,
  { tolerance, limit, progress, monotone, signal, onProgress }: CyclesOptions,
  cycle: Cycle,
): KrylovResult {
  const { x, normB } = system;
  const r = new Float64Array(system.b.length);
  const target = tolerance * normB;
  const kept = new Float64Array(x.length);
  let k = 0;
  let cap = Infinity;
  residual(system, r);
  let size = norm2(r);
  const end = (status: KrylovResult['status']): KrylovResult => finish(system, status, k, tolerance);
  if (normB === 0) return end('converged');
  for (;;) {
    if (size <= target) return end('converged');
    if (signal?.aborted) return end('aborted');
    if (k >= limit) return end('iteration-limit');
    kept.set(x);
    const started = k;
    const { steps, state } = cycle(r, size, x, {
      budget: Math.min(limit - k, cap),
      target: Math.max(target, 1e-3 * EPS * size),
      step: (now) => {
        if (signal?.aborted) return true;
        onProgress?.({ iteration: k++, residual: now / normB });
        return false;
      },
    });
    k = started + steps;
    residual(system, r);
    const now = norm2(r);
    const worse = !(now <= size);
    if (firstNonFinite(x) >= 0 || now - now !== 0 || (worse && (monotone || (state !== 'aborted' && k < limit)))) x.set(kept);
    if (now <= target) return end('converged');
    if (state !== 'paused') return end(state);
    if (k >= limit) return end('iteration-limit');
    if (monotone && worse && steps > 1) {
      cap = steps >> 1;
      residual(system, r);
      continue;
    }
    if (!(now < progress * size)) return end('stagnation');
    size = now;
  }
}

/** Scales x back; what its rounding below the normal range costs is in the residual that is reported. */
export function finish(system: KrylovSystem, status: KrylovResult['status'], iterations: number, tolerance: number): KrylovResult {
  const { name, x, exponent, normB } = system;
  const solution = x.slice();
  scaleInPlace(solution, exponent);
  if (firstNonFinite(solution) >= 0)
    throw new ArgumentError(`${name}: the solution leaves the range of doubles`, 'scale b by a power of two, and the solution back');
  x.set(solution);
  scaleInPlace(x, -exponent);
  const r = new Float64Array(system.b.length);
  residual(system, r);
  const relativeResidual = normB === 0 ? maxAbs(r) : norm2(r) / normB;
  const honest = status === 'converged' && !(norm2(r) <= tolerance * normB) ? 'stagnation' : status;
  return { x: adoptBuffer(solution, [solution.length]), status: honest, iterations, relativeResidual };
}
