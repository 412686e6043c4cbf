/* The WebAssembly tier, reached only by this entry, so that no bundle carries the assembler unasked. */
export { wasmKernels, type WasmOptions } from './wasm-kernels.ts';
export { detectFeatures, type Features } from './features.ts';
export { createFuser, type FusedMap, type Fuser } from './fused-map.ts';
export { createThreefryLanes, LANE_BLOCK, type ThreefryLanes } from './threefry-lanes.ts';
export type { NormalTables } from './threefry-normal.ts';
export type { Expression, FusedBinary, FusedUnary } from './expression.ts';
export { gemmWithin, scratchWithin } from './gemm-within.ts';
export { compileLoops, type CompiledLoops } from './loops/compile-loops.ts';
export { laneModeOf, type LaneMode } from './loops/lane-mode.ts';
export type { Loop, LoopBinary, LoopComparison, LoopOperand, LoopStep, LoopType, LoopUnary } from './loops/loop.ts';
