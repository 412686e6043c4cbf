import type { PluginSource } from '@adjoint/plugin';

/** Where faults of these plugins are reported to. */
export const SOURCE: PluginSource = { package: '@adjoint/sampling', version: '0.1.0' };
