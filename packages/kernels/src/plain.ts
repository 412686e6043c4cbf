/** The plain TypeScript tier as one module: exactly the names of the contract. */
/* elementwise */
export { abs, add, div, mul, neg, reciprocal, sqrt, square, sub } from './elementwise/arithmetic.ts';
export { ceil, floor, relu, remainder, round, sign } from './elementwise/rounding.ts';
export { exp, expm1, log, log1p, sigmoid, softplus } from './elementwise/exponential.ts';
export { acos, asin, atan, cos, sin, tan } from './elementwise/trigonometric.ts';
export { acosh, asinh, atanh, cosh, sinh, tanh } from './elementwise/hyperbolic.ts';
export { besselJ, digamma, erf, erfc, erfinv, lambertW, lgamma, logNdtr, polygamma } from './elementwise/special.ts';
export { atan2, hypot, pow, xlogy } from './elementwise/power.ts';
export { maximum, minimum } from './elementwise/extrema.ts';
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './elementwise/comparison.ts';
export { and, not, or, xor } from './elementwise/logical.ts';
export { isFinite, isNaN } from './elementwise/predicate.ts';

/* reductions and scans of one axis */
export { sum } from './reduce/sum.ts';
export { prod } from './reduce/prod.ts';
export { max, min } from './reduce/extrema.ts';
export { argmax, argmin } from './reduce/arg-extrema.ts';
export { logSumExp } from './reduce/log-sum-exp.ts';
export { all, any } from './reduce/any-all.ts';
export { cumprod, cumsum } from './reduce/cumulative.ts';

/* strided views */
export { gatherStrided } from './strided/gather-strided.ts';
export { scatterStrided } from './strided/scatter-strided.ts';
export { scatterAddStrided } from './strided/scatter-add-strided.ts';

/* matrices and vectors */
export { gemm } from './blas/gemm.ts';
export { gemv, ger } from './blas/gemv.ts';
export { syrk } from './blas/syrk.ts';
export { trsm } from './blas/trsm.ts';
export { asum, axpy, dot, iamax, nrm2 } from './blas/vector.ts';
