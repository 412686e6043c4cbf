/** Expressions of the reference cases as functions of tensors. Test code. */
import {
  type Tensor,
  acosh,
  asin,
  besselJ,
  cos,
  digamma,
  erf,
  erfc,
  exp,
  hypot,
  lambertW,
  lgamma,
  log,
  log1p,
  logNdtr,
  sin,
  softplus,
  sqrt,
  tanh,
  tensor,
} from '@adjoint/tensor';

type Value = Tensor | number;
type Environment = ReadonlyMap<string, Tensor>;
const isNumber = (x: Value): x is number => typeof x === 'number';
const as = (x: Value): Tensor => (isNumber(x) ? tensor(x) : x);
const FUNCTIONS: Readonly<Record<string, (...xs: Tensor[]) => Tensor>> = {
  exp,
  log,
  sin,
  cos,
  tanh,
  asin,
  acosh,
  sqrt,
  erf,
  erfc,
  loggamma: lgamma,
  digamma,
  LambertW: lambertW,
  log1p,
  softplus,
  logNdtr,
  hypot,
  sigmoid: (x) => x.sigmoid(),
  besselj: (n, x) => besselJ(n.item(), x),
};

/** Recursive descent: sum → product → sign → power → atom. */
export function parse(source: string): (variables: Environment) => Tensor {
  const tokens = source.match(/\*\*|[()+\-*/,]|\d+\.?\d*(?:e[+-]?\d+)?|[A-Za-z_]\w*/g) ?? [];
  return (variables) => {
    let k = 0;
    const next = (t: string): boolean => tokens[k] === t && k++ >= 0;
    const sum = (): Value => {
      let x = product();
      for (;;) {
        if (next('+')) {
          const y = product();
          x = isNumber(x) && isNumber(y) ? x + y : as(x).add(y);
        } else if (next('-')) {
          const y = product();
          x = isNumber(x) && isNumber(y) ? x - y : as(x).sub(y);
        } else return x;
      }
    };
    const product = (): Value => {
      let x = signed();
      for (;;) {
        if (next('*')) {
          const y = signed();
          x = isNumber(x) && isNumber(y) ? x * y : as(x).mul(y);
        } else if (next('/')) {
          const y = signed();
          x = isNumber(x) && isNumber(y) ? x / y : as(x).div(y);
        } else return x;
      }
    };
    const signed = (): Value => {
      if (!next('-')) return power();
      const x = signed();
      return isNumber(x) ? -x : x.neg();
    };
    const power = (): Value => {
      const x = atom();
      if (!next('**')) return x;
      const y = signed();
      return isNumber(x) && isNumber(y) ? x ** y : as(x).pow(y);
    };
    const atom = (): Value => {
      if (next('(')) {
        const x = sum();
        next(')');
        return x;
      }
      const t = tokens[k++];
      if (/^\d/.test(t)) return Number(t);
      if (t === 'pi') return Math.PI;
      if (next('(')) {
        const args = [as(sum())];
        while (next(',')) args.push(as(sum()));
        next(')');
        return FUNCTIONS[t](...args);
      }
      return variables.get(t)!;
    };
    return as(sum());
  };
}
