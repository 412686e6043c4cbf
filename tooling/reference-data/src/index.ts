/** Reads the files of this package: data with answers that nobody here computed, each folder with its source and licence. */
import { readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const HOME = new URL('../', import.meta.url);

/** The bytes of a file, e.g. `linalg/strd/Longley.dat`; a name ending in .gz is decompressed. */
export function readReferenceBytes(path: string): Buffer {
  const bytes = readFileSync(new URL(path, HOME));
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** The text of a file. */
export const readReferenceText = (path: string): string => readReferenceBytes(path).toString('utf8');

/** The value of a JSON file. The caller names its type: these files are fixed. */
export const readReference = <T>(path: string): T => JSON.parse(readReferenceText(path)) as T;

/** The file names in a folder, sorted. */
export const listReference = (folder: string): string[] => readdirSync(new URL(`${folder}/`, HOME)).sort();
