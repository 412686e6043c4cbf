/** The interior point as a `solver` plugin: linear and quadratic programs. */
import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import { quadraticProgram } from '../solve-quadratic.ts';
import { requireForm } from './require-form.ts';
import { answerOf, runOptions } from './answer.ts';

export interface InteriorPointConfig {
  /** Relative tolerance of residuals and gap. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'solver:interior-point': Partial<InteriorPointConfig>;
  }
}

export const interiorPointPlugin: Plugin<'solver', 'interior-point', InteriorPointConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'solver',
  name: 'interior-point',
  spec: 'v1',
  source: { package: '@adjoint/optim-kkt' },
  description: 'Primal-dual interior point on the homogeneous embedding, for linear and convex quadratic programs',
  supports: { forms: ['quadratic'] },
  config: /* @__PURE__ */ v.object({
    tolerance: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 1e-8),
    maxIterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 200),
  }),
  create: (config) => ({
    solve(problem, run) {
      const { form: _, ...program } = requireForm('interior-point', problem, 'quadratic');
      const result = quadraticProgram(program, {
        ...config,
        ...runOptions(run, (i) => ({ objective: i.primalObjective, residual: Math.max(i.primalResidual, i.dualResidual) })),
      });
      return {
        ...answerOf(result),
        ...(result.ray === undefined ? null : { ray: result.ray }),
        ...(result.direction === undefined ? null : { direction: result.direction }),
      };
    },
  }),
});
