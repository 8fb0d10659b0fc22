import type { Course } from './course.js';
import type { Dated, Used } from './dating.js';
import { isOnPrimary } from './operations.js';
import type { Because } from './outcomes.js';
import { classAtOutset } from './resectability.js';
import { clearingResections, isLiverResection, isTransplantation } from './surgery.js';
import { isChemotherapy, type Zero } from './time-zero.js';
import type { Line } from './treatment-lines.js';
import { because } from './time-to-event.js';

export type Intent = 'neoadjuvant' | 'conversion' | 'adjuvant' | 'perioperative' | 'palliative';

interface IntentFound {
  readonly intent: Intent | null;
  readonly reason: Because;
  readonly used: readonly Used[];
}

/**
 * What chemotherapy was for, told from what followed (endpoints.md 5.8): before the first clearing liver resection it is
 * neoadjuvant (resectable at the outset) or conversion (unresectable, uncertain), after it and before a progression
 * adjuvant, both perioperative; palliative as long as nothing has cleared the liver. Known only once surgery has happened:
 * it describes, and groups nobody from time zero.
 */
export function intentOf(course: Course, zero: Zero, lines: readonly Line[]): IntentFound {
  const chemotherapy = lines.flatMap(({ given }) => given.filter(isChemotherapy));
  if (chemotherapy.length === 0) return none('no-chemotherapy', 'No chemotherapy from time zero on is recorded.', []);

  const since = course.counted.filter(({ day }) => day >= zero.day);
  const clearing = clearingResections(course, since)[0]?.resection;
  if (!clearing) {
    const transplantation = since.filter(isTransplantation);
    return transplantation.length > 0
      ? none('transplantation', 'The liver was transplanted: the rule names no intent.', transplantation)
      : found('palliative', 'no-clearing-resection', 'No resection has cleared the liver so far.', []);
  }
  const before = chemotherapy.some(({ day }) => day < clearing.day);
  const relapse = lines.flatMap(({ progressions }) => progressions).find(({ day }) => day > clearing.day);
  const after = chemotherapy.some(({ day }) => day >= clearing.day && day <= (relapse?.day ?? Infinity));
  if (before && after) {
    return found('perioperative', 'around-resection', 'Given before and after the resection of the liver.', [clearing]);
  }
  if (before) return beforeResection(course, zero, clearing);
  return after
    ? found('adjuvant', 'after-resection', 'Given after the resection of the liver, before any progression.', [
        clearing,
      ])
    : none('after-progression', 'Given only after a progression that followed the resection of the liver.', [clearing]);
}

function beforeResection(course: Course, zero: Zero, clearing: Dated): IntentFound {
  const outset = classAtOutset(course, zero, 'first-line-treatment');
  if ('reason' in outset) {
    const text = 'Given before the resection of the liver; the class at the outset, which tells why, is not known.';
    return none(outset.reason.code, text, [clearing]);
  }
  const { classification } = outset;
  const text = `Given before the resection of the liver, to a patient ${classification} at the outset.`;
  const intent = classification === 'resectable' ? 'neoadjuvant' : 'conversion';
  return found(intent, 'before-resection', text, [clearing, outset]);
}

const found = (intent: Intent, code: string, text: string, used: readonly Used[]): IntentFound => ({
  intent,
  reason: because(code, text),
  used,
});

const none = (code: string, text: string, used: readonly Used[]): IntentFound => ({
  intent: null,
  reason: because(code, text),
  used,
});

/** What had been resected when chemotherapy of the metastases began. */
export type ChemotherapyStart = 'before-surgery' | 'after-resection-of-primary' | 'after-other-surgery';

/**
 * The split of Essadi 2011: chemotherapy before any surgical gesture, or after resection of the primary. Gestures are
 * resections of the primary or the liver on an earlier day, also before time zero; null without chemotherapy.
 */
export function chemotherapyStart(
  { counted }: Course,
  lines: readonly Line[],
): { readonly start: ChemotherapyStart | null; readonly used: readonly Used[] } {
  const first = lines.flatMap(({ given }) => given).find(isChemotherapy);
  if (!first) return { start: null, used: [] };
  const earlier = counted.filter((one) => one.day < first.day && (isOnPrimary(one) || isLiverResection(one)));
  const start = earlier.some(isOnPrimary) ? 'after-resection-of-primary' : 'after-other-surgery';
  return { start: earlier.length > 0 ? start : 'before-surgery', used: [first, ...earlier] };
}
