export { jit } from './jit.ts';
export type { JitOptions, Jitted } from './jit.ts';
export { formatGraph } from './format-graph.ts';
export type { Recompilation } from './recompilation.ts';
