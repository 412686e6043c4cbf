/**
 * Layers one after another: the output of each is the input of the next.
 *
 * Parameters and state are arrays, one entry for each layer; the key of layer i is made from `i:kind`.
 */
import { type Shape, type Tensor, TreeError } from '@adjoint/tensor';
import type { Key } from '@adjoint/random';
import type { Applied, ApplyContext, InitOptions, Initial, Module, ParamsOf, StateOf } from '../core/module.ts';
import { advance } from '../core/advance.ts';
import { pathKey } from '../core/path-key.ts';

type ParamsOfAll<M extends readonly Module[]> = { readonly [K in keyof M]: ParamsOf<M[K]> };
type StatesOfAll<M extends readonly Module[]> = { readonly [K in keyof M]: StateOf<M[K]> };

export interface Sequential<M extends readonly Module[] = readonly Module[]> extends Module<ParamsOfAll<M>, StatesOfAll<M>> {
  readonly kind: 'sequential';
  readonly children: M;
}

/**
 * @throws ShapeError (init) when a layer does not take what the one before gives, naming the layer
 * @example sequential(linear(784, 128), relu(), linear(128, 10))
 */
export function sequential<const M extends readonly Module[]>(...layers: M): Sequential<M> {
  const order = poolFirst(layers);
  return {
    kind: 'sequential',
    children: layers,
    outputShape: (shape) => layers.reduce<Shape>((s, layer) => layer.outputShape(s), shape),
    init(key: Key, shape: Shape, options?: InitOptions): Initial<ParamsOfAll<M>, StatesOfAll<M>> {
      const params: unknown[] = [];
      const state: unknown[] = [];
      let s = shape;
      for (const [i, layer] of layers.entries()) {
        const initial = layer.init(pathKey(key, layerPath(i, layer)), s, options);
        params.push(initial.params);
        state.push(initial.state);
        s = layer.outputShape(s);
      }
      return { params: params as never, state: state as never };
    },
    apply(params, state, x: Tensor, context: ApplyContext = {}): Applied<StatesOfAll<M>> {
      requireLayers(params, layers);
      const next: unknown[] = [];
      let y = x;
      for (const i of order) {
        const layer = layers[i];
        const applied = layer.apply(params[i], state[i], y, layerContext(context, i, layer));
        y = applied.y;
        next[i] = applied.state;
      }
      return { y, state: next as never };
    },
    advance(params, state, x, history, context = {}) {
      const before = history as readonly unknown[] | null;
      const after: unknown[] = [];
      requireLayers(params, layers);
      let y = x;
      for (const i of order) {
        const advanced = advance(layers[i], params[i], state[i], y, before === null ? null : before[i], context);
        y = advanced.y;
        after[i] = advanced.history;
      }
      return { y, history: after };
    },
    operations(shape) {
      let s = shape;
      let total = 0;
      for (const layer of layers) {
        total += layer.operations?.(s) ?? 0;
        s = layer.outputShape(s);
      }
      return total;
    },
  };
}

function requireLayers(params: readonly unknown[], layers: readonly Module[]): void {
  if (params.length !== layers.length)
    throw new TreeError(
      'params',
      `sequential: parameters of ${params.length} layers for ${layers.length}`,
      'give those that init of this model returned',
    );
}

/** The order of application: each `relu` right before a max pooling changes places with it. */
function poolFirst(layers: readonly Module[]): readonly number[] {
  const order = layers.map((_, i) => i);
  for (let i = 0; i + 1 < order.length; i++) {
    if (layers[order[i]].exchange === 'relu' && layers[order[i + 1]].exchange === 'max-pool')
      [order[i], order[i + 1]] = [order[i + 1], order[i]];
  }
  return order;
}

/** Name of a layer among its siblings. */
export const layerPath = (i: number, layer: Module): string => `${i}:${layer.kind}`;

/** The context of one layer: its own key. */
export function layerContext(context: ApplyContext, i: number, layer: Module): ApplyContext {
  return context.key === undefined ? context : { ...context, key: pathKey(context.key, layerPath(i, layer)) };
}
