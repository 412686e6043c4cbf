/**
 * The rotation of an orthogonal similarity A = Q·T·Qᵀ when A moves: Ω = Qᵀ·dQ, antisymmetric, such that
 *
 *   dT = C − ΩT + TΩ,   C = Qᵀ·dA·Q
 *
 * keeps the form of T: L(Ω) = P(ΩT − TΩ) = P(C), where P takes the entries that the form forbids. Linear in C; its transpose
 * S = L⁻ᵀ(W) obeys ⟨S, C⟩ = ⟨W, Ω⟩ for every C, and in both directions the cotangent of T is ΩS − SΩ.
 * Where the form leaves a rotation free (equal eigenvalues, a zero subdiagonal) it is taken as zero.
 */
import { type DenseTensor, type Primitive, type Tensor, bind, bind1 } from '@adjoint/tensor';
import { hessenbergCoupling, hessenbergCouplingTransposed } from './hessenberg-coupling.ts';
import { batchSize, doubles, wrap } from './matrices.ts';
import { schurCoupling, schurCouplingTransposed } from './schur-coupling.ts';

type Form = 'schur' | 'hessenberg';
interface Params {
  readonly form: Form;
  readonly transpose: boolean;
}

/** Order n, T and C row by row; the result is a new matrix. */
type Coupling = (t: Float64Array, c: Float64Array, n: number) => Float64Array;
const LOOPS: Readonly<Record<Form, readonly [straight: Coupling, transposed: Coupling]>> = {
  schur: [schurCoupling, schurCouplingTransposed],
  hessenberg: [hessenbergCoupling, hessenbergCouplingTransposed],
};

export const orthogonalCouplingPrimitive: Primitive<Params> = {
  name: 'orthogonalCoupling',
  abstract: ([, c]) => [{ shape: c.shape, dtype: c.dtype }],
  evaluate: ([t, c]: readonly DenseTensor[], { form, transpose }) => {
    const n = c.shape[c.rank - 1];
    const T = doubles(t);
    const C = doubles(c);
    const out = new Float64Array(C.length);
    const solve = LOOPS[form][transpose ? 1 : 0];
    for (let i = 0, from = 0; i < batchSize(c); i++, from += n * n)
      out.set(solve(T.subarray(from, from + n * n), C.subarray(from, from + n * n), n), from);
    return [wrap(out, c.shape, c.dtype)];
  },
  vjp: ([ct], [t], [x], p, wanted) => {
    const back = bind1(orthogonalCouplingPrimitive, [t, ct!], { ...p, transpose: !p.transpose });
    if (!wanted[0]) return [null, back];
    const [Ω, S] = p.transpose ? [back, x] : [x, back];
    return [Ω.matmul(S).sub(S.matmul(Ω)), back];
  },
  batch: (inputs, batched, p, size) =>
    bind(
      orthogonalCouplingPrimitive,
      inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape]))),
      p,
    ),
};

/** Ω for the form of T, both [..., n, n]. */
export const orthogonalCoupling = (form: Form, T: Tensor, C: Tensor): Tensor =>
  bind1(orthogonalCouplingPrimitive, [T, C], { form, transpose: false });
