/** Two neighbouring elements as float64 lanes: float32 is widened where it is read and rounded where it is written, as in the plain tier. */
import {
  demoteZero,
  f64x2Unary,
  loadF32,
  loadF64,
  loadV128,
  loadZero64,
  storeF32,
  storeF64,
  storeLane64,
  storeV128,
  type Statement,
  type Value,
} from './assembler.ts';
import { demoted, promoted } from './assembler-scalar.ts';
import type { Precision } from './gemm-module.ts';

type Address = Value<'i32'>;

export interface WideLanes {
  readonly bytes: number;
  /** Offsets count elements. */
  load(at: Address, offset?: number): Value<'v128'>;
  store(at: Address, x: Value<'v128'>, offset?: number): Statement;
  loadOne(at: Address, offset?: number): Value<'f64'>;
  storeOne(at: Address, x: Value<'f64'>, offset?: number): Statement;
}

export function wideLanes(precision: Precision): WideLanes {
  return precision === 'float64'
    ? {
        bytes: 8,
        load: (at, offset = 0) => loadV128(at, 8 * offset),
        store: (at, x, offset = 0) => storeV128(at, x, 8 * offset),
        loadOne: (at, offset = 0) => loadF64(at, 8 * offset),
        storeOne: (at, x, offset = 0) => storeF64(at, x, 8 * offset),
      }
    : {
        bytes: 4,
        load: (at, offset = 0) => f64x2Unary.promoteLow(loadZero64(at, 4 * offset)),
        store: (at, x, offset = 0) => storeLane64(at, demoteZero(x), 4 * offset),
        loadOne: (at, offset = 0) => promoted(loadF32(at, 4 * offset)),
        storeOne: (at, x, offset = 0) => storeF32(at, demoted(x), 4 * offset),
      };
}
