/** Options are checked before any work: a misspelt one would silently be its default. */
import { ArgumentError } from '@adjoint/tensor';

export interface CommonOptions {
  readonly tolerance?: number | undefined;
  readonly maxIterations?: number | undefined;
  readonly timeLimit?: number | undefined;
}

/** What every solver reads. */
export const COMMON_OPTIONS = ['tolerance', 'maxIterations', 'timeLimit', 'signal', 'onProgress'] as const;

/**
 * @param fields the names that are read
 * @throws ArgumentError for an option of another name, and for a tolerance or limit that is no positive number, or no count
 */
export function requireOptions(name: string, options: CommonOptions, fields: readonly string[]): void {
  for (const key of Object.keys(options))
    if (!fields.includes(key)) throw new ArgumentError(`${name}: no option ${key}`, `its options are ${fields.join(', ')}`);
  const { tolerance, maxIterations, timeLimit } = options;
  if (tolerance !== undefined && !(tolerance > 0 && tolerance < Infinity))
    throw new ArgumentError(`${name}: tolerance ${tolerance}`, 'a positive number, relative to the data; 1e-8 by default');
  if (maxIterations !== undefined && !(maxIterations === Infinity || (Number.isInteger(maxIterations) && maxIterations >= 0)))
    throw new ArgumentError(`${name}: maxIterations ${maxIterations}`, 'a whole number ≥ 0, or Infinity');
  if (timeLimit !== undefined && !(timeLimit >= 0)) throw new ArgumentError(`${name}: timeLimit ${timeLimit}`, 'seconds, 0 or more');
}
