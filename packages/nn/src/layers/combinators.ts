/** Modules made of modules. */
import { ArgumentError, type Shape, ShapeError, type Tensor, concat, sameShape } from '@adjoint/tensor';
import type { Applied, ApplyContext, Module } from '../core/module.ts';
import { advance } from '../core/advance.ts';
import { pathKey } from '../core/path-key.ts';
import { requireSize } from '../core/require-size.ts';
import { type Sequential, layerContext, layerPath, sequential } from './sequential.ts';

/**
 * y = x + f(x). He, Zhang, Ren, Sun (2016), "Deep residual learning".
 *
 * @throws ShapeError when f changes the shape
 */
export function residual<P, S>(inner: Module<P, S>): Module<P, S> {
  const outputShape = (shape: Shape): Shape => {
    const out = inner.outputShape(shape);
    if (!sameShape(out, shape))
      throw new ShapeError(
        `residual: ${inner.kind} turns [${shape.join(', ')}] into [${out.join(', ')}]`,
        'input and output of the inner module must have one shape',
      );
    return out;
  };
  return {
    kind: 'residual',
    children: [inner],
    outputShape,
    init(key, shape, options) {
      outputShape(shape);
      return inner.init(pathKey(key, inner.kind), shape, options);
    },
    apply(params, state, x, context = {}): Applied<S> {
      const { y, state: next } = inner.apply(params, state, x, context);
      return { y: x.astype(y.dtype).add(y), state: next };
    },
    advance(params, state, x, history, context) {
      const { y, history: next } = advance(inner, params, state, x, history, context);
      return { y: x.astype(y.dtype).add(y), history: next };
    },
    operations: (shape) => (inner.operations?.(shape) ?? 0) + shape.reduce((n, length) => n * length, 1),
  };
}

/**
 * The same input through several modules, their outputs side by side along an axis, or added up.
 *
 * @param how 'concat' along the last axis (default), 'channels' along the first of an example, or 'sum'
 * @throws ArgumentError without modules; ShapeError when the outputs do not fit together
 */
export function parallel(
  modules: readonly Module[],
  how: 'concat' | 'channels' | 'sum' = 'concat',
): Module<readonly unknown[], readonly unknown[]> {
  if (modules.length === 0) throw new ArgumentError('parallel: no modules', 'give at least one');
  const combined = (shapes: readonly Shape[]): Shape => {
    const axis = how === 'concat' ? shapes[0].length - 1 : how === 'channels' ? 0 : -1;
    const fit = shapes.every((s) => s.length === shapes[0].length && s.every((n, i) => i === axis || n === shapes[0][i]));
    if (!fit)
      throw new ShapeError(
        `parallel: outputs ${shapes.map((s) => `[${s.join(', ')}]`).join(', ')}`,
        how === 'sum' ? 'they must have one shape' : 'they may differ along one axis only',
      );
    return shapes[0].map((n, i) => (i === axis ? shapes.reduce((sum, s) => sum + s[i], 0) : n));
  };
  return {
    kind: 'parallel',
    children: modules,
    outputShape: (shape) => combined(modules.map((m) => m.outputShape(shape))),
    init(key, shape, options) {
      const made = modules.map((m, i) => m.init(pathKey(key, layerPath(i, m)), shape, options));
      return { params: made.map((m) => m.params), state: made.map((m) => m.state) };
    },
    apply(params, state, x, context: ApplyContext = {}) {
      const made = modules.map((m, i) => m.apply(params[i], state[i], x, layerContext(context, i, m)));
      const ys: readonly Tensor[] = made.map((m) => m.y);
      return {
        y: how === 'sum' ? ys.reduce((a, b) => a.add(b)) : concat(ys, how === 'channels' ? 1 : -1),
        state: made.map((m) => m.state),
      };
    },
    advance(params, state, x, history, context) {
      if (how === 'channels')
        throw new ArgumentError("advance: parallel(…, 'channels') joins along the positions", "join along the last axis: 'concat'");
      const before = history as readonly unknown[] | null;
      const made = modules.map((m, i) => advance(m, params[i], state[i], x, before === null ? null : before[i], context));
      const ys: readonly Tensor[] = made.map((m) => m.y);
      return { y: how === 'sum' ? ys.reduce((a, b) => a.add(b)) : concat(ys, -1), history: made.map((m) => m.history) };
    },
    operations: (shape) => modules.reduce((sum, m) => sum + (m.operations?.(shape) ?? 0), 0),
  };
}

/** n modules of one kind one after another, each with its own parameters. @throws ArgumentError unless n is an integer ≥ 1 */
export function repeat(n: number, module: Module): Sequential {
  requireSize('repeat: n', n);
  return sequential(...Array.from({ length: n }, () => module));
}
