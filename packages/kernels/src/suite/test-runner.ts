/** What the suites use of Vitest, Jest or the like. */
export interface TestRunner {
  test(name: string, body: () => void): void;
  expect(
    value: unknown,
    message?: string,
  ): { toBe(expected: unknown): void; toBeLessThanOrEqual(bound: number): void; toThrow(error?: new (message?: string) => Error): void };
}

export interface SuiteOptions {
  /** The bits of the plain tier are asked for, as deterministic sets owe them. */
  readonly exact?: boolean;
  /** Allowed difference of elementwise results, in units of the last place of their type (default 4). */
  readonly ulps?: number;
  /** Names of kernels: only tests that concern one of them are registered (default all). */
  readonly only?: ReadonlySet<string>;
}

/** Registers a test that concerns the kernels named, unless others are asked for. */
export type TestOf = (kernels: readonly string[], name: string, body: () => void) => void;
export const testOf =
  ({ test }: TestRunner, { only }: SuiteOptions): TestOf =>
  (kernels, name, body) => {
    if (only === undefined || kernels.some((kernel) => only.has(kernel))) test(name, body);
  };

export type Within = (actual: number, expected: number, bound: number, what: string) => void;
/** Only a violation reaches the runner: a call for each element would take most of the time. No bound excuses what is not finite. */
export const withinOf =
  ({ expect }: TestRunner): Within =>
  (actual, expected, bound, what) => {
    if (Object.is(actual, expected) || Math.abs(actual - expected) <= Math.min(bound, Number.MAX_VALUE)) return;
    expect(Math.abs(actual - expected), `${what}: ${actual}, expected ${expected}`).toBeLessThanOrEqual(Math.min(bound, Number.MAX_VALUE));
  };

/** Object.is for every element, by the same economy. */
export const identicalOf =
  ({ expect }: TestRunner) =>
  (actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void => {
    for (let i = 0; i < expected.length; i++)
      if (!Object.is(actual[i], expected[i])) expect(actual[i], `${what} at ${i}`).toBe(expected[i]);
  };
