/** Functions on two float64 lanes, by name. */
export { cos, exp, expm1, log, log1p, sigmoid, sin, softplus, tanh } from './elementary.ts';
export { digamma, erf, erfc, lgamma, tan } from './elementary-special.ts';
