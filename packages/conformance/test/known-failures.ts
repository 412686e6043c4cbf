/**
 * Faults that our own plugins have and that are not mended yet, as the suites report them. A line that no longer occurs
 * should be removed; a fault that is not listed fails the tests.
 */
export const KNOWN: readonly RegExp[] = [];
