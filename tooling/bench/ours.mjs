/** The packages of this repository: built where `dist` is there, from the sources otherwise. */
import { existsSync } from 'node:fs';

const packages = new URL('../../packages/', import.meta.url);
export const built = existsSync(new URL('tensor/dist/index.js', packages)) && existsSync(new URL('kernels/dist/wasm/index.js', packages));

export function ours(name, entry = 'index') {
  return import(new URL(built ? `${name}/dist/${entry}.js` : `${name}/src/${entry}.ts`, packages).href);
}
