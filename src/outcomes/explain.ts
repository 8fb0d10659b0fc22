import { formatDay, parseClinicalDate } from '../events/index.js';
import type { Entry, Timeline } from '../timeline/index.js';
import { isAnyProgression, isDocumentedProgression, isMarkerProgression } from './assessments.js';
import { courseOf, type Course } from './course.js';
import type { Dated } from './dating.js';
import { diseaseFreeFrom } from './disease-free-survival.js';
import { DISEASE_FREE, type Because, type Endpoints, type Question } from './outcomes.js';
import { ruleOf, type Rule } from './rule.js';
import { evidenceOf, type Obstacle } from './time-to-event.js';
import { findZero, type Zero } from './time-zero.js';

/** What a value says of itself: why, from what, and between which days. */
export interface Why {
  readonly reason: Because;
  readonly evidence: readonly string[];
  readonly start?: string | null;
  readonly date?: string | null;
}

/**
 * A step of a derivation: what time is counted from; what was read before the end; what lies on the day of the end; what
 * came later and is the cause of an earlier end, as a new therapy is of a censoring before it. What is no time was found.
 */
export interface Step {
  readonly step: 'start' | 'read' | 'end' | 'cause' | 'found';
  readonly because: string;
  /** Ids, as in evidence. */
  readonly events: readonly string[];
}

/** An entry that the value does not rest on, and why not. */
export interface LeftOut {
  readonly id: string;
  readonly code:
    | 'retracted'
    | 'not-read'
    | 'undated'
    | 'after-cut-off'
    | 'after-death'
    | 'marker-only'
    | 'not-documented'
    | 'overruled'
    | 'before-start'
    | 'after-end'
    | 'not-decisive';
  readonly because: string;
}

export interface Explanation {
  readonly rule: Rule;
  readonly steps: readonly Step[];
  /** Every entry of the record that is not among the evidence, in the order of recording. */
  readonly leftOut: readonly LeftOut[];
  /** The days that partial dates were taken for, by the id of the entry. */
  readonly imputed: ReadonlyMap<string, string>;
}

/**
 * How a value of an endpoint came about, told from the same course that it was derived from.
 * @param why of the value, as the endpoint has it
 */
export function explain(timeline: Timeline, question: Question, name: keyof Endpoints, why: Why): Explanation {
  const rule = ruleOf(name, question);
  const course = courseOf(timeline, question);
  if (!course) {
    const { code, text } = why.reason;
    const leftOut = timeline.entries.map(({ id }) => ({ id, code: 'undated' as const, because: `${code}: ${text}` }));
    return { rule, steps: [{ step: 'found', because: text, events: [] }], leftOut, imputed: new Map() };
  }
  const zero = zeroOf(course, rule, question);
  const days = new Map(course.all.map((one) => [one.entry.id, one]));
  const imputed = [...days.values()].filter((one) => one.imputed);
  return {
    rule,
    steps: stepsOf(timeline, days, rule, zero, why),
    leftOut: leftOutOf(timeline, { course, days, rule, zero, question, why }),
    imputed: new Map(imputed.map(({ entry, day }) => [entry.id, formatDay(day, course.basis)])),
  };
}

const zeroOf = (course: Course, { timeZero }: Rule, { entry }: Question): Zero | Obstacle | null =>
  timeZero === null
    ? null
    : timeZero === DISEASE_FREE
      ? diseaseFreeFrom(course)
      : findZero(course, timeZero, entry ?? null);

const COUNTED_FROM: Readonly<Record<NonNullable<Rule['timeZero']>, string>> = {
  'first-line-treatment': 'the first treatment on or after the diagnosis of the liver metastases',
  registration: 'the registration',
  diagnosis: 'the diagnosis of the primary',
  metastasis: 'the first diagnosis of a metastasis',
  'first-treatment': 'the first treatment of all',
  'first-resection': 'the first resection',
  'first-r0-liver-resection': 'the first clearing liver resection with margin R0',
  'disease-free-resection': 'the resection that leaves no disease',
  index: 'the index date of the cohort',
  landmark: 'the landmark of the cohort',
};

