import type { Act } from './act.ts';
import { backpropagation } from './acts/backpropagation.ts';
import { matrixDerivative } from './acts/matrix-derivative.ts';
import { chainRule } from './acts/chain-rule.ts';
import { conditionNumbers } from './acts/condition-numbers.ts';
import { primalAndDual } from './acts/primal-and-dual.ts';
import { kktConditions } from './acts/kkt-conditions.ts';
import { movingConstraint } from './acts/moving-constraint.ts';
import { minimumConditions } from './acts/minimum-conditions.ts';
import { importanceSampling } from './acts/importance-sampling.ts';
import { sgdOrder } from './acts/sgd-order.ts';

/** The ten acts in order. */
export const acts: readonly Act[] = [
  backpropagation,
  matrixDerivative,
  chainRule,
  conditionNumbers,
  primalAndDual,
  kktConditions,
  movingConstraint,
  minimumConditions,
  importanceSampling,
  sgdOrder,
];
