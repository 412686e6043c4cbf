/**
 * A function becomes a graph once per structure, shape and dtype of its arguments, then a program.
 *
 * A call is one primitive (see call.ts): under a derivative it runs compiled programs of its own, a batch or an outer
 * jit takes the primitives inside. jit(grad f) is one program and the fastest way.
 *
 * Frostig, Johnson, Leary (2018), "Compiling machine learning programs via high-level tracing".
 */
import {
  ArgumentError,
  DenseTensor,
  type Graph,
  type Leaves,
  type Loose,
  type Tensor,
  TransformError,
  type TreeDef,
  capture,
  flatten,
  interpreterOf,
  unflatten,
} from '@adjoint/tensor';
import { type Call, applyCall, makeCall, runCall } from './call.ts';
import { invalidate, requireOwn } from './donate.ts';
import { formatGraph } from './format-graph.ts';
import { describe } from './program/describe.ts';
import { createIdentities, staticText, structureText } from './program-key.ts';
import { MANY_COMPILATIONS, type Recompilation, recompilation } from './recompilation.ts';

type Arguments = readonly unknown[];
/** A function that calls itself for the same shapes knows no value that could end it. */
const DEEPEST = 64;
export interface JitOptions {
  /**
   * Numbers of arguments that are not traced: a program for each of their values. Plain data is compared by value, functions
   * and instances of classes by identity: a function made anew for each call is a new program each time.
   */
  readonly static?: readonly number[];
  /** Programs kept, the least recently used goes first (default 64). */
  readonly limit?: number;
  /**
   * Numbers of arguments that the caller gives up. Their float arrays of 4 KiB or more stay in the memory of the program, and the
   * results of the same shapes take their places: a training step that is called with what it returned copies no parameters.
   * Such results are copied out when they are read. Reading a tensor that was given up throws ArgumentError; older views of its
   * array stay right. A call that throws gives nothing up, nor does one under a derivative, a batch or an outer jit.
   */
  readonly donate?: readonly number[];
  /** Called once when the function has been compiled ten times, and at each doubling from there. */
  readonly onRecompile?: (notice: Recompilation) => void;
}
export interface Jitted<A extends Arguments, R> {
  (...args: { [K in keyof A]: A[K] | Loose<A[K]> }): Leaves<R, Tensor>;
  /** Programs in the cache. */
  readonly programs: number;
  /** How often a program was made. Many calls that make one each: a shape or a static argument changes every time. */
  readonly compilations: number;
  /** Not null after many compilations: what changes from call to call, and what to do. */
  readonly warning: Recompilation | null;
  /** The optimized graph for these arguments as text. */
  explain(...args: { [K in keyof A]: A[K] | Loose<A[K]> }): string;
}

interface Entry {
  readonly call: Call;
  readonly captured: readonly Tensor[];
  readonly result: TreeDef;
  readonly given: readonly boolean[];
}

/**
 * Captures `f` on first use for each structure, shape and dtype of its arguments; numbers are traced like tensors.
 *
 * What `f` closes over is captured too: a dense tensor as a constant, so reassigning the variable is not seen; a value
 * under differentiation as an input, and that program is not kept.
 *
 * @throws DetachedValueError when `f` reads a value: use where, cond or scan; TransformError for an async function
 * @example const step = jit((x) => x.mul(2).sum()); step(tensor([1, 2])) // 6
 */
