import { EMPTY, type Module } from './module.ts';

/** The state of a model whose layers have none: what `init` would return, without parameters being drawn. */
export function emptyState({ kind, children }: Module): unknown {
  if (children === undefined) return EMPTY;
  return kind === 'residual' || kind === 'padded' ? emptyState(children[0]) : children.map(emptyState);
}
