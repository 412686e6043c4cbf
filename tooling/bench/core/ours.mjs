/** The packages of this repository: built where every `dist` is newer than the sources, from the sources otherwise. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../../packages/', import.meta.url));
const newest = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (t, f) =>
      f.isFile() && f.name.endsWith('.ts') && !f.name.endsWith('.test.ts') ? Math.max(t, statSync(`${f.parentPath}/${f.name}`).mtimeMs) : t,
    0,
  );
const isBuilt = (name) =>
  existsSync(`${packages}${name}/dist/index.js`) &&
  statSync(`${packages}${name}/dist/index.js`).mtimeMs >= newest(`${packages}${name}/src`);

export const built = readdirSync(packages)
  .filter((name) => existsSync(`${packages}${name}/src/index.ts`))
  .every(isBuilt);
/** For `node`: sources find each other's sources too. */
export const conditions = built ? [] : ['--conditions=@adjoint/source'];

/** @param entry a file of `src` without its ending, such as 'wasm/index' */
export const ours = (name, entry = 'index') => import(`${packages}${name}/${built ? `dist/${entry}.js` : `src/${entry}.ts`}`);
/** The same when that entry exists, else null. */
export const oursIfThere = (name, entry) => (existsSync(`${packages}${name}/src/${entry}.ts`) ? ours(name, entry) : null);
