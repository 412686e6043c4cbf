/** What a model is made of: layers, shapes, parameters, operations. */
import { type Shape, treeLeaves } from '@adjoint/tensor';
import { key } from '@adjoint/random';
import type { Module } from './core/module.ts';

export interface LayerSummary {
  /** Path in the model: `0:conv2d`. */
  readonly path: string;
  readonly kind: string;
  readonly outputShape: Shape;
  readonly parameters: number;
  /** Multiplications and additions for one example; null where a layer does not say. */
  readonly operations: number | null;
}
export interface ModelSummary {
  readonly inputShape: Shape;
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  /** Of the layers that say. */
  readonly operations: number;
}

/**
 * @param shape of one input example
 * @throws ShapeError when the layers do not fit together
 * @example console.log(formatSummary(summary(model, [1, 28, 28])))
 */
export function summary(model: Module, shape: Shape): ModelSummary {
  const layers: LayerSummary[] = [];
  const walk = (m: Module, params: unknown, input: Shape, path: string): Shape => {
    const out = m.outputShape(input);
    if (m.kind === 'sequential' && m.children !== undefined) {
      return m.children.reduce<Shape>(
        (s, child, i) => walk(child, (params as readonly unknown[])[i], s, `${path}${path && '/'}${i}:${child.kind}`),
        input,
      );
    }
    const parameters = treeLeaves(params).reduce((n, p) => n + p.size, 0);
    layers.push({ path: path || m.kind, kind: m.kind, outputShape: out, parameters, operations: m.operations?.(input) ?? null });
    return out;
  };
  walk(model, model.init(key(0), shape).params, shape, '');
  return {
    inputShape: shape,
    layers,
    parameters: layers.reduce((n, l) => n + l.parameters, 0),
    operations: layers.reduce((n, l) => n + (l.operations ?? 0), 0),
  };
}

/** The summary as a table. */
export function formatSummary(s: ModelSummary): string {
  const table = [
    ['layer', 'output', 'parameters', 'operations'],
    ['input', shapeText(s.inputShape), '', ''],
    ...s.layers.map((l) => [l.path, shapeText(l.outputShape), count(l.parameters), l.operations === null ? '' : count(l.operations)]),
    ['total', '', count(s.parameters), count(s.operations)],
  ];
  const widths = table[0].map((_, k) => Math.max(...table.map((row) => row[k].length)));
  return table
    .map((row) =>
      row
        .map((cell, k) => (k < 2 ? cell.padEnd(widths[k]) : cell.padStart(widths[k])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const shapeText = (s: Shape): string => `[${s.join(', ')}]`;
const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
