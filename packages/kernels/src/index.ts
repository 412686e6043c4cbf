// The contract
export type * from './contract.ts';

// Deterministic scalar functions
export * as math from './math/index.ts';

// Elementwise
export { abs, ceil, floor, isFinite, isNaN, neg, not, reciprocal, relu, round, sign, sqrt, square } from './elementwise/unary.ts';
export { add, and, div, equal, greater, greaterEqual, less, lessEqual, maximum, minimum, mul, notEqual, or, remainder, sub, xor } from './elementwise/binary.ts';
export {
  acos, acosh, asin, asinh, atan, atan2, atanh, besselJ, cos, cosh, digamma, erf, erfc, erfinv, exp, expm1, hypot, lambertW, lgamma,
  log, log1p, logNdtr, polygamma, pow, sigmoid, sin, sinh, softplus, tan, tanh, xlogy,
} from './elementwise/functions.ts';

// Reductions and scans
export { sum } from './reduction/sum.ts';
export { all, any, argmax, argmin, logSumExp, max, min, prod } from './reduction/reductions.ts';
export { cumprod, cumsum } from './reduction/scans.ts';

// Strided copies
export { gatherStrided, scatterAddStrided, scatterStrided } from './strided/strided.ts';

// BLAS
export { asum, axpy, dot, iamax, nrm2 } from './blas/level1.ts';
export { gemv, ger } from './blas/level2.ts';
export { gemm } from './blas/gemm.ts';
export { syrk, trsm } from './blas/triangular.ts';