export function jit<R>(f: (x: Tensor) => R, options?: JitOptions): Jitted<[x: Tensor], R>;
export function jit<const A extends Arguments, R>(f: (...args: A) => R, options?: JitOptions): Jitted<A, R>;
export function jit(
  f: (...args: never) => unknown,
  { static: fixed = [], limit = 64, donate = [], onRecompile }: JitOptions = {},
): Jitted<never, unknown> {
  if (!Number.isInteger(limit) || limit < 1) throw new ArgumentError(`jit: limit ${limit}`, 'keep at least one program');
  if (typeof f !== 'function') throw new ArgumentError(`jit: a ${typeof f} instead of a function`, 'pass the function to be compiled');
  for (const [what, numbers] of [
    ['static', fixed],
    ['donate', donate],
  ] as const)
    if (numbers.some((i) => !Number.isInteger(i) || i < 0))
      throw new ArgumentError(`jit: ${what} [${numbers.join(', ')}]`, 'numbers of arguments, counted from 0');
  const cache = new Map<string, Entry>();
  const identities = createIdentities();
  const name = f.name === '' ? 'the function' : f.name;
  if (donate.some((i) => fixed.includes(i)))
    throw new ArgumentError(
      `jit: arguments [${donate.join(', ')}] are donated and [${fixed.join(', ')}] static`,
      'a static argument is not traced: it has nothing to give up',
    );
  const latest: string[] = [];
  const underway = new Map<string, number>();
  let compilations = 0;
  let calls = 0;
  let warning: Recompilation | null = null;
  const entryFor = (args: readonly unknown[]): { readonly entry: Entry; readonly leaves: readonly Tensor[] } => {
    const traced = args.map((a, i) => (fixed.includes(i) ? null : a));
    const { leaves, def } = flatten(traced, name);
    const kinds = [
      leaves.map((x) => `${x.dtype}[${x.shape.join()}]`).join(),
      ...fixed.map((i) => (i < args.length ? staticText(args[i], identities) : 'none')),
    ];
    const key = [structureText(def, leaves), ...kinds].join('|');
    const known = cache.get(key);
    if (known !== undefined) {
      cache.delete(key);
      cache.set(key, known);
      return { entry: known, leaves };
    }
    const beyond = donate.filter((i) => i >= args.length);
    if (beyond.length > 0)
      throw new ArgumentError(
        `jit(${name}): arguments [${beyond.join(', ')}] are donated, but it is called with ${args.length}`,
        '`donate` counts arguments from 0',
      );
    const depth = underway.get(key) ?? 0;
    if (depth >= DEEPEST)
      throw new TransformError(
        `jit(${name}) calls itself without end for the same shapes`,
        'values are not known inside: repeat with scan or whileLoop, or count down in a static argument',
      );
    underway.set(key, depth + 1);
    let result: TreeDef = 'undefined';
    let captures: ReturnType<typeof capture>;
    try {
      captures = capture(
        (...xs) => {
          const whole = unflatten(def, xs) as unknown[];
          const out = f(...(args.map((a, i) => (fixed.includes(i) ? a : whole[i])) as never));
          if (out instanceof Promise)
            throw new TransformError(`jit: ${name} returned a promise`, 'capture is synchronous: await before calling the jitted function');
          const tree = flatten(out, `result of ${name}`);
          result = tree.def;
          return tree.leaves;
        },
        leaves,
        `jit(${name})`,
      );
    } finally {
      if (depth === 0) underway.delete(key);
      else underway.set(key, depth);
    }
    const { graph, captured } = captures;
    compilations++;
    const given =
      donate.length === 0
        ? []
        : args.flatMap((_, i) => (fixed.includes(i) ? [] : flatten(args[i], name).leaves.map(() => donate.includes(i))));
    const entry: Entry = { call: makeCall(graph, captured, name, given), captured, result, given };
    // A captured tracer belongs to one run of an outer transform: that program must not be found again.
    if (captured.every((c) => interpreterOf(c) === null)) {
      cache.set(key, entry);
      if (cache.size > limit) cache.delete(cache.keys().next().value!);
    }
    noteCompilation(kinds);
    return { entry, leaves };
  };
  const noteCompilation = (kinds: readonly string[]): void => {
    latest.push(kinds.filter((part) => part !== '').join(' '));
    if (latest.length > 2) latest.shift();
    if (compilations < MANY_COMPILATIONS) return;
    warning = recompilation(name, compilations, calls, [...latest]);
    if (Number.isInteger(Math.log2(compilations / MANY_COMPILATIONS))) onRecompile?.(warning);
  };
  const call = (...args: unknown[]): unknown => {
    calls++;
    const { entry, leaves } = entryFor(args);
    if (donate.length > 0 && [...leaves, ...entry.captured].every((x) => interpreterOf(x) === null)) {
      const given = leaves.filter((_, i) => entry.given[i]) as DenseTensor[];
      requireOwn(given, entry.captured, name);
      const results = runCall(entry.call, leaves as readonly DenseTensor[], entry.captured, true);
      invalidate(
        given.filter((x) => !results.includes(x)),
        name,
      );
      return unflatten(entry.result, ownResults(entry, results));
    }
    return unflatten(entry.result, ownResults(entry, applyCall(entry.call, [...leaves, ...entry.captured])));
  };
  return Object.defineProperties(call, {
    programs: { get: () => cache.size },
    compilations: { get: () => compilations },
    warning: { get: () => warning },
    explain: { value: (...args: unknown[]) => formatGraph(explained(entryFor(args).entry)) },
  }) as unknown as Jitted<never, unknown>;
}

/** A constant among the results is handed out as a copy: who gives it up elsewhere must not take it from the program. */
const ownResults = ({ captured, call: { graph } }: Entry, results: readonly Tensor[]): readonly Tensor[] =>
  graph.outputs.some((v) => graph.captured.includes(v))
    ? results.map((y) => (y instanceof DenseTensor && captured.includes(y) ? new DenseTensor(y.shape, y.dtype, y.packed().slice()) : y))
    : results;

const explained = ({ call, captured, given }: Entry): Graph => describe(call.optimized, captured, given);
