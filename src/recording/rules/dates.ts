import { addMonths, type ClinicalDate, type DateBasis, type JsonObject } from '../../events/index.js';
import { placeOf, type Batch, type Submission } from '../batch.js';
import { dateOf, surelyBefore } from '../possible-dates.js';
import { inWords, standing } from '../standing.js';
import type { Breach, Rule } from './rule.js';

interface DateInContent {
  readonly field: string;
  readonly date: ClinicalDate;
}

/** The clinical date of a content and the dates within its data. */
function datesOf(occurredOn: string, data: JsonObject): readonly DateInContent[] {
  const dates: DateInContent[] = [{ field: 'occurredOn', date: dateOf(occurredOn) }];
  const { lastDay, specimen } = data;
  if (typeof lastDay === 'string') dates.push({ field: 'data/lastDay', date: dateOf(lastDay) });
  const takenOn = (specimen as JsonObject | undefined)?.['takenOn'];
  if (typeof takenOn === 'string') dates.push({ field: 'data/specimen/takenOn', date: dateOf(takenOn) });
  return dates;
}

/** Breaches at the dates of all contents for which the test gives a detail. */
function atDates(
  { submissions }: Batch,
  test: (date: ClinicalDate, submission: Submission) => string | null,
): readonly Breach[] {
  const breaches: Breach[] = [];
  for (const submission of submissions) {
    const { content } = submission;
    if (!content) continue;
    for (const { field, date } of datesOf(content.occurredOn, content.data)) {
      const detail = test(date, submission);
      if (detail !== null) breaches.push({ pointer: placeOf(submission, field), detail });
    }
  }
  return breaches;
}

/** A patient has dates of the calendar or days relative to an anchor, never both; `unknown` fits either. */
export const mixedDateBasis: Rule = {
  code: 'mixed-date-basis',
  text: 'A calendar date for a patient with relative days, or a relative day for one with calendar dates',
  remedy: "State the date in the basis of the patient's registration, or as unknown.",
  breaches: (batch) =>
    atDates(batch, (date, { draft, then }) => {
      const basis = draft.type === 'PatientRegistered' ? (draft.data['dateBasis'] as DateBasis) : then.dateBasis;
      if (date.basis === null || basis === null || date.basis === basis) return null;
      return `${date.text} is ${date.basis}, the patient has ${basis} dates`;
    }),
};

/** What has not happened yet anywhere on earth is not recorded. Relative days have no today. */
export const futureDate: Rule = {
  code: 'future-date',
  text: 'A date that is not yet today anywhere on earth',
  remedy: 'Give the day on which it happened; what is only planned is not recorded.',
  breaches: (batch) => [
    ...atDates(batch, (date) =>
      date.basis === 'calendar' && date.lo > batch.today ? `${date.text} is in the future` : null,
    ),
    ...batch.submissions.flatMap((submission) => {
      const birth = submission.content && birthOf(submission.content.data);
      if (!birth || birth.date.lo <= batch.today) return [];
      return [{ pointer: placeOf(submission, birth.field), detail: 'the birth lies in the future' }];
    }),
  ],
};

/** Nothing happens to a patient before birth, as far as birth date, birth year or age at enrolment tell. */
export const beforeBirth: Rule = {
  code: 'before-birth',
  text: 'An event dated before the birth of the patient',
  remedy: 'Check the date of the event, and the birth and age in the registration.',
  breaches: (batch) => {
    const [registration] = standing(batch.after, 'PatientRegistered');
    if (!registration) return [];
    // The stored registration lacks the sealed birth date; the one in this batch has it.
    const stated = batch.submissions.find(({ entryId, inForce }) => inForce && entryId === registration.id);
    const birth = earliestBirth(stated?.content ?? registration);
    // A date of the other basis is no date of this patient: that is another rule's.
    const precedes = (date: ClinicalDate): boolean => date.basis === registration.data['dateBasis'] && date.hi < birth;
    const breaches = atDates(batch, (date, { inForce }) =>
      inForce && precedes(date) ? `${date.text} lies before the birth of the patient` : null,
    );
    if (!stated) return breaches;
    const inBatch = new Set(batch.submissions.map(({ entryId }) => entryId));
    const older = standing(batch.after).filter(
      (entry) => !inBatch.has(entry.id) && datesOf(entry.occurredOn, entry.data).some(({ date }) => precedes(date)),
    );
    return [
      ...breaches,
      ...older.map((entry) => ({
        pointer: placeOf(stated, 'data'),
        detail: `${inWords(entry)} would lie before the birth of the patient`,
      })),
    ];
  },
};

/** A course of chemotherapy ends on or after its first day. */
export const courseEndsBeforeItBegins: Rule = {
  code: 'course-ends-before-it-begins',
  text: 'A course of chemotherapy whose last day is before its first',
  remedy: 'occurredOn is the first day of the course, lastDay its last.',
  types: ['ChemotherapyCourseGiven'],
  breaches: ({ submissions }) =>
    submissions.flatMap((submission) => {
      const { content } = submission;
      const lastDay = content?.data['lastDay'];
      if (!content || typeof lastDay !== 'string') return [];
      // Of two bases neither is earlier: that is another rule's.
      const [first, last] = [dateOf(content.occurredOn), dateOf(lastDay)];
      if (first.basis !== last.basis || !surelyBefore(last, first)) return [];
      return [
        {
          pointer: placeOf(submission, 'data/lastDay'),
          detail: `${lastDay} is before ${content.occurredOn}, its start`,
        },
      ];
    }),
};

/** The birth that a registration states. */
function birthOf({ birthDate, birthYear }: JsonObject): DateInContent | null {
  if (typeof birthDate === 'string') return { field: 'data/birthDate', date: dateOf(birthDate) };
  if (typeof birthYear === 'number') return { field: 'data/birthYear', date: dateOf(String(birthYear)) };
  return null;
}

/** The earliest day (number) on which a patient so registered can have been born; -Infinity where nothing tells. */
function earliestBirth({ occurredOn, data }: { occurredOn: string; data: JsonObject }): number {
  const enrolment = dateOf(occurredOn);
  const { age, dateBasis } = data;
  const byBirth = dateBasis === 'calendar' ? birthOf(data)?.date.lo : undefined;
  return Math.max(byBirth ?? -Infinity, typeof age === 'number' ? earliestByAge(enrolment, age) : -Infinity);
}

/** Of age `n` is who was born less than n + 1 years ago; relative days know no calendar, so there the longest n + 1 years. */
function earliestByAge(enrolment: ClinicalDate, age: number): number {
  if (enrolment.basis === null) return -Infinity;
  if (enrolment.basis === 'calendar') return addMonths(enrolment.lo, -12 * (age + 1)) + 1;
  return enrolment.lo - Math.ceil(365.25 * (age + 1)) + 1;
}
