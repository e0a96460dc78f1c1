/**
 * Numbers of the mathematical functions that the runtime asks of the host (`mathFn`). Constants carry no types so
 * that AssemblyScript and TypeScript read the same file. Functions of one argument ignore the second.
 *
 * The host answers IEEE results (NaN outside the domain, infinities at poles and overflow); which of them become
 * a ValueError or an OverflowError is the math module's business.
 */
export const MATH_SIN = 0;
export const MATH_COS = 1;
export const MATH_TAN = 2;
export const MATH_ASIN = 3;
export const MATH_ACOS = 4;
export const MATH_ATAN = 5;
/** atan2(x, y): x is the ordinate, as in Python's argument order. */
export const MATH_ATAN2 = 6;
export const MATH_SINH = 7;
export const MATH_COSH = 8;
export const MATH_TANH = 9;
export const MATH_ASINH = 10;
export const MATH_ACOSH = 11;
export const MATH_ATANH = 12;
export const MATH_EXP = 13;
export const MATH_EXP2 = 14;
export const MATH_EXPM1 = 15;
export const MATH_LOG = 16;
export const MATH_LOG2 = 17;
export const MATH_LOG10 = 18;
export const MATH_LOG1P = 19;
/** pow(x, y) of C: pow(1, nan) and pow(nan, 0) are 1, pow(-1, inf) is 1. */
export const MATH_POW = 20;
export const MATH_CBRT = 21;
export const MATH_HYPOT = 22;
/** fmod(x, y) of C: exact, with the sign of x. */
export const MATH_FMOD = 23;
export const MATH_ERF = 24;
export const MATH_ERFC = 25;
export const MATH_GAMMA = 26;
export const MATH_LGAMMA = 27;
