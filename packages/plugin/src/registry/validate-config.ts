import { PluginError } from '../plugin-error.ts';
import { type ErasedPlugin, type ValidationIssue, type ValidationResult, label } from '../plugin/check-plugin.ts';

/** `inner.rate: expected a number` */
function inWords({ path, message }: ValidationIssue): string {
  const place = (path ?? []).map((s) => String(typeof s === 'object' ? s.key : s)).join('.');
  return place === '' ? message : `${place}: ${message}`;
}

/** The configuration as the plugin's schema gives it, `{}` where none was given. @throws PluginError BAD_CONFIG */
export async function validateConfig(plugin: ErasedPlugin, raw: unknown): Promise<unknown> {
  let result: ValidationResult;
  try {
    result = await plugin.config['~standard'].validate(raw === undefined ? {} : raw);
  } catch (cause) {
    throw new PluginError(
      'BAD_CONFIG',
      `${label(plugin)}: its schema threw instead of reporting issues`,
      "the cause is the schema's own error",
      cause,
    );
  }
  if (result.issues) {
    throw new PluginError(
      'BAD_CONFIG',
      `${label(plugin)}: ${result.issues.map(inWords).join('; ')}`,
      'see the configuration type of the plugin',
    );
  }
  return result.value;
}
