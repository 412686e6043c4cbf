/** The package a plugin comes from. */
export interface PluginSource {
  readonly package: string;
  readonly version?: string;
}
