/** Random polynomials under random nestings of every transformation, against their exact derivatives. */
import { checkpoint, cond, customJvp, customVjp, grad, jacobian, jvp, linearize, scan, vjp, vmap, whileLoop } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { type Tensor, stack, tensor } from '@adjoint/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';

type Scalar = (x: Tensor) => Tensor;

/** Each takes the derivative of a scalar function once, by another way. */
const DERIVATIVES: Readonly<Record<string, (f: Scalar) => Scalar>> = {
  'grad': (f) => (x) => grad(f)(x),
  'jvp': (f) => (x) => jvp(f, x, 1).tangent,
  'vjp': (f) => (x) => vjp(f, x).pullback(1),
  'linearize': (f) => (x) => linearize(f, x).differential(1),
  'jacobian forward': (f) => (x) => jacobian(f, { mode: 'forward' })(x),
  'jacobian reverse': (f) => (x) => jacobian(f, { mode: 'reverse' })(x),
  'closed over': (f) => (x) => grad((t) => f(x.add(t)))(0),
  'jvp closed over': (f) => (x) => jvp((t: Tensor) => f(t.add(x)), 0, 1).tangent,
};
/** Each leaves a function as it is. */
const WRAPPERS: Readonly<Record<string, (f: Scalar) => Scalar>> = {
  'vmap': (f) => (x) => vmap(f)(stack([x, x.mul(2)])).at(0),
  'jit': (f) => (x) => jit(f)(x),
  'checkpoint': (f) => (x) => checkpoint(f)(x),
  'cond': (f) => (x) => cond(x.greater(-1e9), f, (v) => v, x),
  'scan': (f) => (x) => scan((c: Tensor, v: Tensor) => [f(v).add(c.mul(0)), null] as const, tensor(0), x.broadcastTo([2])).carry,
  'while closed over': (f) => (x) =>
    whileLoop(
      (s: { k: Tensor; y: Tensor }) => s.k.less(1),
      (s) => ({ k: s.k.add(1), y: f(x) }),
      { k: tensor(0), y: tensor(0) },
    ).y,
  'customVjp': (f) => {
    const g: (...xs: Tensor[]) => Tensor = customVjp(
      (x) => f(x),
      (x) => ({ output: g(x), residuals: [x] }),
      (ct, x) => [vjp(f, x).pullback(ct)],
    );
    return (x) => g(x);
  },
  'customJvp': (f) =>
    customJvp(
      (x) => f(x),
      ([t], [x]) => jvp(f, x, t).tangent,
    ),
};

const polynomial =
  (c: readonly number[]): Scalar =>
  (x) =>
    c.reduceRight<Tensor>((s, a) => s.mul(x).add(a), tensor(0));
const derived = (c: readonly number[]): number[] => c.slice(1).map((a, k) => a * (k + 1));
const valueAt = (c: readonly number[], x: number): number => c.reduceRight((s, a) => s * x + a, 0);

const steps = fc.array(fc.oneof(fc.constantFrom(...Object.keys(DERIVATIVES)), fc.constantFrom(...Object.keys(WRAPPERS))), {
  minLength: 1,
  maxLength: 4,
});

test('any nesting is right', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 5 }),
      fc.integer({ min: -4, max: 4 }),
      steps,
      (coefficients, quarter, names) => {
        const x = quarter / 4;
        let f = polynomial(coefficients);
        let exact: number[] = coefficients;
        let reverseOfRecordedWhile = false;
        for (const [i, name] of names.entries()) {
          f = (DERIVATIVES[name] ?? WRAPPERS[name])(f);
          if (name in DERIVATIVES) exact = derived(exact);
          // a loop recorded by jit has no reverse derivative, and says so
          if (
            name === 'while closed over' &&
            names.slice(i + 1).some((n) => n in DERIVATIVES) &&
            names.slice(i + 1).some((n) => !(n in DERIVATIVES))
          )
            reverseOfRecordedWhile = true;
        }
        let y: number;
        try {
          y = f(tensor(x)).item();
        } catch (e) {
          if (reverseOfRecordedWhile && /reverse derivative of a recorded loop/.test(String(e))) return;
          throw e;
        }
        // small integers at multiples of a quarter: all operations are exact but those of repeated vmaps and scans, which are exact too
        expect(Math.abs(y - valueAt(exact, x)), names.join(' of ')).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(valueAt(exact, x))));
      },
    ),
    { numRuns: 400, seed: 20261125 },
  );
});
