/** The primitives that a compiler of graphs may know, by name: it tells operations by identity, so another's `exp` keeps its own meaning. */
import type { AnyPrimitive } from '../core/primitive.ts';
import * as arithmetic from '../elementwise/arithmetic.ts';
import { astypePrimitive } from '../elementwise/astype.ts';
import * as comparison from '../elementwise/comparison.ts';
import * as exponential from '../elementwise/exponential.ts';
import { tanhPrimitive } from '../elementwise/hyperbolic.ts';
import * as logical from '../elementwise/logical.ts';
import * as rounding from '../elementwise/rounding.ts';
import { digammaPrimitive, erfPrimitive, erfcPrimitive, lgammaPrimitive } from '../elementwise/special.ts';
import { stopGradientPrimitive } from '../elementwise/stop-gradient.ts';
import { cosPrimitive, sinPrimitive, tanPrimitive } from '../elementwise/trigonometric.ts';
import { wherePrimitive } from '../elementwise/where.ts';
import { matmulPrimitive } from '../matmul/matmul.ts';
import { maxPrimitive, minPrimitive } from '../reduce/extrema.ts';
import { logSumExpPrimitive } from '../reduce/log-sum-exp.ts';
import { prodPrimitive } from '../reduce/prod.ts';
import { sumPrimitive } from '../reduce/sum.ts';
import { broadcastToPrimitive } from '../shape/broadcast-to.ts';
import { reshapePrimitive } from '../shape/reshape.ts';
import { placePrimitive, slicePrimitive } from '../shape/slice.ts';
import { transposePrimitive } from '../shape/transpose.ts';

export type PrimitiveName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'maximum'
  | 'minimum'
  | 'neg'
  | 'abs'
  | 'sign'
  | 'square'
  | 'sqrt'
  | 'reciprocal'
  | 'relu'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'sigmoid'
  | 'softplus'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'tanh'
  | 'erf'
  | 'erfc'
  | 'lgamma'
  | 'digamma'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'and'
  | 'or'
  | 'xor'
  | 'not'
  | 'isNaN'
  | 'isFinite'
  | 'where'
  | 'astype'
  | 'sum'
  | 'prod'
  | 'max'
  | 'min'
  | 'logSumExp'
  | 'matmul'
  | 'reshape'
  | 'transpose'
  | 'broadcastTo'
  | 'slice'
  | 'place'
  | 'stopGradient';

export const primitives: Readonly<Record<PrimitiveName, AnyPrimitive>> = /* @__PURE__ */ (() => ({
  add: arithmetic.addPrimitive,
  sub: arithmetic.subPrimitive,
  mul: arithmetic.mulPrimitive,
  div: arithmetic.divPrimitive,
  maximum: arithmetic.maximumPrimitive,
  minimum: arithmetic.minimumPrimitive,
  neg: arithmetic.negPrimitive,
  abs: arithmetic.absPrimitive,
  sign: arithmetic.signPrimitive,
  square: arithmetic.squarePrimitive,
  sqrt: arithmetic.sqrtPrimitive,
  reciprocal: arithmetic.reciprocalPrimitive,
  relu: arithmetic.reluPrimitive,
  exp: exponential.expPrimitive,
  expm1: exponential.expm1Primitive,
  log: exponential.logPrimitive,
  log1p: exponential.log1pPrimitive,
  sigmoid: exponential.sigmoidPrimitive,
  softplus: exponential.softplusPrimitive,
  sin: sinPrimitive,
  cos: cosPrimitive,
  tan: tanPrimitive,
  tanh: tanhPrimitive,
  erf: erfPrimitive,
  erfc: erfcPrimitive,
  lgamma: lgammaPrimitive,
  digamma: digammaPrimitive,
  floor: rounding.floorPrimitive,
  ceil: rounding.ceilPrimitive,
  round: rounding.roundPrimitive,
  equal: comparison.equalPrimitive,
  notEqual: comparison.notEqualPrimitive,
  less: comparison.lessPrimitive,
  lessEqual: comparison.lessEqualPrimitive,
  greater: comparison.greaterPrimitive,
  greaterEqual: comparison.greaterEqualPrimitive,
  and: comparison.andPrimitive,
  or: comparison.orPrimitive,
  xor: comparison.xorPrimitive,
  not: logical.notPrimitive,
  isNaN: logical.isNaNPrimitive,
  isFinite: logical.isFinitePrimitive,
  where: wherePrimitive,
  astype: astypePrimitive,
  sum: sumPrimitive,
  prod: prodPrimitive,
  max: maxPrimitive,
  min: minPrimitive,
  logSumExp: logSumExpPrimitive,
  matmul: matmulPrimitive,
  reshape: reshapePrimitive,
  transpose: transposePrimitive,
  broadcastTo: broadcastToPrimitive,
  slice: slicePrimitive,
  place: placePrimitive,
  stopGradient: stopGradientPrimitive,
}))();
