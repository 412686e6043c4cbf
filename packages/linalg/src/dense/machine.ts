/** Constants of IEEE 754 binary64. */

/** Distance from 1 to the next double: 2⁻⁵². */
export const EPS = 2.220446049250313e-16;
/** Unit roundoff: the relative error of one rounded operation, 2⁻⁵³. */
export const UNIT = 1.1102230246251565e-16;
/** Smallest normal double, 2⁻¹⁰²². */
export const SMALLEST_NORMAL = 2.2250738585072014e-308;
/** Smallest positive double, 2⁻¹⁰⁷⁴. */
export const SMALLEST = 5e-324;
