import { formatDay, type JsonObject } from '../events/index.js';
import { isOf, type Course } from './course.js';
import type { Dated, Used } from './dating.js';
import type { Answer, Because, Metastases } from './outcomes.js';
import { clearingResections, isLiverResection, isTransplantation, marginOf, type Margin } from './surgery.js';
import { because, evidenceOf, readFrom } from './time-to-event.js';

/** One resection or ablation, as it is recorded; two of one day are one operation to the patient. */
export interface Operation {
  readonly date: string;
  readonly kind: 'resection' | 'ablation';
  readonly organ: 'primary' | 'liver' | 'other';
  /** Of a resection its procedure, of an ablation its technique. */
  readonly procedure: string | null;
  readonly intent: string | null;
  readonly stage: 'first' | 'second' | null;
  /** Whether it clears the liver (endpoints.md 2.6); null: no resection of the liver. */
  readonly clearing: boolean | null;
  readonly clearingReason: Because;
  /** Of a clearing second stage the worse of the two. */
  readonly margin: Margin | null;
  readonly marginReason: Because;
  /** Smallest width that the reports on that margin give, in tenths of mm. */
  readonly marginWidth: number | null;
  readonly diseaseLeft: readonly string[];
  readonly lesions: number | null;
  /** Lesions were ablated on the same day. */
  readonly withAblation: boolean;
  /** The primary was resected on the same day. */
  readonly withPrimary: boolean;
  readonly evidence: readonly string[];
}

/** A resection given up. */
export interface AbandonedResection {
  readonly date: string;
  readonly planned: string;
  readonly when: string;
  readonly cause: string;
  readonly evidence: readonly string[];
}

/** Planned: done or given up; started: done or given up at exploration. */
export interface ResectionCounts {
  readonly planned: number;
  readonly started: number;
  readonly done: number;
}

export interface Surgery extends Answer {
  /** By day. */
  readonly operations: readonly Operation[];
  readonly abandoned: readonly AbandonedResection[];
  /** Resections of the liver (the first or only stage; no transplantation), second stages, resections of the primary. */
  readonly counts: Readonly<Record<'liver' | 'second-stage' | 'primary', ResectionCounts>>;
  /** Of synchronous metastases, by the first resection of each (endpoints.md 5.6). */
  readonly sequence:
    'primary-first' | 'liver-first' | 'simultaneous' | 'primary-only' | 'liver-only' | 'neither' | null;
  readonly sequenceReason: Because;
}

const isResection = isOf('ResectionPerformed');
export const isAblation = isOf('AblationPerformed');
const isAbandoned = isOf('ResectionAbandoned');

export const isOnPrimary = ({ entry }: Used): boolean =>
  entry.type === 'ResectionPerformed' && (entry.data['organ'] === 'primary' || entry.data['withPrimary'] === true);

/** Surgery performed and given up, so far: an answer also where there was none. */
export function surgery(course: Course, timing: Metastases['timing']): Surgery {
  const done = course.counted.filter((one) => isResection(one) || isAblation(one));
  const abandoned = course.counted.filter(isAbandoned);
  const operations = operationsOf(course, done);
  const text = `Resections and ablations: ${done.length}; given up: ${abandoned.length}.`;
  const reports = operations.flatMap(({ by }) => by);
  return {
    status: 'evaluable',
    operations: operations.map(({ view }) => view),
    abandoned: abandoned.map((one) => abandonedView(course, one)),
    counts: countsOf(done, abandoned),
    ...sequenceOf(done, timing),
    ...readFrom([...done, ...reports, ...abandoned], because(done.length > 0 ? 'operated' : 'not-operated', text)),
  };
}

export const noSurgery = (reason: Because): Surgery => ({
  status: 'not-evaluable',
  operations: [],
  abandoned: [],
  counts: countsOf([], []),
  sequence: null,
  sequenceReason: reason,
  ...readFrom([], reason),
});