function stepsOf(
  { entries }: Timeline,
  days: ReadonlyMap<string, Dated>,
  { timeZero }: Rule,
  zero: Zero | Obstacle | null,
  { reason, evidence, start, date }: Why,
): readonly Step[] {
  const first = new Map(entries.flatMap(({ id, correctedBy }) => (correctedBy === null ? [] : [[correctedBy, id]])));
  const dayOf = (id: string): number | undefined => days.get(first.get(id) ?? id)?.day;
  const fromZero = zero ? evidenceOf(zero.used).filter((id) => evidence.includes(id)) : [];
  const rest = evidence.filter((id) => !fromZero.includes(id));
  const begin = start ?? null;
  const end = dayIn(date);
  const day = begin === null ? '' : `, ${begin}`;
  const opening: Step[] =
    zero === null || timeZero === null
      ? []
      : [
          'reason' in zero
            ? { step: 'start', because: zero.reason.text, events: fromZero }
            : { step: 'start', because: `Counted from ${COUNTED_FROM[timeZero]}${day}.`, events: fromZero },
        ];
  if (end === null) return [...opening, { step: 'found', because: reason.text, events: rest }];
  const on = rest.filter((id) => dayOf(id) === end);
  const later = rest.filter((id) => (dayOf(id) ?? Infinity) > end);
  const earlier = rest.filter((id) => (dayOf(id) ?? Infinity) < end);
  return [
    ...opening,
    ...told('read', 'Read as the baseline, or between start and end.', earlier),
    // A time that ends where it began is ended by nothing that came later than its start.
    { step: 'end', because: `${reason.text} (${date})`, events: on.length > 0 || end !== dayIn(begin) ? on : fromZero },
    ...told('cause', 'Dated later: because of it the time ends there.', later),
  ];
}

const told = (step: Step['step'], because: string, events: readonly string[]): readonly Step[] =>
  events.length > 0 ? [{ step, because, events }] : [];

const dayIn = (date: string | null | undefined): number | null => (date ? (parseClinicalDate(date)?.lo ?? null) : null);

interface Setting {
  readonly course: Course;
  readonly days: ReadonlyMap<string, Dated>;
  readonly rule: Rule;
  readonly zero: Zero | Obstacle | null;
  readonly question: Question;
  readonly why: Why;
}

function leftOutOf({ entries }: Timeline, setting: Setting): readonly LeftOut[] {
  const used = new Set(setting.why.evidence);
  return entries
    .filter(({ id }) => !used.has(id))
    .map((entry) => {
      const [code, text] = whyLeftOut(entry, setting);
      return { id: entry.id, code, because: `${code}: ${text}` };
    });
}

/** The first reason that holds, from what is true of the record to what is a matter of the rule. */
function whyLeftOut(
  entry: Entry,
  { course, days, rule, zero, question, why }: Setting,
): readonly [LeftOut['code'], string] {
  const { cutOff, death, visits } = course;
  if (entry.status === 'retracted') return ['retracted', entry.history.at(-1)?.reason?.code ?? 'without a reason'];
  if (!rule.reads.includes(entry.type)) return ['not-read', `the rule reads no ${entry.type}`];
  const dated = days.get(entry.id);
  if (!dated) return ['undated', 'it has no date that can be placed among the days of the patient'];
  const { day } = dated;
  if (cutOff !== null && day > cutOff) return ['after-cut-off', 'it lies after the data cut-off'];
  if (death && day > death.day) return ['after-death', 'it is dated after the death'];
  if (isMarkerProgression(dated)) return ['marker-only', 'a rise of a marker alone is no progression'];
  const documentedOnly =
    question.ruleSet === 'fda-2007-table-a' && ['pfs', 'ttp', 'firstProgression'].includes(rule.name);
  if (documentedOnly && isAnyProgression(dated) && !isDocumentedProgression(dated)) {
    return ['not-documented', 'a clinical progression without imaging counts only under other rule sets'];
  }
  const visit = visits.find((one) => one.day === day);
  if (entry.type === 'ResponseAssessed' && !visit?.readings.some((one) => one.entry === entry)) {
    return ['overruled', 'another reading of the same day rules'];
  }
  const start = dayIn(why.start) ?? (zero && 'day' in zero ? zero.day : null);
  if (start !== null && day < start) return ['before-start', 'it lies before the day that is counted from'];
  const end = dayIn(why.date);
  if (end !== null && day > end) return ['after-end', 'it lies after the day on which this ended'];
  return ['not-decisive', 'it was read and decided nothing'];
}
