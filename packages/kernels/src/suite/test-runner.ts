/** What the suites use of Vitest, Jest or the like. */
export interface TestRunner {
  test(name: string, body: () => void): void;
  expect(
    value: unknown,
    message?: string,
  ): { toBe(expected: unknown): void; toBeLessThanOrEqual(bound: number): void; toThrow(error?: new (message?: string) => Error): void };
}

/** Tolerated relative difference from the plain tier: 8 units of the result's type; deterministic tiers may ask for 0. */
export interface SuiteOptions {
  readonly exact?: boolean;
}

export type Within = (actual: number, expected: number, bound: number, what: string) => void;
/** Only a violation reaches the runner: a call for each element would take most of the time. */
export const withinOf =
  ({ expect }: TestRunner): Within =>
  (actual, expected, bound, what) => {
    if (!(Math.abs(actual - expected) <= bound) && !Object.is(actual, expected))
      expect(Math.abs(actual - expected), `${what}: ${actual}, expected ${expected}`).toBeLessThanOrEqual(bound);
  };
