import { parseClinicalDate, type ClinicalDate } from '../events/index.js';

/** A date of a sound event. What partial dates leave open is decided for the recorder: only certainty refuses or questions. */
export function dateOf(text: string): ClinicalDate {
  const date = parseClinicalDate(text);
  if (!date) throw new TypeError(`${JSON.stringify(text)} is no clinical date: readEvent lets none such pass`);
  return date;
}

/** Whether every reading of the one lies before every reading of the other. */
export const surelyBefore = (one: ClinicalDate, other: ClinicalDate): boolean => one.hi < other.lo;

/** Whether both are known to the day, and it is the same day. */
export const surelySameDay = (one: ClinicalDate, other: ClinicalDate): boolean =>
  one.lo === one.hi && one.lo === other.lo && one.hi === other.hi;
