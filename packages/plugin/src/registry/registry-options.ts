import type { AnyPlugin } from '../plugin/plugin.ts';
import type { Lift } from './lift.ts';

export interface RegistryOptions {
  readonly plugins: readonly AnyPlugin[];
  /** Latest contract of kinds that are not ours: `{ distribution: 'v1' }`. */
  readonly kinds?: Readonly<Record<string, string>>;
  /** Lifts beside our own. */
  readonly lifts?: readonly Lift[];
  /** Ends creation; handed to plugins. */
  readonly signal?: AbortSignal;
}
