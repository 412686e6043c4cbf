/**
 * The kinds of plugins and the configurations of known ones, as types open to declaration merging.
 *
 * Both interfaces are flat in what packages add: two packages that nest into one key would clash (TS2717). A package
 * merges in the file that defines its plugins, which must also import something from here (`import type {} …`, TS2664):
 *
 *   declare module '@adjoint/plugin' { interface PluginConfigs { 'optimizer:sgd': SgdConfig } }
 */
import type { BatchSamplerSupports } from './contracts/batch-sampler/v1/batch-sampler-supports.ts';
import type { BatchSamplerV1 } from './contracts/batch-sampler/v1/batch-sampler.ts';
import type { ExecutorV1 } from './contracts/executor/v1/executor.ts';
import type { KernelsV1 } from './contracts/kernels/v1/kernels.ts';
import type { OptimizerSupports } from './contracts/optimizer/v1/optimizer-supports.ts';
import type { OptimizerV1 } from './contracts/optimizer/v1/optimizer.ts';
import type { SamplerSupports } from './contracts/sampler/v1/sampler-supports.ts';
import type { SamplerV1 } from './contracts/sampler/v1/sampler.ts';
import type { SolverSupports } from './contracts/solver/v1/solver-supports.ts';
import type { SolverV1 } from './contracts/solver/v1/solver.ts';
import type { Json } from './contracts/shared/json.ts';

/** The contracts of each kind by version, the latest one, and what plugins of this kind must say of themselves. */
export interface PluginKinds {
  'kernels': { latest: 'v1'; v1: KernelsV1; supports: object };
  'optimizer': { latest: 'v1'; v1: OptimizerV1; supports: OptimizerSupports };
  'solver': { latest: 'v1'; v1: SolverV1; supports: SolverSupports };
  'sampler': { latest: 'v1'; v1: SamplerV1; supports: SamplerSupports };
  'batch-sampler': { latest: 'v1'; v1: BatchSamplerV1; supports: BatchSamplerSupports };
  'executor': { latest: 'v1'; v1: ExecutorV1; supports: object };
}

/** What each known plugin may be configured with: `{ 'optimizer:sgd': SgdConfig }`. */

export interface PluginConfigs {}

export type Kind = keyof PluginKinds & string;

/** Versions of the contract of a kind. */
export type SpecOf<K extends Kind> = Exclude<keyof PluginKinds[K] & string, 'latest' | 'supports'>;

type LatestOf<K extends Kind> = PluginKinds[K] extends { latest: infer L } ? L & SpecOf<K> : SpecOf<K>;

/** What an app receives: always the latest contract, older plugins are lifted. */
export type Instance<K extends Kind> = PluginKinds[K][LatestOf<K>];

/** What a plugin of this kind must say of itself, and anything more, as JSON. */
export type SupportsOf<K extends Kind> = (PluginKinds[K] extends { supports: infer S } ? S : object) & {
  readonly [capability: string]: Json | undefined;
};

/** A question to `supports`: any part of it. */
export type SupportsQuery<K extends Kind> = Partial<PluginKinds[K] extends { supports: infer S } ? S : object> & {
  readonly [capability: string]: Json | undefined;
};

type KnownNames<K extends Kind> = keyof PluginConfigs extends infer P ? (P extends `${K}:${infer N}` ? N : never) : never;

/** Known names complete in the editor; any other string is allowed. */
export type NameOf<K extends Kind> = KnownNames<K> | (string & {});

/** The configuration of a known plugin; `unknown` for any other. */
export type ConfigOf<K extends Kind, N extends string> = `${K}:${N}` extends keyof PluginConfigs ? PluginConfigs[`${K}:${N}`] : unknown;

/** The configuration as an argument: it may be left out where every field has a default. */
export type ConfigArgument<K extends Kind, N extends string> =
  unknown extends ConfigOf<K, N>
    ? [config?: unknown]
    : object extends ConfigOf<K, N>
      ? [config?: ConfigOf<K, N>]
      : [config: ConfigOf<K, N>];
