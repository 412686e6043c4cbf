// Contracts: what a plugin of each kind offers.
export type { KernelsV1 } from './contracts/kernels/v1/kernels.ts';
export type { OptimizerV1 } from './contracts/optimizer/v1/optimizer.ts';
export type { OptimizerInput } from './contracts/optimizer/v1/optimizer-input.ts';
export type { OptimizerOutput } from './contracts/optimizer/v1/optimizer-output.ts';
export type { OptimizerSupports } from './contracts/optimizer/v1/optimizer-supports.ts';
export type { SolverV1 } from './contracts/solver/v1/solver.ts';
export type { SolverSupports } from './contracts/solver/v1/solver-supports.ts';
export type { Problem } from './contracts/solver/v1/problem.ts';
export type { QuadraticProblem } from './contracts/solver/v1/quadratic-problem.ts';
export type { NonlinearProblem } from './contracts/solver/v1/nonlinear-problem.ts';
export type { Multipliers } from './contracts/solver/v1/multipliers.ts';
export type { SolverAnswer } from './contracts/solver/v1/solver-answer.ts';
export type { SolverStatus } from './contracts/solver/v1/solver-status.ts';
export type { SolverRun } from './contracts/solver/v1/solver-run.ts';
export type { SamplerV1 } from './contracts/sampler/v1/sampler.ts';
export type { SamplerKernel } from './contracts/sampler/v1/sampler-kernel.ts';
export type { SamplerState } from './contracts/sampler/v1/sampler-state.ts';
export type { SamplerInfo } from './contracts/sampler/v1/sampler-info.ts';
export type { SamplerSupports } from './contracts/sampler/v1/sampler-supports.ts';
export type { Target } from './contracts/sampler/v1/target.ts';
export type { BatchSamplerV1 } from './contracts/batch-sampler/v1/batch-sampler.ts';
export type { BatchSamplerSupports } from './contracts/batch-sampler/v1/batch-sampler-supports.ts';
export type { BatchData } from './contracts/batch-sampler/v1/batch-data.ts';
export type { BatchRequest } from './contracts/batch-sampler/v1/batch-request.ts';
export type { Batch } from './contracts/batch-sampler/v1/batch.ts';
export type { WeightMoments } from './contracts/batch-sampler/v1/weight-moments.ts';
export type { ExecutorV1 } from './contracts/executor/v1/executor.ts';
export type { ExecutorRun } from './contracts/executor/v1/executor-run.ts';
export type { Task } from './contracts/executor/v1/task.ts';
export type { Json } from './contracts/shared/json.ts';
export type { RandomKey } from './contracts/shared/random-key.ts';
export type { Tree } from './contracts/shared/tree.ts';
export type { ValueAndGradient } from './contracts/shared/value-and-gradient.ts';

// Kinds and names, open to declaration merging.
export type {
  ConfigArgument,
  ConfigOf,
  Instance,
  Kind,
  NameOf,
  PluginConfigs,
  PluginKinds,
  SpecOf,
  SupportsOf,
  SupportsQuery,
} from './kinds.ts';

// Plugins.
export { definePlugin } from './plugin/define-plugin.ts';
export type { AnyPlugin, Plugin } from './plugin/plugin.ts';
export type { PluginContext } from './plugin/plugin-context.ts';
export type { PluginSource } from './plugin/plugin-source.ts';

// The registry.
export { createRegistry } from './registry/create-registry.ts';
export type { Registry } from './registry/registry.ts';
export type { RegistryOptions } from './registry/registry-options.ts';
export type { Lift } from './registry/lift.ts';

// Recipes: uses of plugins as JSON.
export type { Recipe } from './recipe/recipe.ts';
export type { Pipeline, PipelineInstances } from './recipe/pipeline.ts';

// Plugin files that import nothing.
export { pluginsOf } from './file/plugins-of.ts';
export type { PluginHost } from './file/plugin-host.ts';
export { describeConfig } from './file/describe-config.ts';
export type {
  BooleanField,
  ConfigDescription,
  ConfigField,
  DescribedConfig,
  DescribedSchema,
  NumberField,
  StringField,
} from './file/describe-config.ts';

export { PluginError, type PluginErrorCode } from './plugin-error.ts';
