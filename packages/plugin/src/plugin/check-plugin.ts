/**
 * What a plugin must be before it is taken in. Types say the same; a file in plain JavaScript has none.
 */
import { PluginError } from '../plugin-error.ts';
import { notJson } from '../recipe/json.ts';
import { BRAND } from './plugin.ts';
import type { PluginSource } from './plugin-source.ts';

/** A plugin whose kind is a string: inside the registry all kinds are alike. */
export interface ErasedPlugin {
  readonly kind: string;
  readonly name: string;
  readonly spec: string;
  readonly supports: Readonly<Record<string, unknown>>;
  readonly config: {
    readonly '~standard': { readonly version: 1; validate(value: unknown): ValidationResult | Promise<ValidationResult> };
  };
  readonly source?: PluginSource;
  create(config: unknown, context: unknown): unknown;
  migrate?(config: unknown, from: string): unknown;
}
export interface ValidationIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}
export type ValidationResult = { readonly issues?: undefined; readonly value: unknown } | { readonly issues: readonly ValidationIssue[] };

/** `optimizer "sgd" of @adjoint/nn@0.1.0` */
export function label(p: Pick<ErasedPlugin, 'kind' | 'name' | 'source'>): string {
  const { source } = p;
  return `${p.kind} "${p.name}"${source ? ` of ${source.package}${source.version === undefined ? '' : `@${source.version}`}` : ''}`;
}

const SHORT = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONG = /^((?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*)\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Which part is missing or wrong, or null. */
function wrongPart(p: Partial<ErasedPlugin>): string | null {
  for (const part of ['kind', 'name', 'spec'] as const)
    if (typeof p[part] !== 'string' || p[part] === '') return `\`${part}\` is not a string`;
  if (typeof p.create !== 'function') return '`create` is not a function';
  if (typeof p.config?.['~standard']?.validate !== 'function') return '`config` is not a Standard Schema';
  if (typeof p.supports !== 'object' || p.supports === null || Array.isArray(p.supports)) return '`supports` is not an object';
  const fault = notJson(p.supports, 'supports');
  return fault === null ? null : `${fault}: capabilities are JSON`;
}

/**
 * @throws PluginError NOT_A_PLUGIN, BAD_NAME
 */
export function checkPlugin(x: unknown): ErasedPlugin {
  if (typeof x !== 'object' || x === null || !(BRAND in x)) {
    throw new PluginError(
      'NOT_A_PLUGIN',
      `expected a plugin, got ${x === null ? 'null' : typeof x}`,
      'pass the value that definePlugin returns',
    );
  }
  const p = x as unknown as ErasedPlugin;
  const fault = wrongPart(p);
  if (fault !== null)
    throw new PluginError(
      'NOT_A_PLUGIN',
      `plugin ${typeof p.name === 'string' ? `"${p.name}" ` : ''}is not complete: ${fault}`,
      'see the type Plugin',
    );
  const owner = LONG.exec(p.name)?.[1];
  if (owner === undefined && !SHORT.test(p.name)) {
    throw new PluginError('BAD_NAME', `${label(p)}: not a name`, 'write package/name, in small letters, digits and hyphens');
  }
  if (owner === undefined && p.source?.package.startsWith('@adjoint/') !== true) {
    throw new PluginError(
      'BAD_NAME',
      `${label(p)}: short names belong to Adjoint's own packages`,
      `call it ${p.source?.package ?? 'my-package'}/${p.name}`,
    );
  }
  if (owner !== undefined && p.source !== undefined && p.source.package !== owner) {
    throw new PluginError(
      'BAD_NAME',
      `${label(p)} carries the name of another package`,
      `call it ${p.source.package}${p.name.slice(owner.length)}`,
    );
  }
  return p;
}
