/** What the engine at hand accepts, asked by validating a module of a few bytes. */
import { fusedF64x2, storeV128, i32, zeroV128, f64x2 } from './assembler.ts';
import { assemble, defineFunction } from './module.ts';

export interface Features {
  readonly simd: boolean;
  readonly fused: boolean;
}

/** Fixed-width SIMD (all current engines) and fused multiply-add (relaxed SIMD: Node 22 and later, current browsers). */
export function detectFeatures(): Features {
  if (typeof WebAssembly !== 'object') return { simd: false, fused: false };
  const zero = zeroV128();
  const probe = (x: typeof zero): boolean => WebAssembly.validate(assemble([defineFunction('probe', [], () => storeV128(i32(0), x))]));
  return { simd: probe(f64x2.add(zero, zero)), fused: probe(fusedF64x2(zero, zero, zero)) };
}
