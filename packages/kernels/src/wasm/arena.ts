/**
 * One memory as scratch: operands are copied in, results copied out, nothing stays between calls. Views are made anew
 * after growth, which detaches the old ones, and never leave this folder.
 */
const PAGE = 65536;
/** 256 MiB: no kernel here needs more, since large operands are taken in blocks. */
const MOST_PAGES = 4096;

export interface Arena {
  readonly memory: WebAssembly.Memory;
  /** Makes at least `bytes` addressable; false when the engine refuses. */
  reserve(bytes: number): boolean;
  float64(): Float64Array;
  float32(): Float32Array;
}

export function createArena(): Arena {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: MOST_PAGES });
  let f64 = new Float64Array(memory.buffer);
  let f32 = new Float32Array(memory.buffer);
  return {
    memory,
    reserve(bytes) {
      const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
      if (missing <= 0) return true;
      try {
        memory.grow(missing);
      } catch {
        return false;
      }
      f64 = new Float64Array(memory.buffer);
      f32 = new Float32Array(memory.buffer);
      return true;
    },
    float64: () => f64,
    float32: () => f32,
  };
}

/** A memory of someone else, as it is: it is never grown here. */
export function arenaOn(memory: WebAssembly.Memory): Arena {
  const f64 = new Float64Array(memory.buffer);
  const f32 = new Float32Array(memory.buffer);
  return { memory, reserve: (bytes) => bytes <= memory.buffer.byteLength, float64: () => f64, float32: () => f32 };
}
