/**
 * A suite is a list of cases, and a case says what is wrong in sentences. So it is bound to no test runner, and the same
 * cases can be run by a program.
 */
export interface Case {
  readonly name: string;
  /** Every fault that was found; none when the plugin conforms. A throw is a fault too. */
  check(): readonly string[] | Promise<readonly string[]>;
}

/** What a suite needs of a test runner: vitest, jest, node:test with an `expect`, mocha with chai's are enough. */
export interface Runner {
  test(name: string, body: () => Promise<void>): unknown;
  expect(actual: unknown): { toEqual(expected: unknown): unknown };
}

/** Makes a test of each case. */
export function register(suite: string, cases: readonly Case[], { test, expect }: Runner): void {
  for (const c of cases)
    test(`${suite}: ${c.name}`, async () => {
      expect(await c.check()).toEqual([]);
    });
}

/** One line for each case that failed, with its faults; none when all hold. For programs, and for tests of the suites themselves. */
export async function faultsOf(cases: readonly Case[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const c of cases) {
    try {
      faults.push(...(await c.check()).map((f) => `${c.name}: ${f}`));
    } catch (e) {
      faults.push(`${c.name}: threw ${e instanceof Error ? `${e.name}: ${e.message}` : String(e)}`);
    }
  }
  return faults;
}
