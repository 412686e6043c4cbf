/** Where things are. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));
/** This folder of tooling: everything in the workspace can be imported from here. */
export const HERE = join(WORKSPACE, 'tooling/packaging');
/** Node of the workspace, whatever the host has. */
export const NODE = process.execPath;

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
export const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(WORKSPACE, 'packages', folder, 'package.json'), 'utf8')) as Manifest;

/** Folders of `packages/`, those that are published first named. */
export const packageFolders = (): string[] =>
  readdirSync(join(WORKSPACE, 'packages'))
    .filter((f) => existsSync(join(WORKSPACE, 'packages', f, 'package.json')))
    .sort();
export const publishedFolders = (): string[] => packageFolders().filter((f) => manifestOf(f).private !== true);

/** Whether every published package is built; tests of what is shipped need that. */
export const missingBuild = (): string[] => publishedFolders().filter((f) => !existsSync(join(WORKSPACE, 'packages', f, 'dist/index.js')));
