// Exponentials, logarithms, powers
export { exp } from './exp.ts';
export { expm1 } from './expm1.ts';
export { log } from './log.ts';
export { log1p } from './log1p.ts';
export { pow } from './pow.ts';
export { acosh, asinh, atanh, cosh, hypot, sigmoid, sinh, softplus, tanh } from './hyperbolic.ts';

// Circular functions
export { cos, sin, tan } from './sin-cos.ts';
export { acos, asin, atan, atan2 } from './atan.ts';

// Special functions
export { erf, erfc, erfcinv, erfcx, erfinv, logNdtr, ndtr, ndtri } from './erf.ts';
export { digamma, gamma, lgamma, polygamma, sinPi } from './gamma.ts';
export { besselJ } from './bessel.ts';
export { lambertW } from './lambert-w.ts';

/** √x; IEEE 754 makes it exact everywhere. */
export const sqrt: (x: number) => number = Math.sqrt;
