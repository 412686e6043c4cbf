/** Plugins from files that a person named on the command line. A plugin is code and runs with the rights of this process. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as calculus from '@adjoint/calculus';
import * as linalg from '@adjoint/linalg';
import { type AnyPlugin, PluginError, pluginsOf } from '@adjoint/plugin';
import * as random from '@adjoint/random';
import * as tensor from '@adjoint/tensor';

/** A path as the person who typed it meant it: `pnpm start` changes the folder, and says where it was called. */
function locate(path: string): string {
  const places = [process.env.INIT_CWD, process.cwd()].filter((folder) => folder !== undefined).map((folder) => resolve(folder, path));
  const found = places.find((p) => existsSync(p));
  if (found === undefined)
    throw new PluginError(
      'NOT_A_PLUGIN',
      `there is no plugin file ${places[0]}`,
      'give a path relative to the folder you are in, or an absolute one',
    );
  return found;
}

/** The plugins of one file. @throws PluginError when there is no file, or it holds none */
export async function pluginsOfFile(path: string): Promise<readonly AnyPlugin[]> {
  const module = (await import(pathToFileURL(locate(path)).href)) as { readonly default?: unknown };
  return pluginsOf(module, { tensor, random, calculus, linalg });
}
