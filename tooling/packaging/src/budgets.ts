/**
 * Budgets of bundle sizes, in bytes after gzip with all dependencies. `atMost` is what was promised; `budget` is what was
 * measured when it landed, plus 5 %, and never above the promise. `beyond` is subtracted, for the cost on top of something.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { HERE } from './workspace.ts';

export interface Budget { readonly name: string; readonly code: string; readonly beyond?: string; readonly atMost: number; readonly budget?: number }
export const budgets = (): Budget[] => JSON.parse(readFileSync(join(HERE, 'budgets.json'), 'utf8')) as Budget[];

/** Bytes of one entry; from the sources unless told otherwise. */
export async function measure({ code, beyond }: Budget, conditions?: string[]): Promise<number> {
  const options = conditions === undefined ? {} : { conditions };
  const whole = (await bundle(code, options)).gzip;
  return beyond === undefined ? whole : whole - (await bundle(beyond, options)).gzip;
}

export const limitOf = ({ atMost, budget = atMost }: Budget): number => Math.min(atMost, budget);
