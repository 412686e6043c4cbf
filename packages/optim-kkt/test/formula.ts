/** Formulas as they stand in books, `100*(x2 - x1^2)^2`, as functions of a tensor of variables x1, x2, …. */
import { type Tensor, cos, exp, log, scalar, sin, sqrt } from '@adjoint/tensor';

type Node = (x: Tensor) => Tensor | number;
const FUNCTIONS: Record<string, (x: Tensor) => Tensor> = { cos, exp, log, sin, sqrt };

const binary =
  (a: Node, b: Node, numbers: (a: number, b: number) => number, tensors: (a: Tensor, b: Tensor | number) => Tensor): Node =>
  (x) => {
    const u = a(x);
    const v = b(x);
    return typeof u === 'number' ? (typeof v === 'number' ? numbers(u, v) : tensors(scalar(u), v)) : tensors(u, v);
  };

/** @throws when the text is no formula */
export function formula(text: string): (x: Tensor) => Tensor {
  const tokens = text.match(/\d+(?:\.\d*)?(?:e-?\d+)?|\.\d+|[a-z]+\d*|[-+*/^()]/g) ?? [];
  let at = 0;
  const take = (token: string): boolean => tokens[at] === token && at++ >= 0;
  const sum = (): Node => {
    let left = product();
    for (;;) {
      if (take('+'))
        left = binary(
          left,
          product(),
          (a, b) => a + b,
          (a, b) => a.add(b),
        );
      else if (take('-'))
        left = binary(
          left,
          product(),
          (a, b) => a - b,
          (a, b) => a.sub(b),
        );
      else return left;
    }
  };
  const product = (): Node => {
    let left = signed();
    for (;;) {
      if (take('*'))
        left = binary(
          left,
          signed(),
          (a, b) => a * b,
          (a, b) => a.mul(b),
        );
      else if (take('/'))
        left = binary(
          left,
          signed(),
          (a, b) => a / b,
          (a, b) => a.div(b),
        );
      else return left;
    }
  };
  const signed = (): Node =>
    take('-')
      ? binary(
          () => 0,
          signed(),
          (_, b) => -b,
          (_, b) => (b as Tensor).neg(),
        )
      : power();
  const power = (): Node => {
    const base = atom();
    return take('^')
      ? binary(
          base,
          signed(),
          (a, b) => a ** b,
          (a, b) => (typeof b === 'number' && Number.isInteger(b) && b > 0 ? repeated(a, b) : a.pow(b)),
        )
      : base;
  };
  const atom = (): Node => {
    const token = tokens[at++] ?? 'the end';
    if (token === '(') {
      const inner = sum();
      if (!take(')')) throw new Error(`no ) in ${text}`);
      return inner;
    }
    if (token in FUNCTIONS) {
      const inner = atom();
      return (x) => {
        const v = inner(x);
        return FUNCTIONS[token](typeof v === 'number' ? scalar(v) : v);
      };
    }
    if (/^x\d+$/.test(token)) {
      const i = Number(token.slice(1)) - 1;
      return (x) => x.at(i);
    }
    if (Number.isNaN(Number(token))) throw new Error(`${token} in ${text}`);
    return () => Number(token);
  };
  const node = sum();
  if (at !== tokens.length) throw new Error(`${tokens[at]} in ${text}`);
  return (x) => {
    const v = node(x);
    return typeof v === 'number' ? x.sum().mul(0).add(v) : v;
  };
}

const repeated = (a: Tensor, k: number): Tensor => {
  let out = a;
  for (let i = 1; i < k; i++) out = out.mul(a);
  return out;
};
