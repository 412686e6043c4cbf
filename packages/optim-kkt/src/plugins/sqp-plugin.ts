/** Sequential quadratic programming as a `solver` plugin: small smooth problems. */
import { type Plugin, definePlugin } from '@adjoint/plugin';
import * as v from 'valibot';
import type { NonlinearProgram } from '../problem/nonlinear-program.ts';
import { minimize } from '../sqp/minimize.ts';
import { answerOf, runOptions } from './answer.ts';
import { requireForm } from './require-form.ts';

export interface SqpConfig {
  /** Relative tolerance of the first-order conditions. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

declare module '@adjoint/plugin' {
  interface PluginConfigs {
    'solver:sqp': Partial<SqpConfig>;
  }
}

export const sqpPlugin: Plugin<'solver', 'sqp', SqpConfig, 'v1'> = /* @__PURE__ */ definePlugin({
  kind: 'solver',
  name: 'sqp',
  spec: 'v1',
  source: { package: '@adjoint/optim-kkt' },
  description: 'Sequential quadratic programming with exact derivatives, for small smooth problems',
  supports: { forms: ['nonlinear'] },
  config: /* @__PURE__ */ v.object({
    tolerance: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 1e-8),
    maxIterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 200),
  }),
  create: (config) => ({
    solve(problem, run) {
      const { start, form: _, ...program } = requireForm('sqp', problem, 'nonlinear');
      return answerOf(
        minimize(program as NonlinearProgram, start, {
          ...config,
          ...runOptions(run, (i) => ({ objective: i.objective, residual: Math.max(i.violation, i.stationarity) })),
        }),
      );
    },
  }),
});
