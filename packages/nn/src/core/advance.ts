/**
 * Sequences position by position: each call takes what is new and what earlier positions left behind.
 *
 *   y_t = apply(x_1 … x_t)_t,   at the cost of position t alone
 *
 * Attention keeps its keys and values, a recurrent layer what it carries, positions their number.
 */
import { ArgumentError, type Tensor } from '@adjoint/tensor';
import type { Advanced, ApplyContext, Module } from './module.ts';

/**
 * @param x       [N, t, …]: the next t ≥ 1 positions of N sequences
 * @param history of the positions before, as the last call gave it; null at the beginning
 * @returns y [N, t, …], the last positions of what `apply` gives for the whole sequences, and the history with them
 * @throws ArgumentError where a layer must see the whole sequence (attention that is not causal, backwards recurrence, flatten)
 * @example
 * let { y, history } = advance(model, params, state, prompt);
 * for (…) ({ y, history } = advance(model, params, state, nextToken(y), history));
 */
export function advance<P, S>(
  model: Module<P, S>,
  params: P,
  state: S,
  x: Tensor,
  history: unknown = null,
  context: ApplyContext = {},
): Advanced {
  if (model.advance === undefined)
    throw new ArgumentError(
      `advance: ${model.kind} must see the whole sequence`,
      'causal attention, recurrence forwards and layers that treat every position alike go on position by position',
    );
  return model.advance(params, state, x, history, { ...context, train: false });
}

/** The same module, which treats every position alike. */
/* @__NO_SIDE_EFFECTS__ */
export function positionwise<M extends { readonly kind: string }>(module: M): M {
  return {
    ...module,
    advance(this: Module, params: unknown, state: unknown, x: Tensor, _history: unknown, context?: ApplyContext): Advanced {
      return { y: this.apply(params, state, x, context).y, history: null };
    },
  };
}
