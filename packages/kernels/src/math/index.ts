/** Deterministic scalar functions: + − × ÷ and √ only, the same bits on every machine. */
export { exp } from './exp.ts';
export { expm1 } from './expm1.ts';
export { log } from './log.ts';
export { log1p } from './log1p.ts';
export { pow } from './pow.ts';
export { sqrt } from './sqrt.ts';
export { hypot } from './hypot.ts';
export { cos, sin, tan } from './trigonometric.ts';
export { acos, asin, atan, atan2 } from './inverse-trigonometric.ts';
export { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.ts';
export { sigmoid, softplus } from './logistic.ts';
export { erf, erfc, logNdtr, ndtr } from './erf.ts';
export { erfcinv, erfinv, ndtri } from './inverse-erf.ts';
export { gamma, lgamma } from './gamma.ts';
export { digamma, polygamma } from './polygamma.ts';
export { besselJ } from './bessel-j.ts';
export { lambertW } from './lambert-w.ts';
