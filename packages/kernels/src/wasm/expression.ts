/** Elementwise expressions as data, and as a list of steps in which shared parts occur once. */
import * as math from '../math/index.ts';
import type { MapName } from './maps.ts';

export type FusedUnary = MapName | 'neg' | 'abs' | 'sqrt' | 'square' | 'reciprocal';
export type FusedBinary = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';

/** `input` counts the operands from 0. A part that is one object in two places is computed once. */
export type Expression =
  | { readonly op: 'input'; readonly index: number }
  | { readonly op: 'constant'; readonly value: number }
  | { readonly op: FusedUnary; readonly x: Expression }
  | { readonly op: FusedBinary; readonly x: Expression; readonly y: Expression };

/** One step; x and y are places in the list. */
export interface Step {
  readonly op: Expression['op'];
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

export function linearise(expression: Expression): Step[] {
  const places = new Map<Expression, number>();
  const steps: Step[] = [];
  const visit = (e: Expression): number => {
    const known = places.get(e);
    if (known !== undefined) return known;
    const x = 'x' in e ? visit(e.x) : -1;
    const y = 'y' in e ? visit(e.y) : -1;
    const place = steps.push({ op: e.op, x, y, value: e.op === 'constant' ? e.value : e.op === 'input' ? e.index : 0 }) - 1;
    places.set(e, place);
    return place;
  };
  visit(expression);
  return steps;
}

const UNARY: Readonly<Record<FusedUnary, (x: number) => number>> = {
  exp: math.exp,
  expm1: math.expm1,
  log: math.log,
  log1p: math.log1p,
  sigmoid: math.sigmoid,
  softplus: math.softplus,
  sin: math.sin,
  cos: math.cos,
  tanh: math.tanh,
  tan: math.tan,
  erf: math.erf,
  erfc: math.erfc,
  lgamma: math.lgamma,
  digamma: math.digamma,
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
};
const BINARY: Readonly<Record<FusedBinary, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  maximum: (x, y) => Math.max(x, y),
  minimum: (x, y) => Math.min(x, y),
};

/** The value for one element. `values` is scratch of as many places as steps. */
export function evaluateSteps(steps: readonly Step[], values: Float64Array, inputs: (index: number) => number): number {
  for (let i = 0; i < steps.length; i++) {
    const { op, x, y, value } = steps[i];
    values[i] =
      op === 'input'
        ? inputs(value)
        : op === 'constant'
          ? value
          : y < 0
            ? UNARY[op as FusedUnary](values[x])
            : BINARY[op as FusedBinary](values[x], values[y]);
  }
  return values[steps.length - 1];
}
