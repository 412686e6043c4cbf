/**
 * The errors of the registry. The message names the plugin and where it comes from, the hint says what to do.
 */
import { AdjointError } from '@adjoint/tensor';

export type PluginErrorCode =
  /** Not a plugin, or one with a part missing or wrong. */
  | 'NOT_A_PLUGIN'
  /** A name that is neither a short name of ours nor `package/name`. */
  | 'BAD_NAME'
  /** Two plugins of one kind and name. */
  | 'DUPLICATE_NAME'
  /** A kind that the app does not know. */
  | 'UNKNOWN_KIND'
  /** A contract that does not lead to the one of the app, or a recipe of another contract that cannot be migrated. */
  | 'SPEC_MISMATCH'
  /** Lifts that form a cycle, contradict each other or do not reach the latest contract. */
  | 'BAD_LIFT'
  | 'UNKNOWN_NAME'
  /** The configuration was refused by the plugin's schema; the message names the path. */
  | 'BAD_CONFIG'
  /** Not a recipe: not plain JSON, nested too deep, a hostile key, a field missing. */
  | 'BAD_RECIPE'
  /** The plugin itself threw; see `cause`. */
  | 'CREATE_FAILED'
  /** A plugin that asks for itself with the same configuration, or a chain deeper than 64. */
  | 'CYCLE'
  /** The registry was disposed. */
  | 'DISPOSED';

/** A fault of a plugin or of its use. */
export class PluginError extends AdjointError {
  declare readonly code: PluginErrorCode;
  constructor(code: PluginErrorCode, message: string, hint: string, cause?: unknown) {
    super(code, message, hint, cause === undefined ? undefined : { cause });
  }
}
