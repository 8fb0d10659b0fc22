import { parseClinicalDate, type ClinicalDate, type JsonObject } from '../events/index.js';

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

/** The last date of what an event states: a course is treatment up to its last day. */
export function lastDateOf({
  occurredOn,
  data,
}: {
  readonly occurredOn: string;
  readonly data: JsonObject;
}): ClinicalDate {
  const first = dateOf(occurredOn);
  const last = typeof data['lastDay'] === 'string' ? dateOf(data['lastDay']) : first;
  return last.lo > first.lo ? last : first;
}
