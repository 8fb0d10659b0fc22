import { firstDocumentedProgression, isAdequate, visitsAfter, type Visit } from './assessments.js';
import { earliest, isOf, latest, type Course } from './course.js';
import type { Dated, Used } from './dating.js';
import type { Because, TimeToEvent } from './outcomes.js';
import { isLiverSurgery } from './surgery.js';
import type { Zero } from './time-zero.js';
import { because, endedBy, timeToEvent } from './time-to-event.js';

/** Longest time from baseline imaging to the start of treatment, days (RECIST 1.1, section 3.2). */
const BASELINE_WINDOW = 28;
const BASELINE_MODALITIES: readonly unknown[] = ['CT', 'MRI', 'PET-CT'];

/** PFS by documented progressions only, the rest censored (endpoints.md 3.1; FDA 2007, appendix 3, table A). */
export function pfsDocumented(course: Course, zero: Zero): TimeToEvent {
  const { basis, death, options } = course;
  const start = zero.day;
  const baseline = baselineImaging(course, start);
  const visits = visitsAfter(course, start, options.assessor).filter(isAdequate);
  const used: readonly Used[] = [...zero.used, ...baseline];

  const censored = (at: Visit | undefined, reason: Because, by: readonly Used[] = []): TimeToEvent =>
    timeToEvent('censored', { start, end: at?.day ?? start, basis }, reason, [...used, ...(at?.readings ?? []), ...by]);

  if (baseline.length === 0) {
    const text = `No CT, MRI or PET-CT within the ${BASELINE_WINDOW} days before the start of treatment.`;
    return censored(undefined, because('no-baseline', text));
  }

  const progression = firstDocumentedProgression(course, visits, start);
  const end = Math.min(progression[0]?.day ?? Infinity, death?.day ?? Infinity);

  const interruption = firstInterruption(course, start, end);
  if (interruption) {
    const { day, reason, by } = interruption;
    return censored(
      visits.findLast((visit) => visit.day <= day),
      reason,
      by,
    );
  }

  const last = visits.findLast(({ day }) => day < end);
  if (end === Infinity) {
    const reason = last
      ? because('no-event', 'No progression and no death at the last adequate assessment.')
      : because('no-post-baseline-assessment', 'No adequate assessment after the start of treatment.');
    return censored(last, reason);
  }

  const progressed = progression[0]?.day === end;
  const decided = [...(progressed ? progression : []), ...(death?.day === end ? [death] : [])];
  const longest = 2 * (options.schedule.interval + options.schedule.window);
  const gap = end - (last?.day ?? start);
  if (gap > longest) {
    const what = progressed ? 'progression' : 'death';
    const text = `Two or more assessments were missed: ${gap} days without one before the ${what}, more than ${longest}.`;
    return censored(last, because('missed-assessments', text), decided);
  }
  return timeToEvent('event', { start, end, basis }, endedBy(progressed, death?.day === end), [
    ...used,
    ...(last?.readings ?? []),
    ...decided,
  ]);
}

/** The latest imaging that can serve as baseline (endpoints.md 2.3); one stated to be inadequate cannot. */
function baselineImaging({ counted }: Course, start: number): readonly Dated[] {
  return latest(
    counted.filter(
      ({ entry: { type, data }, day }) =>
        type === 'ImagingPerformed' &&
        BASELINE_MODALITIES.includes(data['modality']) &&
        data['adequate'] !== false &&
        day >= start - BASELINE_WINDOW &&
        day <= start,
    ),
  );
}

/**
 * The first thing after time zero and strictly before the candidate event that ends the observation: a new therapy and,
 * where the options say so, liver surgery or a stop of treatment. Of one day the first in this order.
 */
function firstInterruption({ counted, options }: Course, start: number, end: number) {
  const kinds: readonly { readonly reason: Because; readonly is: (one: Used) => boolean }[] = [
    { reason: because('new-therapy', 'A new anti-cancer therapy was started first.'), is: isOf('NewTherapyStarted') },
    ...(options.liverSurgery === 'censor'
      ? [{ reason: because('liver-surgery', 'Liver surgery came first.'), is: isLiverSurgery }]
      : []),
    ...(options.discontinuation === 'censor'
      ? [{ reason: because('discontinuation', 'Treatment was stopped first.'), is: isOf('TreatmentStopped') }]
      : []),
  ];
  return kinds
    .flatMap(({ reason, is }) => {
      const by = earliest(counted.filter((one) => one.day > start && one.day < end && is(one)));
      return by[0] ? [{ day: by[0].day, reason, by }] : [];
    })
    .toSorted((a, b) => a.day - b.day)[0];
}
