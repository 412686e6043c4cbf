/**
 * Every breach of the floors in a workspace, as sentences.
 *
 * Read from the files and the manifests: imports between packages, imports out of a package by a path, Node's own
 * modules in code that must run in browsers, the registry outside of the entry `./plugins`, and what a manifest declares.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ALLOWED_THIRD_PARTY, LINES, OWN_LINES, PEERS, PLUGIN_ENTRY_ONLY, SCOPE, lineOf } from './floors.ts';
import { type Import, importsOf } from './imports-of.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
interface Source {
  readonly path: string;
  readonly test: boolean;
  readonly imports: readonly Import[];
}
interface Package {
  readonly folder: string;
  readonly root: string;
  readonly app: boolean;
  readonly manifest: Manifest;
  readonly sources: readonly Source[];
}

const NODE = new Set(builtinModules);
/** `@scope/name/entry` → `@scope/name` */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const isRelative = (specifier: string): boolean => specifier.startsWith('.');
const isNode = (specifier: string): boolean => specifier.startsWith('node:') || NODE.has(specifier);

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
    e.name === 'node_modules' || e.name === 'dist'
      ? []
      : e.isDirectory()
        ? filesUnder(join(folder, e.name))
        : /\.m?tsx?$/.test(e.name)
          ? [join(folder, e.name)]
          : [],
  );
}

function readPackage(workspace: string, area: 'packages' | 'apps', folder: string): Package {
  const root = join(workspace, area, folder);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const source = (path: string, test: boolean): Source => ({ path, test, imports: importsOf(readFileSync(path, 'utf8'), path) });
  return {
    folder,
    root,
    app: area === 'apps',
    manifest,
    sources: [
      ...filesUnder(join(root, 'src')).map((p) => source(p, p.endsWith('.test.ts'))),
      ...filesUnder(join(root, 'test')).map((p) => source(p, true)),
    ],
  };
}

/** The entry `./node` of a package is for Node alone; what it needs stands beside it in `node/`. */
const isNodeOnly = (p: Package, path: string): boolean => /^src[\\/]node(\.ts$|[\\/])/.test(relative(p.root, path));

/** Files that an entry loads at run time, itself included. */
function loadedBy(entry: string, sources: ReadonlyMap<string, Source>): Source[] {
  const seen = new Set<string>();
  const found: Source[] = [];
  const walk = (path: string): void => {
    const source = sources.get(path);
    if (source === undefined || seen.has(path)) return;
    seen.add(path);
    found.push(source);
    for (const i of source.imports) if (i.runtime && isRelative(i.specifier)) walk(resolve(dirname(path), i.specifier));
  };
  walk(entry);
  return found;
}

/** @returns one sentence per breach, with file and line; none when the floors hold */
export function checkFloors(workspace: string): string[] {
  const breaches: string[] = [];
  const at = (s: Source, i: Import): string => `${relative(workspace, s.path).split(sep).join('/')}:${i.line}`;
  const packages = (['packages', 'apps'] as const).flatMap((area) =>
    existsSync(join(workspace, area))
      ? readdirSync(join(workspace, area))
          .filter((f) => existsSync(join(workspace, area, f, 'package.json')))
          .map((f) => readPackage(workspace, area, f))
      : [],
  );
  const isPrivateTool = (name: string): boolean => existsSync(join(workspace, 'tooling', name, 'package.json'));

  for (const p of packages) {
    const line = p.app ? LINES.length : lineOf(p.folder);
    const where = `${p.app ? 'apps' : 'packages'}/${p.folder}`;
    if (line === undefined) {
      breaches.push(`${where} stands on no line: give it one in tooling/floors/src/floors.ts`);
      continue;
    }

    checkManifest(p, line, where, breaches);
    for (const s of p.sources) for (const i of s.imports) checkImport(p, line, s, i);
    if (PLUGIN_ENTRY_ONLY.includes(p.folder)) checkEntry(p);
  }
  return breaches;

  function checkImport(p: Package, line: number, s: Source, i: Import): void {
    const { specifier } = i;
    if (isRelative(specifier)) {
      const target = resolve(dirname(s.path), specifier);
      if (relative(p.root, target).startsWith('..')) {
        const below = lineOf(/^packages[\\/]([^\\/]+)/.exec(relative(workspace, target))?.[1] ?? '');
        if (s.test && below !== undefined && below < line) return; // examples for tests, which no entry exports
        breaches.push(`${at(s, i)} reaches out of its package: ${specifier}`);
      } else if (i.runtime && !s.test && !isNodeOnly(p, s.path) && isNodeOnly(p, target))
        breaches.push(`${at(s, i)} loads ${specifier}, which is for the entry ./node alone`);
      return;
    }
    if (isNode(specifier)) {
      if (!s.test && !p.app && !isNodeOnly(p, s.path)) breaches.push(`${at(s, i)} imports ${specifier}: packages run in browsers too`);
      return;
    }
    const name = packageOf(specifier);
    if (name === p.manifest.name) return;
    const { dependencies = {}, peerDependencies = {}, devDependencies = {} } = p.manifest;
    const declared =
      name in dependencies ||
      name in peerDependencies ||
      (s.test && (name in devDependencies || name === 'vitest' || name === 'fast-check'));
    if (!declared)
      breaches.push(`${at(s, i)} imports ${specifier}, which package.json does not declare${s.test ? '' : ' as a dependency or peer'}`);
    if (!name.startsWith(SCOPE)) return;
    const other = name.slice(SCOPE.length);
    const otherLine = lineOf(other);
    if (otherLine === undefined) {
      if (!(s.test && isPrivateTool(other)))
        breaches.push(
          `${at(s, i)} imports ${specifier}, which stands on no line${isPrivateTool(other) ? ': tools are for tests only' : ''}`,
        );
    } else if (otherLine >= line) {
      breaches.push(
        `${at(s, i)} imports ${specifier} ${otherLine === line ? 'of its own line: they meet through contracts, and in tooling/audit' : 'from a line above its own'}`,
      );
    }
  }

  function checkEntry(p: Package): void {
    const sources = new Map(p.sources.map((s) => [s.path, s]));
    for (const s of loadedBy(join(p.root, 'src', 'index.ts'), sources)) {
      for (const i of s.imports) {
        const name = packageOf(i.specifier);
        if (i.runtime && (name === `${SCOPE}plugin` || ALLOWED_THIRD_PARTY.includes(name)))
          breaches.push(`${at(s, i)} loads ${i.specifier} from the main entry: at run time it belongs to ./plugins alone`);
      }
    }
  }
}

function checkManifest(p: Package, line: number, where: string, breaches: string[]): void {
  const { dependencies = {}, peerDependencies = {} } = p.manifest;
  for (const name of [...Object.keys(dependencies), ...Object.keys(peerDependencies)]) {
    if (name.startsWith(SCOPE)) {
      const otherLine = lineOf(name.slice(SCOPE.length));
      if (otherLine === undefined || otherLine >= line)
        breaches.push(`${where}/package.json depends on ${name}, which does not stand below it`);
    } else if (!p.app && line < OWN_LINES && !ALLOWED_THIRD_PARTY.includes(name)) {
      breaches.push(`${where}/package.json depends on ${name}: these floors bring only ${ALLOWED_THIRD_PARTY.join(', ')}`);
    }
  }
  if (!p.app)
    for (const peer of PEERS)
      if (`${SCOPE}${peer}` in dependencies)
        breaches.push(`${where}/package.json has ${SCOPE}${peer} as a dependency: it is a peer, so that an app has one copy`);
}
