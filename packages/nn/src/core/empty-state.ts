import { EMPTY, type Module } from './module.ts';

/** The state of a model whose layers have none: what `init` would return, without parameters being drawn. */
export const emptyState = (model: Module): unknown => model.kind === 'sequential' && model.children ? model.children.map(emptyState) : EMPTY;
