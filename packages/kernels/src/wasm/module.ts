/** Functions into a module: types, one imported memory, exports by name, code. */
import { joined, type Statement, TYPE_CODES, type Type, unsigned, type Value, type Variable } from './assembler.ts';

export interface FunctionCode {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly result?: Type;
  readonly body: readonly number[];
}

type Variables<P extends readonly Type[]> = { readonly [K in keyof P]: Variable<P[K]> };
/** Makes a new local variable. */
export type Local = <T extends Type>(type: T) => Variable<T>;

function variable<T extends Type>(type: T, index: number): Variable<T> {
  return {
    type,
    index,
    get: () => ({ type, code: [0x20, ...unsigned(index)] }),
    set: (x) => ({ type: 'void', code: [...x.code, 0x21, ...unsigned(index)] }),
  };
}

/** A function of the given parameters; `body` may declare locals and returns the statements, and the result if there is one. */
export function defineFunction<const P extends readonly Type[]>(
  name: string,
  parameters: P,
  body: (variables: Variables<P>, local: Local) => Statement | { readonly run: Statement; readonly result: Value<Type> },
): FunctionCode {
  const locals: Type[] = [];
  const local: Local = (type) => {
    locals.push(type);
    return variable(type, parameters.length + locals.length - 1);
  };
  const variables = parameters.map((type, i) => variable(type, i)) as unknown as Variables<P>;
  const code = body(variables, local);
  const declared = [...unsigned(locals.length), ...locals.flatMap((type) => [1, TYPE_CODES[type]])];
  const bytes = 'run' in code ? [code.run.code, code.result.code] : [code.code];
  const result = 'run' in code ? code.result.type : undefined;
  return { name, parameters, ...(result ? { result } : {}), body: joined([declared, ...bytes, [0x0b]]) };
}

const text = (s: string): number[] => [...unsigned(s.length), ...[...s].map((c) => c.charCodeAt(0))];
const section = (id: number, items: readonly (readonly number[])[]): number[] => {
  const content = joined([unsigned(items.length), ...items]);
  return joined([[id], unsigned(content.length), content]);
};

/** The bytes of a module that imports the memory `scratch.memory`, shared by threads if its most pages are given, and exports each function under its name. */
export function assemble(functions: readonly FunctionCode[], sharedPages?: number): Uint8Array<ArrayBuffer> {
  const bytes = joined([
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    section(
      1,
      functions.map((f) => [
        0x60,
        ...unsigned(f.parameters.length),
        ...f.parameters.map((t) => TYPE_CODES[t]),
        ...(f.result ? [1, TYPE_CODES[f.result]] : [0]),
      ]),
    ),
    section(2, [
      [...text('scratch'), ...text('memory'), 0x02, ...(sharedPages === undefined ? [0x00, 0x01] : [0x03, 0x01, ...unsigned(sharedPages)])],
    ]),
    section(
      3,
      functions.map((_, i) => unsigned(i)),
    ),
    section(
      7,
      functions.map((f, i) => [...text(f.name), 0x00, ...unsigned(i)]),
    ),
    section(
      10,
      functions.map((f) => joined([unsigned(f.body.length), f.body])),
    ),
  ]);
  const module = new Uint8Array(bytes.length);
  module.set(bytes);
  return module;
}
