/**
 * What a kernels plugin owes: each kernel that it offers does what the plain tier does, to rounding, and stays within its arrays.
 *
 * The tests are those of `@adjoint/kernels/suite`, run on the plain tier with the plugin's kernels in its place: of them
 * only the ones that concern a kernel that is offered. Each test is a case of its name.
 */
import * as plain from '@adjoint/kernels';
import { type OfferedKernels, type SuiteOptions, type TestRunner, kernelsSuite as registerTests } from '@adjoint/kernels/suite';
import type { KernelsV1, Plugin } from '@adjoint/plugin';
import { type Case, type Runner, register } from './case.ts';
import { commonCases, waysOf } from './common.ts';

export interface KernelsSuiteOptions {
  readonly config?: unknown;
  /** Allowed difference of elementwise results, in units of the last place (default 2). */
  readonly ulps?: number;
  /** The bits of the plain tier are asked for. */
  readonly exact?: boolean;
}
type KernelsPlugin = Plugin<'kernels', string, never>;
type Offered = KernelsV1 & Partial<OfferedKernels>;

/** An expectation that throws a sentence. */
const expectation: TestRunner['expect'] = (value, message) => {
  const demand = (holds: boolean, otherwise: string): void => {
    if (!holds) throw new Error(message === undefined ? otherwise : `${message} (${otherwise})`);
  };
  return {
    toBe(expected) {
      demand(Object.is(value, expected), `${String(value)} is not ${String(expected)}`);
    },
    toBeLessThanOrEqual(bound) {
      demand((value as number) <= bound, `${String(value)} is above ${bound}`);
    },
    toThrow(expected) {
      let thrown: unknown;
      try {
        (value as () => void)();
      } catch (e) {
        thrown = e;
      }
      if (expected === undefined) demand(thrown !== undefined, 'nothing was thrown');
      else demand(thrown instanceof expected, `threw ${thrown instanceof Error ? thrown.name : String(thrown)}, not ${expected.name}`);
    },
  };
};

/** The tests of a set of kernels by their names. */
function testsOf(kernels: OfferedKernels, options: SuiteOptions): ReadonlyMap<string, () => void> {
  const tests = new Map<string, () => void>();
  const test = (name: string, body: () => void): void => {
    if (tests.has(name)) throw new Error(`two tests of kernels are named ${name}`);
    tests.set(name, body);
  };
  registerTests({ test, expect: expectation }, kernels, options);
  return tests;
}

/** Every test that there is: names are the same whatever a set offers, and nothing is called here. */
function namesOfTests(): readonly string[] {
  const { convolution } = plain;
  const dense = {} as NonNullable<OfferedKernels['dense']>;
  const epilogues = Object.assign(
    (...args: Parameters<typeof plain.gemm>) => {
      plain.gemm(...args);
    },
    { takesEpilogue: true } as const,
  );
  const all = {
    ...plain,
    gemm: epilogues,
    convolution,
    dense,
    softmax: () => undefined,
    logSoftmax: () => undefined,
    where: () => undefined,
  };
  return [...testsOf(all, {}).keys()];
}

/** The cases of a kernels plugin: one of each test of the contract; those that concern nothing that it offers hold. */
export function kernelsCases(plugin: KernelsPlugin, options: KernelsSuiteOptions = {}): Case[] {
  const { config = {}, ulps = 2, exact = false } = options;
  const ways = waysOf<'kernels', Offered>(plugin, config);
  let tests: Promise<ReadonlyMap<string, () => void>> | undefined;
  const created = async (): Promise<ReadonlyMap<string, () => void>> => {
    const offered = await ways.plain();
    const only = new Set(Object.keys(offered).filter((name) => offered[name as keyof Offered] !== undefined));
    return testsOf({ ...plain, convolution: undefined, ...offered }, { ulps, exact, only });
  };
  return [
    ...commonCases(plugin, config),
    ...namesOfTests().map((name) => ({
      name,
      async check(): Promise<readonly string[]> {
        const body = (await (tests ??= created())).get(name);
        try {
          body?.();
          return [];
        } catch (e) {
          return [e instanceof Error ? e.message : String(e)];
        }
      },
    })),
  ];
}

/** Makes a test of each case. */
export function kernelsSuite(plugin: KernelsPlugin, runner: Runner, options: KernelsSuiteOptions = {}): void {
  register(`kernels ${plugin.name}`, kernelsCases(plugin, options), runner);
}
