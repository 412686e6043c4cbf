/** The steps of a program, as data: what each reads, does and writes. */
import type { Loop, LoopType } from '@adjoint/kernels/wasm';
import type { GraphNode, Shape } from '@adjoint/tensor';
import type { Along } from './product.ts';
import type { Folding } from './row-pieces.ts';
import type { MatrixView, View } from './view.ts';

/** What a product reads: in memory, or straight from the tensor of a variable. */
export interface Operand {
  readonly view: View;
  readonly host: boolean;
}
export interface Factor extends Operand, MatrixView {}

/** What a product does to its elements before they are left; scale and bias are vectors. */
export interface Finish {
  readonly along: Along;
  readonly scale: Operand | null;
  readonly bias: Operand | null;
  readonly relu: boolean;
}

export interface LoopOperation {
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly View[];
  readonly steps: Loop['steps'];
  readonly shape: Shape;
  readonly precision: Loop['precision'];
  readonly outputs: readonly { readonly step: number; readonly to: number }[];
}

export interface ProductOperation {
  readonly kind: 'matmul';
  readonly node: GraphNode;
  readonly a: Factor;
  readonly b: Factor;
  readonly to: number;
  readonly lead: Shape;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly finish: Finish | null;
}

/** What a program does, in order. Roots are variables whose elements lie packed in memory. */
export type Operation =
  /** Tensor to memory. */
  | { readonly kind: 'load'; readonly to: number }
  | { readonly kind: 'copy'; readonly from: View; readonly to: number }
  | (LoopOperation & { readonly kind: 'loop' })
  /**
   * A loop from tensors to tensors in tiles; `tiles` are the inputs taken piece by piece, `shape` is that of the results.
   * Results that are not `given` are only reduced: along rows of `row` elements each, or along columns, `row` elements apart.
   */
  | (LoopOperation & {
      readonly kind: 'stream';
      /** The shape of a tile: elements, or rows and columns. */
      readonly tile: Shape;
      readonly row: number;
      readonly along: Along;
      readonly tiles: readonly number[];
      readonly given: readonly boolean[];
      readonly reductions: readonly { readonly of: number; readonly name: Folding; readonly node: GraphNode; readonly to: number }[];
    })
  | ProductOperation
  /** The product and the loop that adds `alpha` times it to a state, in the place of that. */
  | { readonly kind: 'update'; readonly product: ProductOperation; readonly loop: LoopOperation; readonly alpha: number }
  | {
      readonly kind: 'reduce';
      readonly node: GraphNode;
      readonly from: View;
      readonly to: number;
      readonly outer: number;
      readonly n: number;
      readonly inner: number;
    }
  /** A kernel of one operand, element by element. */
  | { readonly kind: 'map'; readonly node: GraphNode; readonly kernel: string; readonly from: View; readonly to: number }
  | {
      readonly kind: 'place';
      readonly node: GraphNode;
      readonly from: View;
      readonly to: number;
      readonly strides: Shape;
      readonly offset: number;
    }
  /** Any other primitive, on tensors; `unloads` are its inputs that lie in memory. */
  | { readonly kind: 'host'; readonly node: GraphNode; readonly unloads: readonly number[] };

/** Factors, scale and bias. */
export const operandsOf = ({ a, b, finish }: ProductOperation): readonly Operand[] =>
  [a, b, finish?.scale, finish?.bias].filter((f) => f !== null && f !== undefined);

/** Roots that an operation reads in memory. */
export function readsOf(o: Operation, views: ReadonlyMap<number, View>): readonly number[] {
  switch (o.kind) {
    case 'load':
      return [];
    case 'loop':
      return o.inputs.map((v) => v.root);
    case 'stream':
      return o.inputs.flatMap((v) => (o.tiles.includes(v.root) ? [] : [v.root]));
    case 'matmul':
      return operandsOf(o).flatMap((f) => (f.host ? [] : [f.view.root]));
    case 'update':
      return [...operandsOf(o.product).flatMap((f) => (f.host ? [] : [f.view.root])), ...o.loop.inputs.map((v) => v.root)];
    case 'copy':
    case 'reduce':
    case 'map':
    case 'place':
      return [o.from.root];
    case 'host':
      return o.unloads.map((v) => views.get(v)!.root);
  }
}

export const writesOf = (o: Operation): readonly number[] =>
  o.kind === 'host'
    ? []
    : o.kind === 'update'
      ? [o.product.to, ...o.loop.outputs.map((x) => x.to)]
      : o.kind === 'loop'
        ? o.outputs.map((x) => x.to)
        : o.kind === 'stream'
          ? [...o.tiles, ...o.outputs.map((x) => x.to), ...o.reductions.map((r) => r.to)]
          : [o.to];

export const loopTypeOf = (dtype: string): LoopType => dtype as LoopType;
