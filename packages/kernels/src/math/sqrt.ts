/** √x, correctly rounded: IEEE 754 fixes it, so the engine's own is the same everywhere. */
export const sqrt = (x: number): number => Math.sqrt(x);
