/**
 * Initial weights whose variance keeps signals at one size from layer to layer.
 *
 *   Var W = scale / n,   n = fanIn, fanOut or their mean
 *
 * LeCun, Bottou, Orr, Müller (1998), "Efficient BackProp" (scale 1, fanIn); Glorot, Bengio (2010) (scale 1, mean);
 * He, Zhang, Ren, Sun (2015) (scale 2, fanIn: relu lets half of the variance through).
 */
import { type Key, normal, uniform } from '@adjoint/random';
import { ArgumentError, type Shape, type Tensor } from '@adjoint/tensor';
import type { Fans, Initialiser } from './initialiser.ts';

export type FanMode = 'in' | 'out' | 'average';

/** Uniform on ±√(3·scale/n): variance scale/n. @throws ArgumentError unless scale > 0 */
export function uniformScaling(scale: number, mode: FanMode = 'in'): Initialiser {
  requireScale(scale);
  return (key, shape, fans) => centredUniform(key, shape, Math.sqrt((3 * scale) / fanOf(fans, mode)), fans);
}

/** Normal of variance scale/n. @throws ArgumentError unless scale > 0 */
export function normalScaling(scale: number, mode: FanMode = 'in'): Initialiser {
  requireScale(scale);
  return (key, shape, fans) =>
    normal(key, shape)
      .mul(Math.sqrt(scale / fanOf(fans, mode)))
      .astype(fans.dtype);
}

export const glorotUniform = (): Initialiser => uniformScaling(1, 'average');
export const glorotNormal = (): Initialiser => normalScaling(1, 'average');
export const heUniform = (): Initialiser => uniformScaling(2);
export const heNormal = (): Initialiser => normalScaling(2);
export const lecunUniform = (): Initialiser => uniformScaling(1);
export const lecunNormal = (): Initialiser => normalScaling(1);

const fanOf = (fans: Fans, mode: FanMode): number =>
  mode === 'in' ? fans.fanIn : mode === 'out' ? fans.fanOut : (fans.fanIn + fans.fanOut) / 2;
const centredUniform = (key: Key, shape: Shape, limit: number, { dtype }: Fans): Tensor =>
  uniform(key, shape, { low: -limit, high: limit }).astype(dtype);

function requireScale(scale: number): void {
  if (!(scale > 0 && scale < Infinity)) throw new ArgumentError(`scale = ${scale}`, 'a variance scale is a positive number');
}
