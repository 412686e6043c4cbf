/** The same budgets on what is built, by size-limit: `pnpm --filter @adjoint/packaging size`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
mkdirSync(new URL('.size/', here), { recursive: true });
export default JSON.parse(readFileSync(new URL('budgets.json', here), 'utf8'))
  .filter((b) => b.beyond === undefined)
  .map(({ name, code, atMost, budget = atMost }) => {
    const path = `.size/${name.replace(/\W+/g, '-')}.js`;
    writeFileSync(new URL(path, here), code);
    return { name, path, limit: `${Math.min(atMost, budget)} B`, gzip: true, ignore: [] };
  });
