/**
 * Primitives from scalar functions of several arguments, with broadcasting and derivatives by each argument.
 *
 *   d f(a, b, …) = Σ (∂f/∂aᵢ)·daᵢ
 */
import { type DenseTensor, type Maybe, type Primitive, type Tensor, adoptBuffer, bind, broadcastShapes, sizeOf } from '@adjoint/tensor';

/** The derivative of the result by argument i, null where it vanishes everywhere. */
export type Partials = (args: readonly Tensor[], result: Tensor, i: number) => Maybe;
export type Scalar = (...args: number[]) => number;

/* @__NO_SIDE_EFFECTS__ */
export function elementwise(name: string, f: Scalar, partials: Partials | null): Primitive {
  const along = (tangents: readonly Maybe[], args: readonly Tensor[], result: Tensor): Maybe => {
    let total: Maybe = null;
    for (let i = 0; i < args.length; i++) {
      const t = tangents[i];
      const d = t && partials!(args, result, i);
      if (t && d) {
        const term = t.mul(d);
        total = total === null ? term : total.add(term);
      }
    }
    return total;
  };
  const self: Primitive = {
    name,
    broadcasts: true,
    abstract: (args) => [{ shape: broadcastShapes(name, ...args.map((a) => a.shape)), dtype: 'float64' }],
    evaluate: (args) => [evaluate(name, f, args)],
    batch: (args, batched) => bind(self, alignBatch(args, batched), undefined),
  };
  return partials === null
    ? self
    : Object.assign(self, {
        jvp: (tangents: readonly Maybe[], args: readonly Tensor[], [result]: readonly Tensor[]) => [along(tangents, args, result)],
        vjp: (
          [ct]: readonly Maybe[],
          args: readonly Tensor[],
          [result]: readonly Tensor[],
          _p: undefined,
          wanted: readonly (object | null)[],
        ) =>
          args.map((_, i) => {
            const d = wanted[i] && partials(args, result, i);
            return d ? ct!.mul(d) : null;
          }),
      } satisfies Partial<Primitive>);
}

function evaluate(name: string, f: Scalar, args: readonly DenseTensor[]): Tensor {
  const shape = broadcastShapes(name, ...args.map((a) => a.shape));
  const out = new Float64Array(sizeOf(shape));
  const data = args.map((a) => (a.size === 1 ? a.packed() : (a.broadcastTo(shape) as DenseTensor).packed()));
  const step = args.map((a) => Number(a.size !== 1));
  const [a, b, c, d, e] = data;
  const [i, j, k, l, m] = step;
  for (let n = 0; n < out.length; n++) {
    switch (data.length) {
      case 1:
        out[n] = f(a[n * i]);
        break;
      case 2:
        out[n] = f(a[n * i], b[n * j]);
        break;
      case 3:
        out[n] = f(a[n * i], b[n * j], c[n * k]);
        break;
      case 4:
        out[n] = f(a[n * i], b[n * j], c[n * k], d[n * l]);
        break;
      default:
        out[n] = f(a[n * i], b[n * j], c[n * k], d[n * l], e[n * m]);
    }
  }
  return adoptBuffer(out, shape);
}

/** Batched inputs with axes of length 1 behind the batch, so that all have the rank of the largest. */
function alignBatch(args: readonly Tensor[], batched: readonly boolean[]): readonly Tensor[] {
  const own = args.map((a, i) => a.shape.length - Number(batched[i]));
  const rank = Math.max(...own);
  return args.map((a, i) =>
    batched[i] && own[i] < rank ? a.reshape([a.shape[0], ...new Array<number>(rank - own[i]).fill(1), ...a.shape.slice(1)]) : a,
  );
}
