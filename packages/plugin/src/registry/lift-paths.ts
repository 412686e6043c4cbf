/**
 * Lifts, validated once: in each kind they form a forest whose every path ends at the latest contract.
 *
 * From a contract there is at most one lift, so a path has no choices; following it from anywhere must reach the latest
 * contract, so it has no cycle and no dead end.
 */
import { PluginError } from '../plugin-error.ts';
import type { Lift } from './lift.ts';

/** The lifts from a contract to the latest of its kind, in order; undefined when it does not lead there. */
export type LiftPaths = (kind: string, spec: string) => readonly Lift[] | undefined;

const arrow = (l: Lift): string => `${l.kind} ${l.from} → ${l.to}`;

/** @throws PluginError BAD_LIFT, UNKNOWN_KIND */
export function liftPaths(latest: ReadonlyMap<string, string>, lifts: readonly Lift[]): LiftPaths {
  const next = new Map<string, Lift>();
  for (const l of lifts) {
    if (!latest.has(l.kind))
      throw new PluginError(
        'UNKNOWN_KIND',
        `a lift of the kind "${l.kind}", which this app does not know`,
        'give `kinds: { … }` its latest contract',
      );
    const key = `${l.kind}:${l.from}`;
    const other = next.get(key);
    if (other !== undefined && other !== l)
      throw new PluginError('BAD_LIFT', `two lifts leave one contract: ${arrow(other)} and ${arrow(l)}`, 'keep one of them');
    next.set(key, l);
  }
  const follow: LiftPaths = (kind, spec) => {
    const path: Lift[] = [];
    const end = latest.get(kind);
    for (let at = spec; at !== end;) {
      const step = next.get(`${kind}:${at}`);
      if (step === undefined || path.includes(step)) return undefined;
      path.push(step);
      at = step.to;
    }
    return path;
  };
  for (const l of lifts) {
    const end = latest.get(l.kind) as string;
    if (l.from === end)
      throw new PluginError(
        'BAD_LIFT',
        `${arrow(l)} leaves the latest contract`,
        `lifts lead to ${end}; raise \`kinds\` if ${l.to} is the latest`,
      );
    if (follow(l.kind, l.from) === undefined)
      throw new PluginError(
        'BAD_LIFT',
        `${arrow(l)} does not lead to ${end}, the latest contract of ${l.kind}`,
        'add the lifts between, or break the cycle',
      );
  }
  return follow;
}
