/** `adjoint demo`: options in, acts run, report out. */
import { key } from '@adjoint/random';
import { demoRegistry } from '../plugins/demo-registry.ts';
import { pluginsOfFile } from '../plugins/plugin-files.ts';
import { plainReporter } from '../render/plain-reporter.ts';
import { silentReporter } from '../render/reporter.ts';
import { terminalReporter } from '../render/terminal-reporter.ts';
import { acts } from './acts.ts';
import { runDemo } from './run-demo.ts';
import type { Language } from './text.ts';

export interface DemoOptions {
  readonly act?: number;
  readonly json?: boolean;
  readonly lang: Language;
  readonly seed: number;
  readonly optimizer: string;
  readonly batchSampler: string;
  readonly sampler: string;
  readonly plugin: readonly string[];
}

/** The exit code: 0 when every verdict holds, 1 when one does not. */
export async function demo(options: DemoOptions): Promise<number> {
  const abort = new AbortController();
  const interrupted = (): void => abort.abort(new Error('interrupted'));
  process.once('SIGINT', interrupted);
  const plugins = (await Promise.all(options.plugin.map(pluginsOfFile))).flat();
  const registry = demoRegistry(plugins, abort.signal);
  try {
    for (const [kind, name] of [
      ['optimizer', options.optimizer],
      ['batch-sampler', options.batchSampler],
      ['sampler', options.sampler],
    ] as const)
      registry.get(kind, name);
    const write = (line: string): void => console.log(line);
    const reporter =
      options.json === true ? silentReporter : (process.stdout.isTTY ? terminalReporter : plainReporter)(options.lang, write);
    const chosen = options.act === undefined ? acts : acts.filter((a) => a.number === options.act);
    const report = await runDemo(
      chosen,
      { ...options, key: key(options.seed), pluginFiles: options.plugin, registry, signal: abort.signal },
      options.seed,
      reporter,
    );
    if (options.json === true) write(JSON.stringify(report, null, 2));
    return report.verdict === 'holds' ? 0 : 1;
  } finally {
    process.off('SIGINT', interrupted);
    await registry.dispose();
  }
}
