import { withLimits } from '../../analyses/index.js';
import type { Quantile } from '../../statistics/index.js';

/** Four decimals, as R prints probabilities; a dash for none. */
export const decimals = (value: number | null): string => (value === null ? '—' : value.toFixed(4));

/** Four significant digits; a dash for none. */
export function digits(value: number | null): string {
  if (value === null) return '—';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(3);
  return size >= 1000 ? value.toFixed(0) : value.toPrecision(4);
}

/** A p value to three digits. */
export function pValue(p: number | null): string {
  if (p === null) return '—';
  if (p < 1e-300) return '< 1e-300';
  return p < 0.001 ? p.toExponential(2) : p.toPrecision(3);
}

/** `p = 0.0131`, `p < 1e-300`. */
export const pText = (p: number | null): string => (pValue(p).startsWith('<') ? `p ${pValue(p)}` : `p = ${pValue(p)}`);

/** `310 (285 – 363)` days, whole or half; a dash where neither the time nor a limit is reached. */
export const daysWithLimits = ({ time, lower, upper }: Quantile): string => {
  const [day = '—', ...limits] = [time, lower, upper].map((value) => (value === null ? '—' : String(value)));
  return time === null && lower === null && upper === null ? day : withLimits(day, limits);
};

export const limitsText = (lower: number | null, upper: number | null, text = decimals): string =>
  lower === null && upper === null ? '—' : `${text(lower)} to ${text(upper)}`;
