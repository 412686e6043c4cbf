/**
 * The public API of a package as one readable file: every export of every entry, in the order and under the themes of
 * its hand-written index, and the names it merges into other packages.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Node, Project, type SourceFile } from 'ts-morph';
import { firstSentence, printDeclaration } from './print-declaration.ts';

interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}
/** Path of the report and what should stand in it. */
export interface Report {
  readonly package: string;
  readonly path: string;
  readonly text: string;
}

/** The reports of all packages of a workspace, computed from the sources. */
export function reports(workspace: string): Report[] {
  const packages = join(workspace, 'packages');
  const project = new Project({ tsConfigFilePath: join(workspace, 'tooling/tsconfig/base.json'), skipAddingFilesFromTsConfig: true });
  return readdirSync(packages)
    .filter((p) => existsSync(join(packages, p, 'package.json')))
    .sort()
    .map((p) => {
      const root = join(packages, p);
      return { package: p, path: join(root, 'api.md'), text: reportOf(project, root) };
    });
}

function reportOf(project: Project, root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const lines = [
    `# ${manifest.name}: public API`,
    '',
    `${manifest.description ?? ''}`,
    '',
    'Written by `pnpm api`; a test compares it with the code.',
    '',
  ];
  for (const [entry, target] of Object.entries(manifest.exports)) {
    const source = typeof target === 'string' ? undefined : target['@adjoint/source'];
    if (source === undefined) continue;
    lines.push(`## \`${manifest.name}${entry.slice(1)}\``, '', ...entryLines(project.addSourceFileAtPath(join(root, source))));
  }
  const merged = project.addSourceFilesAtPaths([join(root, 'src/**/*.ts'), `!${join(root, 'src/**/*.test.ts')}`]).flatMap(mergedNames);
  if (merged.length > 0) lines.push('## Merged into other packages', '', '```ts', ...merged, '```', '');
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Exports in the order of the index; comments of their own lines are themes. */
function entryLines(file: SourceFile): string[] {
  const all = file.getExportedDeclarations();
  const seen = new Set<string>();
  const lines: string[] = [];
  let block: string[] = [];
  const flush = (): void => {
    if (block.length > 0) lines.push('```ts', ...block, '```', '');
    block = [];
  };
  const print = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const d of all.get(name) ?? []) {
      const doc = firstSentence(d);
      block.push(...(doc ? [`/** ${doc} */`] : []), printDeclaration(name, d));
    }
  };
  for (const statement of file.getStatementsWithComments()) {
    if (Node.isCommentStatement(statement)) {
      if (statement.getText().startsWith('//')) {
        flush();
        lines.push(`### ${statement.getText().replace(/^\/\/\s*|\.$/g, '')}`, '');
      }
      continue;
    }
    if (!Node.isExportDeclaration(statement)) continue;
    const namespace = statement.getNamespaceExport()?.getName();
    const named = statement.getNamedExports().map((s) => s.getAliasNode()?.getText() ?? s.getName());
    if (namespace !== undefined) print(namespace);
    else if (named.length > 0) named.forEach(print);
    else for (const name of [...(statement.getModuleSpecifierSourceFile()?.getExportedDeclarations().keys() ?? [])].sort()) print(name);
  }
  for (const name of [...all.keys()].sort()) print(name);
  flush();
  return lines;
}

/** `declare module '@adjoint/plugin' { interface PluginConfigs { … } }`, as it stands. */
function mergedNames(file: SourceFile): string[] {
  return file
    .getModules()
    .filter((m) => m.getName().startsWith("'"))
    .flatMap((m) =>
      m
        .getInterfaces()
        .flatMap((i) =>
          i.getMembers().map((member) => `${m.getName().slice(1, -1)} ${i.getName()} ${member.getText().replace(/\s*\n\s*/g, ' ')}`),
        ),
    );
}

/** Workspace root seen from a file of this folder. */
export const workspaceRoot = (): string => join(dirname(new URL(import.meta.url).pathname), '../../..');
