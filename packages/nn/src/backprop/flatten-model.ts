import type { Module } from '../core/module.ts';

/** A layer of a model with what belongs to it. */
export interface FlatLayer {
  readonly path: string;
  readonly module: Module;
  readonly params: unknown;
  readonly state: unknown;
}

/** The layers of nested `sequential`s in the order of the forward pass; any other module is one layer. */
export function flattenModel(module: Module, params: unknown, state: unknown, path = ''): readonly FlatLayer[] {
  if (module.kind !== 'sequential' || module.children === undefined) return [{ path: path || module.kind, module, params, state }];
  return module.children.flatMap((child, i) =>
    flattenModel(child, (params as readonly unknown[])[i], (state as readonly unknown[])[i], `${path}${path && '/'}${i}:${child.kind}`),
  );
}

/** Puts one value for each flat layer back into the structure of the model's parameters. */
export function nestLayers(module: Module, values: readonly unknown[]): unknown {
  let next = 0;
  const walk = (m: Module): unknown => (m.kind === 'sequential' && m.children !== undefined ? m.children.map(walk) : values[next++]);
  return walk(module);
}