function operationsOf(course: Course, done: readonly Dated[]) {
  const daysOf = (is: (one: Used) => boolean) => new Set(done.filter(is).map(({ day }) => day));
  const ablated = daysOf(isAblation);
  const onPrimary = daysOf(isOnPrimary);
  const clearing = new Map(clearingResections(course, done).map((cleared) => [cleared.resection, cleared]));
  return done.map((one) => {
    const { data, type } = one.entry;
    const { margin, by } = clearing.get(one) ?? (isResection(one) ? marginOf(course, one) : { margin: null, by: [] });
    const view: Operation = {
      date: formatDay(one.day, course.basis),
      kind: isAblation(one) ? 'ablation' : 'resection',
      organ: isAblation(one) ? 'liver' : organOf(data),
      procedure: textOf(data[isAblation(one) ? 'technique' : 'procedure']),
      intent: textOf(data['intent']),
      stage: data['stage'] === 'first' || data['stage'] === 'second' ? data['stage'] : null,
      clearing: isLiverResection(one) ? clearing.has(one) : null,
      clearingReason: clearing.has(one) ? because('clears-the-liver', 'Clears the liver.') : whyNotClearing(one),
      margin,
      marginReason: whereFrom(margin, by, type),
      marginWidth: smallestWidth(by),
      diseaseLeft: Array.isArray(data['diseaseLeft'])
        ? data['diseaseLeft'].filter((place) => typeof place === 'string')
        : [],
      lesions: typeof data['lesions'] === 'number' ? data['lesions'] : null,
      withAblation: isResection(one) && (data['withAblation'] === true || ablated.has(one.day)),
      withPrimary: isLiverResection(one) && onPrimary.has(one.day),
      evidence: evidenceOf([one, ...by]),
    };
    return { view, by };
  });
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const organOf = ({ organ }: JsonObject): Operation['organ'] =>
  organ === 'primary' || organ === 'liver' ? organ : 'other';

function whyNotClearing(one: Dated): Because {
  if (!isLiverResection(one)) return because('no-liver-resection', 'No resection of the liver.');
  if (isTransplantation(one)) return because('transplantation', 'A transplantation is reported apart.');
  if (one.entry.data['stage'] === 'first') {
    return because('first-stage', 'The first of two stages clears nothing: the second does.');
  }
  return because('disease-left-in-liver', 'Disease is known to be left in the liver.');
}

function whereFrom(margin: Margin | null, by: readonly Used[], type: string): Because {
  if (type === 'AblationPerformed') return because('no-specimen', 'An ablation leaves no specimen.');
  if (margin === null) return because('margin-unknown', 'The margin is pending or not stated.');
  return by.length > 0
    ? because('pathology', `${margin} by the pathology report.`)
    : because('operation-record', `${margin} by the record of the operation.`);
}

function smallestWidth(reports: readonly Used[]): number | null {
  const widths = reports.map(({ entry }) => entry.data['marginWidth']).filter((width) => typeof width === 'number');
  return widths.length > 0 ? Math.min(...widths) : null;
}

const abandonedView = ({ basis }: Course, one: Dated): AbandonedResection => ({
  date: formatDay(one.day, basis),
  planned: textOf(one.entry.data['planned']) ?? 'not-stated',
  when: textOf(one.entry.data['when']) ?? 'not-stated',
  cause: textOf(one.entry.data['cause']) ?? 'not-stated',
  evidence: evidenceOf([one]),
});

function countsOf(done: readonly Dated[], abandoned: readonly Dated[]): Surgery['counts'] {
  const liver = done.filter((one) => isLiverResection(one) && !isTransplantation(one));
  const second = liver.filter(({ entry }) => entry.data['stage'] === 'second').length;
  const primaries = new Set(done.filter(isOnPrimary).map(({ day }) => day)).size;
  const count = (planned: string, completed: number): ResectionCounts => {
    const givenUp = abandoned.filter(({ entry }) => entry.data['planned'] === planned);
    const explored = givenUp.filter(({ entry }) => entry.data['when'] === 'at-exploration').length;
    return { planned: completed + givenUp.length, started: completed + explored, done: completed };
  };
  return {
    liver: count('liver', liver.length - second),
    'second-stage': count('second-stage', second),
    primary: count('primary', primaries),
  };
}

function sequenceOf(
  done: readonly Dated[],
  timing: Metastases['timing'],
): Pick<Surgery, 'sequence' | 'sequenceReason'> {
  if (timing !== 'synchronous') {
    const text = 'The order of operations is a question in synchronous metastases only.';
    return { sequence: null, sequenceReason: because('not-synchronous', text) };
  }
  const primary = done.find(isOnPrimary)?.day;
  const liver = done.find(isLiverResection)?.day;
  const sequenceReason = because('by-dates', 'By the dates of the first resection of each.');
  return { sequence: sequenceBy(primary, liver), sequenceReason };
}

function sequenceBy(primary: number | undefined, liver: number | undefined): Exclude<Surgery['sequence'], null> {
  if (primary === undefined) return liver === undefined ? 'neither' : 'liver-only';
  if (liver === undefined) return 'primary-only';
  if (primary === liver) return 'simultaneous';
  return primary < liver ? 'primary-first' : 'liver-first';
}
