import betaincinv from '@stdlib/math-base-special-betaincinv';
import erfc from '@stdlib/math-base-special-erfc';
import gammainc from '@stdlib/math-base-special-gammainc';

/** The probability that a chi-square of `df` degrees of freedom exceeds x >= 0: R's `pchisq(x, df, lower.tail = FALSE)`. */
export const chiSquareUpperTail = (x: number, df: number): number => gammainc(x / 2, df / 2, true, true);

/** The probability that a standard normal lies as far from 0 as z or farther: R's `2 * pnorm(-abs(z))`. */
export const normalTwoSidedP = (z: number): number => erfc(Math.abs(z) / Math.SQRT2);

/** The x below which a beta of shapes a, b > 0 lies with probability p: R's `qbeta(p, a, b)`. */
export const betaQuantile = (p: number, a: number, b: number): number => betaincinv(p, a, b);
