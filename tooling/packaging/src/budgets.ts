/**
 * Budgets of bundle sizes, in bytes after gzip with all dependencies. `atMost` is what was promised; `budget` is what was
 * measured when it landed, plus 5 %, and never above the promise. `beyond` is subtracted, for the cost on top of something.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldownBundle } from './bundle.ts';
import { HERE } from './workspace.ts';

export interface Budget {
  readonly name: string;
  readonly code: string;
  readonly beyond?: string;
  readonly atMost: number;
  readonly budget?: number;
}
export const budgets = (): Budget[] => JSON.parse(readFileSync(join(HERE, 'budgets.json'), 'utf8')) as Budget[];

const gzip = async (code: string): Promise<number> => gzipSync(await rolldownBundle(code, true), { level: 9 }).length;

/** Bytes of one entry, from the sources, by the bundler of size-limit, which holds the same budgets on what is built. */
export async function measure({ code, beyond }: Budget): Promise<number> {
  return beyond === undefined ? gzip(code) : (await gzip(code)) - (await gzip(beyond));
}

export const limitOf = ({ atMost, budget = atMost }: Budget): number => Math.min(atMost, budget);
