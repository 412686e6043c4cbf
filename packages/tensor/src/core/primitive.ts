/**
 * One operation and all that is known of it.
 *
 * Rules use Tensor operations only, so a rule can itself be differentiated, batched or captured. One derivative
 * rule is enough: the missing one is its transposition, since a linear map is its own derivative.
 *
 * Carette, Kiselyov, Shan (2009), "Finally tagless, partially evaluated"; Radul et al. (2023),
 * "You only linearize once: tangents transpose to gradients".
 */
import type { Graph } from '../graph/graph.ts';
import type { AnyTypedArray } from './dtype.ts';
import type { Aval, Tensor } from './tensor.ts';
import type { DenseTensor } from './tensor-class.ts';

/** A derivative known to vanish is never built: null is the structural zero. */
export type Maybe = Tensor | null;

/** Applies a graph to its inputs and to what it closed over. */
export interface GraphRunner {
  (graph: Graph, inputs: readonly Tensor[], captured: readonly Tensor[]): readonly Tensor[];
  /**
   * A compiler may take all turns of a loop at once: the body maps states, elements and what all turns share to the next
   * states and results. Gives the last states and the results one after the other; null where it cannot.
   */
  readonly turns?: (
    body: Graph,
    state: readonly DenseTensor[],
    scanned: readonly DenseTensor[],
    constants: readonly DenseTensor[],
    length: number,
    backwards: boolean,
  ) => { readonly state: readonly DenseTensor[]; readonly rows: readonly AnyTypedArray[] } | null;
}

export interface Primitive<P = undefined> {
  readonly name: string;
  /** Inputs broadcast against each other; then the interpreters, not the rules, bring tangents and cotangents to shape. */
  readonly broadcasts?: true;
  /** A captured graph takes the expansion instead of the call. */
  readonly inline?: true;
  /** Outputs carry no derivative at all: a derivative interpreter passes the plain values on (stopGradient, comparisons). */
  readonly detached?: true;
  /** Shapes and dtypes of the outputs; the error messages for wrong input are made here. */
  abstract(inputs: readonly Aval[], params: P): readonly Aval[];
  evaluate(inputs: readonly DenseTensor[], params: P): readonly Tensor[];
  /** `evaluate` of a primitive whose params hold graphs, these run by `run`: a compiler gives programs of its own. */
  evaluateBy?(inputs: readonly DenseTensor[], params: P, run: GraphRunner): readonly Tensor[];
  /** Directional derivative. Null tangents are zeros; `outputs` are given since e.g. exp′(x) = y. */
  jvp?(tangents: readonly Maybe[], inputs: readonly Tensor[], outputs: readonly Tensor[], params: P): readonly Maybe[];
  /** Transposed derivative. `wanted[i]` is null where no cotangent is needed. `outputs` may go on with residuals. */
  vjp?(
    cotangents: readonly Maybe[],
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    params: P,
    wanted: readonly (object | null)[],
  ): readonly Maybe[];
  /** Outputs, and what else the reverse sweep should keep. */
  residuals?(inputs: readonly Tensor[], params: P): { readonly outputs: readonly Tensor[]; readonly residuals: readonly Tensor[] };
  /** The same result by simpler primitives: for an interpreter that has no rule, and for compiling. */
  expand?(inputs: readonly Tensor[], params: P): readonly Tensor[];
  /** Batched inputs lead with the batch axis; so must every output. Without it: one application per example. */
  batch?(inputs: readonly Tensor[], batched: readonly boolean[], params: P, size: number): readonly Tensor[];
}

// Params differ per primitive and are only passed back to the primitive they came from.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyPrimitive = Primitive<any>;
