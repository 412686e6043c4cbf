export type { Distribution } from './core/distribution.ts';
export { exponential } from './exponential.ts';
export { normal } from './normal.ts';
export { uniform } from './uniform.ts';
