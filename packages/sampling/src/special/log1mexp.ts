import { math } from '@adjoint/kernels';

const LOG_TWO = 0.6931471805599453;

/** log(1 − e^(−y)), y ≥ 0: through expm1 where the exponential is large, through log1p where it is small. Mächler (2012). */
export const log1mexp = (y: number): number => (y < LOG_TWO ? math.log(-math.expm1(-y)) : math.log1p(-math.exp(-y)));
