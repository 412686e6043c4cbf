import type { AnyPrimitive } from '../core/primitive.ts';
import type { Aval } from '../core/tensor.ts';

/** One application: variables in, variables out. */
export interface GraphNode {
  readonly primitive: AnyPrimitive;
  readonly params: unknown;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A program as data. Variables are numbered in the order they were made; `avals[v]` describes variable v. */
export interface Graph {
  readonly inputs: readonly number[];
  /** What the function closed over: the caller passes it back as extra inputs, or a derivative through it would be lost. */
  readonly captured: readonly number[];
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly number[];
  readonly avals: readonly Aval[];
}
