/**
 * A product with its epilogue as one node of a graph: relu(scale·AB + bias), every part optional. Scale and bias have one
 * entry for each row or each column of the result, or one in all.
 *
 * Its bits are those of the separate operations: each step is rounded on its own.
 */
import { type DenseTensor, type Primitive, primitives } from '@adjoint/tensor';

export type Along = 'rows' | 'columns';
export interface Epilogue {
  readonly along: Along;
  readonly scaled: boolean;
  readonly biased: boolean;
  readonly relu: boolean;
}
const PRODUCT = Symbol('product');
interface ProductPrimitive extends Primitive<Epilogue> {
  readonly [PRODUCT]: true;
}

/** Inputs: the factors, then the scale and the bias where there are any. The name says the steps. */
export const productPrimitive = (epilogue: Epilogue): ProductPrimitive => ({
  name: `fused(matmul${epilogue.scaled ? ' mul' : ''}${epilogue.biased ? ' add' : ''}${epilogue.relu ? ' relu' : ''})`,
  [PRODUCT]: true,
  abstract: ([x, y]) => primitives.matmul.abstract([x, y], undefined),
  evaluate: ([x, y, ...rest], { scaled, biased, relu }) => {
    const apply = (p: keyof typeof primitives, ...xs: readonly DenseTensor[]): DenseTensor =>
      primitives[p].evaluate(xs, undefined)[0] as DenseTensor;
    const vectors = [...rest];
    let c = apply('matmul', x, y);
    if (scaled) c = apply('mul', c, vectors.shift()!);
    if (biased) c = apply('add', c, vectors.shift()!);
    return [relu ? apply('relu', c) : c];
  },
});

/** What follows the product of a node; null when it is no such product. */
export const epilogueOf = ({ primitive, params }: { readonly primitive: object; readonly params: unknown }): Epilogue | null =>
  PRODUCT in primitive ? (params as Epilogue) : null;
