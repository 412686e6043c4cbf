/** A module of functions without parameters that imports a memory and scalar functions of float64. */
import { TYPE_CODES, unsigned } from '../assembler.ts';
import type { FunctionCode } from '../module.ts';

const text = (s: string): number[] => [...unsigned(s.length), ...[...s].map((c) => c.charCodeAt(0))];
function section(id: number, items: readonly (readonly number[])[]): number[] {
  const content = unsigned(items.length);
  for (const item of items) for (const byte of item) content.push(byte);
  return [id, ...unsigned(content.length)].concat(content);
}

/** Calls of function i < imports.length go to `scalar.<imports[i]>`. */
export function assembleLoops(imports: readonly string[], functions: readonly FunctionCode[]): Uint8Array<ArrayBuffer> {
  const { f64 } = TYPE_CODES;
  return Uint8Array.from(
    [
      0x00,
      0x61,
      0x73,
      0x6d,
      0x01,
      0x00,
      0x00,
      0x00,
      ...section(1, [
        [0x60, 1, f64, 1, f64],
        [0x60, 0, 0],
      ]),
      ...section(2, [
        ...imports.map((name) => [...text('scalar'), ...text(name), 0x00, 0x00]),
        [...text('scratch'), ...text('memory'), 0x02, 0x00, 0x01],
      ]),
      ...section(
        3,
        functions.map(() => [0x01]),
      ),
      ...section(
        7,
        functions.map((f, i) => [...text(f.name), 0x00, ...unsigned(imports.length + i)]),
      ),
    ].concat(
      section(
        10,
        functions.map((f) => [...unsigned(f.body.length), ...f.body]),
      ),
    ),
  );
}
