/**
 * Problems of Hock and Schittkowski (1981), "Test examples for nonlinear programming codes", by their numbers, with the
 * published optima. `atLeast` are the inequalities c(x) ≥ 0 of the book, `equal` its equations. `local` is a published
 * or certified minimum that is not the best one.
 */
export interface BookProblem {
  readonly number: number;
  readonly f: string;
  readonly atLeast?: readonly string[];
  readonly equal?: readonly string[];
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
  readonly start: readonly number[];
  readonly best: number;
  readonly local?: readonly number[];
}

const ROSENBROCK = '100*(x2 - x1^2)^2 + (1 - x1)^2';
const free = Infinity;
const all = (n: number, v: number): number[] => new Array<number>(n).fill(v);

// prettier-ignore
export const bookProblems: readonly BookProblem[] = [
  { number: 1, f: ROSENBROCK, lower: [-free, -1.5], start: [-2, 1], best: 0 },
  { number: 2, f: ROSENBROCK, lower: [-free, 1.5], start: [-2, 1], best: 0.0504261879, local: [4.941229318] },
  { number: 3, f: 'x2 + 1e-5*(x2 - x1)^2', lower: [-free, 0], start: [10, 1], best: 0 },
  { number: 4, f: '(x1 + 1)^3/3 + x2', lower: [1, 0], start: [1.125, 0.125], best: 8 / 3 },
  { number: 5, f: 'sin(x1 + x2) + (x1 - x2)^2 - 1.5*x1 + 2.5*x2 + 1', lower: [-1.5, -3], upper: [4, 3], start: [0, 0], best: -Math.sqrt(3) / 2 - Math.PI / 3 },
  { number: 6, f: '(1 - x1)^2', equal: ['10*(x2 - x1^2)'], start: [-1.2, 1], best: 0 },
  { number: 7, f: 'log(1 + x1^2) - x2', equal: ['(1 + x1^2)^2 + x2^2 - 4'], start: [2, 2], best: -Math.sqrt(3) },
  { number: 8, f: '-1', equal: ['x1^2 + x2^2 - 25', 'x1*x2 - 9'], start: [2, 1], best: -1 },
  { number: 9, f: 'sin(3.141592653589793*x1/12)*cos(3.141592653589793*x2/16)', equal: ['4*x1 - 3*x2'], start: [0, 0], best: -0.5 },
  { number: 10, f: 'x1 - x2', atLeast: ['-3*x1^2 + 2*x1*x2 - x2^2 + 1'], start: [-10, 10], best: -1 },
  { number: 11, f: '(x1 - 5)^2 + x2^2 - 25', atLeast: ['-x1^2 + x2'], start: [4.9, 0.1], best: -8.498464223 },
  { number: 12, f: '0.5*x1^2 + x2^2 - x1*x2 - 7*x1 - 7*x2', atLeast: ['25 - 4*x1^2 - x2^2'], start: [0, 0], best: -30 },
  { number: 14, f: '(x1 - 2)^2 + (x2 - 1)^2', atLeast: ['-0.25*x1^2 - x2^2 + 1'], equal: ['x1 - 2*x2 + 1'], start: [2, 2], best: 9 - 2.875 * Math.sqrt(7) },
  { number: 15, f: ROSENBROCK, atLeast: ['x1*x2 - 1', 'x1 + x2^2'], upper: [0.5, free], start: [-2, 1], best: 306.5, local: [360.3797671] },
  { number: 16, f: ROSENBROCK, atLeast: ['x1 + x2^2', 'x1^2 + x2'], lower: [-0.5, -free], upper: [0.5, 1], start: [-2, 1], best: 0.25, local: [23.14466094] },
  { number: 17, f: ROSENBROCK, atLeast: ['x2^2 - x1', 'x1^2 - x2'], lower: [-0.5, -free], upper: [0.5, 1], start: [-2, 1], best: 1 },
  { number: 18, f: '0.01*x1^2 + x2^2', atLeast: ['x1*x2 - 25', 'x1^2 + x2^2 - 25'], lower: [2, 0], upper: [50, 50], start: [2, 2], best: 5 },
  { number: 19, f: '(x1 - 10)^3 + (x2 - 20)^3', atLeast: ['(x1 - 5)^2 + (x2 - 5)^2 - 100', '82.81 - (x1 - 6)^2 - (x2 - 5)^2'], lower: [13, 0], upper: [100, 100], start: [20.1, 5.84], best: -6961.81381 },
  { number: 20, f: ROSENBROCK, atLeast: ['x1 + x2^2', 'x1^2 + x2', 'x1^2 + x2^2 - 1'], lower: [-0.5, -free], upper: [0.5, free], start: [-2, 1], best: 81.5 - 25 * Math.sqrt(3), local: [40.19872981] },
  { number: 21, f: '0.01*x1^2 + x2^2 - 100', atLeast: ['10*x1 - x2 - 10'], lower: [2, -50], upper: [50, 50], start: [-1, -1], best: -99.96 },
  { number: 22, f: '(x1 - 2)^2 + (x2 - 1)^2', atLeast: ['2 - x1 - x2', 'x2 - x1^2'], start: [2, 2], best: 1 },
  { number: 23, f: 'x1^2 + x2^2', atLeast: ['x1 + x2 - 1', 'x1^2 + x2^2 - 1', '9*x1^2 + x2^2 - 9', 'x1^2 - x2', 'x2^2 - x1'], lower: all(2, -50), upper: all(2, 50), start: [3, 1], best: 2 },
  { number: 24, f: '((x1 - 3)^2 - 9)*x2^3/(27*sqrt(3))', atLeast: ['x1/sqrt(3) - x2', 'x1 + sqrt(3)*x2', '6 - x1 - sqrt(3)*x2'], lower: all(2, 0), start: [1, 0.5], best: -1 },
  { number: 26, f: '(x1 - x2)^2 + (x2 - x3)^4', equal: ['(1 + x2^2)*x1 + x3^4 - 3'], start: [-2.6, 2, 2], best: 0 },
  { number: 27, f: '0.01*(x1 - 1)^2 + (x2 - x1^2)^2', equal: ['x1 + x3^2 + 1'], start: [2, 2, 2], best: 0.04 },
  { number: 28, f: '(x1 + x2)^2 + (x2 + x3)^2', equal: ['x1 + 2*x2 + 3*x3 - 1'], start: [-4, 1, 1], best: 0 },
  { number: 29, f: '-x1*x2*x3', atLeast: ['48 - x1^2 - 2*x2^2 - 4*x3^2'], start: [1, 1, 1], best: -16 * Math.sqrt(2) },
  { number: 30, f: 'x1^2 + x2^2 + x3^2', atLeast: ['x1^2 + x2^2 - 1'], lower: [1, -10, -10], upper: all(3, 10), start: [1, 1, 1], best: 1 },
  { number: 31, f: '9*x1^2 + x2^2 + 9*x3^2', atLeast: ['x1*x2 - 1'], lower: [-10, 1, -10], upper: [10, 10, 1], start: [1, 1, 1], best: 6 },
  { number: 32, f: '(x1 + 3*x2 + x3)^2 + 4*(x1 - x2)^2', atLeast: ['6*x2 + 4*x3 - x1^3 - 3'], equal: ['1 - x1 - x2 - x3'], lower: all(3, 0), start: [0.1, 0.7, 0.2], best: 1 },
  { number: 33, f: '(x1 - 1)*(x1 - 2)*(x1 - 3) + x3', atLeast: ['x3^2 - x2^2 - x1^2', 'x1^2 + x2^2 + x3^2 - 4'], lower: all(3, 0), upper: [free, free, 5], start: [0, 0, 3], best: Math.sqrt(2) - 6, local: [-4] },
  { number: 34, f: '-x1', atLeast: ['x2 - exp(x1)', 'x3 - exp(x2)'], lower: all(3, 0), upper: [100, 100, 10], start: [0, 1.05, 2.9], best: -Math.log(Math.log(10)) },
  { number: 35, f: '9 - 8*x1 - 6*x2 - 4*x3 + 2*x1^2 + 2*x2^2 + x3^2 + 2*x1*x2 + 2*x1*x3', atLeast: ['3 - x1 - x2 - 2*x3'], lower: all(3, 0), start: all(3, 0.5), best: 1 / 9 },
  { number: 36, f: '-x1*x2*x3', atLeast: ['72 - x1 - 2*x2 - 2*x3'], lower: all(3, 0), upper: [20, 11, 42], start: all(3, 10), best: -3300 },
  { number: 37, f: '-x1*x2*x3', atLeast: ['72 - x1 - 2*x2 - 2*x3', 'x1 + 2*x2 + 2*x3'], lower: all(3, 0), upper: all(3, 42), start: all(3, 10), best: -3456 },
  { number: 38, f: `${ROSENBROCK} + 90*(x4 - x3^2)^2 + (1 - x3)^2 + 10.1*((x2 - 1)^2 + (x4 - 1)^2) + 19.8*(x2 - 1)*(x4 - 1)`, lower: all(4, -10), upper: all(4, 10), start: [-3, -1, -3, -1], best: 0 },
  { number: 39, f: '-x1', equal: ['x2 - x1^3 - x3^2', 'x1^2 - x2 - x4^2'], start: all(4, 2), best: -1 },
  { number: 40, f: '-x1*x2*x3*x4', equal: ['x1^3 + x2^2 - 1', 'x1^2*x4 - x3', 'x4^2 - x2'], start: all(4, 0.8), best: -0.25 },
  { number: 41, f: '2 - x1*x2*x3', equal: ['x1 + 2*x2 + 2*x3 - x4'], lower: all(4, 0), upper: [1, 1, 1, 2], start: all(4, 2), best: 52 / 27, local: [2] },
  { number: 42, f: '(x1 - 1)^2 + (x2 - 2)^2 + (x3 - 3)^2 + (x4 - 4)^2', equal: ['x1 - 2', 'x3^2 + x4^2 - 2'], start: all(4, 1), best: 28 - 10 * Math.sqrt(2) },
  { number: 43, f: 'x1^2 + x2^2 + 2*x3^2 + x4^2 - 5*x1 - 5*x2 - 21*x3 + 7*x4', atLeast: ['8 - x1^2 - x2^2 - x3^2 - x4^2 - x1 + x2 - x3 + x4', '10 - x1^2 - 2*x2^2 - x3^2 - 2*x4^2 + x1 + x4', '5 - 2*x1^2 - x2^2 - x3^2 - 2*x1 + x2 + x4'], start: all(4, 0), best: -44 },
  { number: 44, f: 'x1 - x2 - x3 - x1*x3 + x1*x4 + x2*x3 - x2*x4', atLeast: ['8 - x1 - 2*x2', '12 - 4*x1 - x2', '12 - 3*x1 - 4*x2', '8 - 2*x3 - x4', '8 - x3 - 2*x4', '5 - x3 - x4'], lower: all(4, 0), start: all(4, 0), best: -15, local: [-13] },
  { number: 45, f: '2 - x1*x2*x3*x4*x5/120', lower: all(5, 0), upper: [1, 2, 3, 4, 5], start: all(5, 2), best: 1 },
  { number: 46, f: '(x1 - x2)^2 + (x3 - 1)^2 + (x4 - 1)^4 + (x5 - 1)^6', equal: ['x1^2*x4 + sin(x4 - x5) - 1', 'x2 + x3^4*x4^2 - 2'], start: [Math.SQRT1_2, 1.75, 0.5, 2, 2], best: 0 },
  { number: 48, f: '(x1 - 1)^2 + (x2 - x3)^2 + (x4 - x5)^2', equal: ['x1 + x2 + x3 + x4 + x5 - 5', 'x3 - 2*(x4 + x5) + 3'], start: [3, 5, -3, 2, -2], best: 0 },
  { number: 49, f: '(x1 - x2)^2 + (x3 - 1)^2 + (x4 - 1)^4 + (x5 - 1)^6', equal: ['x1 + x2 + x3 + 4*x4 - 7', 'x3 + 5*x5 - 6'], start: [10, 7, 2, -3, 0.8], best: 0 },
  { number: 50, f: '(x1 - x2)^2 + (x2 - x3)^2 + (x3 - x4)^4 + (x4 - x5)^2', equal: ['x1 + 2*x2 + 3*x3 - 6', 'x2 + 2*x3 + 3*x4 - 6', 'x3 + 2*x4 + 3*x5 - 6'], start: [35, -31, 11, 5, -5], best: 0 },
  { number: 51, f: '(x1 - x2)^2 + (x2 + x3 - 2)^2 + (x4 - 1)^2 + (x5 - 1)^2', equal: ['x1 + 3*x2 - 4', 'x3 + x4 - 2*x5', 'x2 - x5'], start: [2.5, 0.5, 2, -1, 0.5], best: 0 },
  { number: 52, f: '(4*x1 - x2)^2 + (x2 + x3 - 2)^2 + (x4 - 1)^2 + (x5 - 1)^2', equal: ['x1 + 3*x2', 'x3 + x4 - 2*x5', 'x2 - x5'], start: all(5, 2), best: 1859 / 349 },
  { number: 53, f: '(x1 - x2)^2 + (x2 + x3 - 2)^2 + (x4 - 1)^2 + (x5 - 1)^2', equal: ['x1 + 3*x2', 'x3 + x4 - 2*x5', 'x2 - x5'], lower: all(5, -10), upper: all(5, 10), start: all(5, 2), best: 176 / 43 },
  { number: 60, f: '(x1 - 1)^2 + (x1 - x2)^2 + (x2 - x3)^4', equal: ['x1*(1 + x2^2) + x3^4 - 4 - 3*sqrt(2)'], lower: all(3, -10), upper: all(3, 10), start: all(3, 2), best: 0.03256820025 },
  { number: 61, f: '4*x1^2 + 2*x2^2 + 2*x3^2 - 33*x1 + 16*x2 - 24*x3', equal: ['3*x1 - 2*x2^2 - 7', '4*x1 - x3^2 - 11'], start: all(3, 0), best: -143.6461422 },
  { number: 63, f: '1000 - x1^2 - 2*x2^2 - x3^2 - x1*x2 - x1*x3', equal: ['8*x1 + 14*x2 + 7*x3 - 56', 'x1^2 + x2^2 + x3^2 - 25'], lower: all(3, 0), start: all(3, 2), best: 961.7151721 },
  { number: 64, f: '5*x1 + 50000/x1 + 20*x2 + 72000/x2 + 10*x3 + 144000/x3', atLeast: ['1 - 4/x1 - 32/x2 - 120/x3'], lower: all(3, 1e-5), start: all(3, 1), best: 6299.842428 },
  { number: 65, f: '(x1 - x2)^2 + (x1 + x2 - 10)^2/9 + (x3 - 5)^2', atLeast: ['48 - x1^2 - x2^2 - x3^2'], lower: [-4.5, -4.5, -5], upper: [4.5, 4.5, 5], start: [-5, 5, 0], best: 0.9535288567 },
  { number: 66, f: '0.2*x3 - 0.8*x1', atLeast: ['x2 - exp(x1)', 'x3 - exp(x2)'], lower: all(3, 0), upper: [100, 100, 10], start: [0, 1.05, 2.9], best: 0.5181632741 },
  { number: 71, f: 'x1*x4*(x1 + x2 + x3) + x3', atLeast: ['x1*x2*x3*x4 - 25'], equal: ['x1^2 + x2^2 + x3^2 + x4^2 - 40'], lower: all(4, 1), upper: all(4, 5), start: [1, 5, 5, 1], best: 17.0140173 },
  { number: 72, f: '1 + x1 + x2 + x3 + x4', atLeast: ['0.0401 - 4/x1 - 2.25/x2 - 1/x3 - 0.25/x4', '0.010085 - 0.16/x1 - 0.36/x2 - 0.64/x3 - 0.64/x4'], lower: all(4, 0.001), upper: [4e5, 3e5, 2e5, 1e5], start: all(4, 1), best: 727.67937 },
  { number: 73, f: '24.55*x1 + 26.75*x2 + 39*x3 + 40.5*x4', atLeast: ['2.3*x1 + 5.6*x2 + 11.1*x3 + 1.3*x4 - 5', '12*x1 + 11.9*x2 + 41.8*x3 + 52.1*x4 - 21 - 1.645*sqrt(0.28*x1^2 + 0.19*x2^2 + 20.5*x3^2 + 0.62*x4^2)'], equal: ['x1 + x2 + x3 + x4 - 1'], lower: all(4, 0), start: all(4, 1), best: 29.894378 },
  { number: 76, f: 'x1^2 + 0.5*x2^2 + x3^2 + 0.5*x4^2 - x1*x3 + x3*x4 - x1 - 3*x2 + x3 - x4', atLeast: ['5 - x1 - 2*x2 - x3 - x4', '4 - 3*x1 - x2 - 2*x3 + x4', 'x2 + 4*x3 - 1.5'], lower: all(4, 0), start: all(4, 0.5), best: -4.681818181 },
  { number: 77, f: '(x1 - 1)^2 + (x1 - x2)^2 + (x3 - 1)^2 + (x4 - 1)^4 + (x5 - 1)^6', equal: ['x1^2*x4 + sin(x4 - x5) - 2*sqrt(2)', 'x2 + x3^4*x4^2 - 8 - sqrt(2)'], start: all(5, 2), best: 0.24150513 },
  { number: 78, f: 'x1*x2*x3*x4*x5', equal: ['x1^2 + x2^2 + x3^2 + x4^2 + x5^2 - 10', 'x2*x3 - 5*x4*x5', 'x1^3 + x2^3 + 1'], start: [-2, 1.5, 2, -1, -1], best: -2.91970041 },
  { number: 79, f: '(x1 - 1)^2 + (x1 - x2)^2 + (x2 - x3)^2 + (x3 - x4)^4 + (x4 - x5)^4', equal: ['x1 + x2^2 + x3^3 - 2 - 3*sqrt(2)', 'x2 - x3^2 + x4 + 2 - 2*sqrt(2)', 'x1*x5 - 2'], start: all(5, 2), best: 0.0787768209 },
  { number: 80, f: 'exp(x1*x2*x3*x4*x5)', equal: ['x1^2 + x2^2 + x3^2 + x4^2 + x5^2 - 10', 'x2*x3 - 5*x4*x5', 'x1^3 + x2^3 + 1'], lower: [-2.3, -2.3, -3.2, -3.2, -3.2], upper: [2.3, 2.3, 3.2, 3.2, 3.2], start: [-2, 2, 2, -1, -1], best: 0.0539498478 },
  { number: 81, f: 'exp(x1*x2*x3*x4*x5) - 0.5*(x1^3 + x2^3 + 1)^2', equal: ['x1^2 + x2^2 + x3^2 + x4^2 + x5^2 - 10', 'x2*x3 - 5*x4*x5', 'x1^3 + x2^3 + 1'], lower: [-2.3, -2.3, -3.2, -3.2, -3.2], upper: [2.3, 2.3, 3.2, 3.2, 3.2], start: [-2, 2, 2, -1, -1], best: 0.0539498478 },
  { number: 100, f: '(x1 - 10)^2 + 5*(x2 - 12)^2 + x3^4 + 3*(x4 - 11)^2 + 10*x5^6 + 7*x6^2 + x7^4 - 4*x6*x7 - 10*x6 - 8*x7', atLeast: ['127 - 2*x1^2 - 3*x2^4 - x3 - 4*x4^2 - 5*x5', '282 - 7*x1 - 3*x2 - 10*x3^2 - x4 + x5', '196 - 23*x1 - x2^2 - 6*x6^2 + 8*x7', '-4*x1^2 - x2^2 + 3*x1*x2 - 2*x3^2 - 5*x6 + 11*x7'], start: [1, 2, 0, 4, 0, 1, 1], best: 680.6300573 },
  { number: 113, f: 'x1^2 + x2^2 + x1*x2 - 14*x1 - 16*x2 + (x3 - 10)^2 + 4*(x4 - 5)^2 + (x5 - 3)^2 + 2*(x6 - 1)^2 + 5*x7^2 + 7*(x8 - 11)^2 + 2*(x9 - 10)^2 + (x10 - 7)^2 + 45', atLeast: ['105 - 4*x1 - 5*x2 + 3*x7 - 9*x8', '-10*x1 + 8*x2 + 17*x7 - 2*x8', '8*x1 - 2*x2 - 5*x9 + 2*x10 + 12', '-3*(x1 - 2)^2 - 4*(x2 - 3)^2 - 2*x3^2 + 7*x4 + 120', '-5*x1^2 - 8*x2 - (x3 - 6)^2 + 2*x4 + 40', '-0.5*(x1 - 8)^2 - 2*(x2 - 4)^2 - 3*x5^2 + x6 + 30', '-x1^2 - 2*(x2 - 2)^2 + 2*x1*x2 - 14*x5 + 6*x6', '3*x1 - 6*x2 - 12*(x9 - 8)^2 + 7*x10'], start: [2, 3, 5, 5, 1, 2, 7, 3, 6, 10], best: 24.3062091 },
];
