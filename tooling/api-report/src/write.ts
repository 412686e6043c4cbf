/** `pnpm api`: writes `packages/<name>/api.md` of every package. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { reports, workspaceRoot } from './report.ts';

for (const { package: name, path, text } of reports(workspaceRoot())) {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (before !== text) writeFileSync(path, text);
  console.log(`${name}: ${before === null ? 'new' : before === text ? 'unchanged' : 'changed'}`);
}
