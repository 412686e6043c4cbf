/** How a set of kernels computes elementary functions, told to compilers that write such code themselves. */
const MODE: unique symbol = Symbol.for('adjoint.kernels.lane-mode') as never;

export interface LaneMode {
  /** The bits of the plain tier. */
  readonly exact: boolean;
  /** Fused multiply-add inside functions. */
  readonly fused: boolean;
}

/** Kernels that say their mode; a set spread from them says it too. */
export const marked = <K extends object>(mode: LaneMode, kernels: K): K => Object.assign(kernels, { [MODE]: mode });

/** The mode of a set of kernels: exact where it says nothing, and for the plain tier (null). */
export const laneModeOf = (kernels: object | null): LaneMode =>
  (kernels as { readonly [MODE]?: LaneMode } | null)?.[MODE] ?? { exact: true, fused: false };
