import { firstDocumentedProgression, visitsAfter } from './assessments.js';
import { earliest, isOf, type Course } from './course.js';
import type { Dated } from './dating.js';
import { isLiverSurgery } from './surgery.js';
import type { Zero } from './time-zero.js';
import { because, type Obstacle } from './time-to-event.js';
import type { Visit } from './visits.js';

/** The assessments after time zero, and which of them count for the best response (endpoints.md 6.5). */
export interface ResponseWindow {
  readonly zero: Zero;
  /** All of them, by day. */
  readonly visits: readonly Visit[];
  /** Those that count and are no progression. */
  readonly counting: readonly Visit[];
  /** The last day that counts, of the first progression, liver surgery or new therapy; Infinity without any. */
  readonly last: number;
  /** The progression that ends the window, if one does. */
  readonly progression: readonly Dated[];
  /** The first liver surgery from time zero on. */
  readonly surgery: readonly Dated[];
}

const isNewTherapy = isOf('NewTherapyStarted');

/** The window from time zero to the first documented progression, and not on a later day than a new therapy or liver surgery. */
export function responseWindow(course: Course, zero: Zero): ResponseWindow {
  const { counted } = course;
  const surgery = earliest(counted.filter((one) => one.day >= zero.day && isLiverSurgery(one)));
  const therapy = earliest(counted.filter((one) => one.day > zero.day && isNewTherapy(one)));
  const visits = visitsAfter(course, zero.day);
  const progression = firstDocumentedProgression(course, visits, zero.day);
  const progressed = progression[0]?.day ?? Infinity;
  const last = Math.min(progressed, ...[surgery, therapy].map((those) => those[0]?.day ?? Infinity));
  return {
    zero,
    visits,
    // Whatever else is read on the day of the progression, that day is a progression.
    counting: visits.filter(({ day }) => day <= last && day < progressed),
    last,
    progression: progressed === last ? progression : [],
    surgery,
  };
}

/** A patient operated on at once has no disease left to respond. */
export function noDiseaseToAssess({ zero, surgery }: ResponseWindow): Obstacle | null {
  if (surgery[0]?.day !== zero.day) return null;
  const text = 'Liver surgery is itself time zero: no disease is left to respond.';
  return { reason: because('no-disease-to-assess', text), used: [...zero.used, ...surgery] };
}
