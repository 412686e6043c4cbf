/**
 * A plugin: a value of less than a kilobyte that says what it is and can be made into an instance.
 *
 * Heavy work belongs into `create`, which may import lazily. The brand is a registered symbol, so two installed copies
 * of this package accept each other's plugins; `spec` decides, not `instanceof`.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Kind, PluginKinds, SpecOf, SupportsOf } from '../kinds.ts';
import type { Json } from '../contracts/shared/json.ts';
import type { PluginContext } from './plugin-context.ts';
import type { PluginSource } from './plugin-source.ts';

export const BRAND: unique symbol = /* @__PURE__ */ Symbol.for('adjoint.plugin') as never;

export interface Plugin<K extends Kind = Kind, N extends string = string, C = unknown, S extends SpecOf<K> = SpecOf<K>> {
  readonly [BRAND]: true;
  readonly kind: K;
  /** Unique within the kind: `package/name`, or a short name where the package is one of ours. */
  readonly name: N;
  /** Version of the contract of this kind, not of the package. */
  readonly spec: S;
  /** A sentence for people. */
  readonly description?: string;
  /** What it can do, as JSON; asked with `registry.list(kind, where)`. */
  readonly supports: SupportsOf<K>;
  /** Validates the configuration and fills in defaults. Any library of Standard Schema will do, or `describeConfig`. */
  readonly config: StandardSchemaV1<unknown, C>;
  /** Where a fault is reported to; printed in errors. */
  readonly source?: PluginSource;
  /** Makes an instance. A method, since plugins of one kind with other configurations share a list. */
  create(config: C, context: PluginContext): PluginKinds[K][S] | Promise<PluginKinds[K][S]>;
  /** Turns the configuration of a recipe written for an older contract into one of today; `undefined` when it cannot. */
  migrate?(config: Json, from: string): Json | undefined;
}

/** A plugin of any kind; the union distributes, so that a list keeps the instance type of each kind. */
export type AnyPlugin = { [K in Kind]: { [S in SpecOf<K>]: Plugin<K, string, unknown, S> }[SpecOf<K>] }[Kind];
