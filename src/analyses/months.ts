/** Mean length of a month in days, 365.25 / 12. Months are for display: nothing is computed on them (endpoints.md 1.2). */
export const DAYS_PER_MONTH = 30.4375;

/** Days as months, rounded to 0.01. */
export const inMonths = (days: number): number => Math.round((days / DAYS_PER_MONTH) * 100) / 100;
