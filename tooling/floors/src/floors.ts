/**
 * The lines of the house, from the ground up. A package imports only from lines below its own, never from a neighbour.
 */
export const LINES: readonly (readonly string[])[] = [
  ['kernels'],
  ['tensor'],
  ['plugin'],
  ['linalg', 'calculus', 'jit', 'random'],
  ['nn', 'optim-kkt', 'sampling'],
  ['conformance', 'create-adjoint-plugin', 'datasets'],
];

/** Lines whose packages depend on nothing of others at run time but `ALLOWED_THIRD_PARTY`. */
export const OWN_LINES = 5;
/** What those packages may bring from others: the schema of configurations, and its types. */
export const ALLOWED_THIRD_PARTY: readonly string[] = ['valibot', '@standard-schema/spec'];

/** Brought by whoever installs, never a second time by a package of ours. */
export const PEERS: readonly string[] = ['tensor', 'plugin'];
/** They meet each other only through contracts, and the registry only in their entry `./plugins`. */
export const PLUGIN_ENTRY_ONLY: readonly string[] = ['nn', 'optim-kkt', 'sampling'];

export const SCOPE = '@adjoint/';

/** Index of the line of a package folder; apps stand above all, undefined where the house does not know it. */
export function lineOf(name: string): number | undefined {
  const line = LINES.findIndex((names) => names.includes(name));
  return line < 0 ? undefined : line;
}
