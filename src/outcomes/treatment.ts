import { formatDay, type JsonObject } from '../events/index.js';
import { isOf, type Course } from './course.js';
import type { Dated } from './dating.js';
import type { Answer, Because } from './outcomes.js';
import { isChemotherapy, type Zero } from './time-zero.js';
import { evidenceOf, readFrom, type Obstacle } from './time-to-event.js';
import { chemotherapyStart, intentOf, type ChemotherapyStart, type Intent } from './treatment-intent.js';
import { startOf, type Line } from './treatment-lines.js';

export interface TreatmentLine {
  readonly number: number;
  readonly start: string;
  readonly startedBy: Line['startedBy'];
  /** Last day of treatment in it so far. */
  readonly lastTreatment: string;
  /** That day where the line is over; null while nothing has ended it. */
  readonly end: string | null;
  /** `stop`: treatment was stopped for another cause than surgery, and none was given again. */
  readonly endedBy: 'progression' | 'new-therapy' | 'stop' | 'death' | null;
  /** Regimens, drugs or therapies as recorded, in order, each once; none where the line was surgery alone. */
  readonly regimens: readonly string[];
  /** Cycles given; null where a course of chemotherapy does not say how many. */
  readonly cycles: number | null;
  /** The source's own number of the line; null where it states none, or several. */
  readonly statedNumber: number | null;
  readonly evidence: readonly string[];
}

/** The reason is that of the intent. */
export interface Treatment extends Answer {
  readonly lines: readonly TreatmentLine[];
  readonly intent: Intent | null;
  /** As the source states it of the chemotherapy in these lines, in order, each once. */
  readonly statedIntents: readonly string[];
  readonly chemotherapyStart: ChemotherapyStart | null;
}

/**
 * Treatment of the liver metastases: its lines and its intent (endpoints.md 5.7, 5.8).
 * @param zero start of first-line treatment, whatever the other endpoints count from
 * @param lines those of the course from that day on
 */
export function treatment(course: Course, zero: Zero | Obstacle, lines: readonly Line[]): Treatment {
  if ('reason' in zero) return noTreatment(zero.reason);
  const { intent, reason, used } = intentOf(course, zero, lines);
  const { start, used: gestures } = chemotherapyStart(course, lines);
  const given = lines.flatMap((line) => [...line.progressions, ...line.given]);
  const chemotherapy = given.filter(isChemotherapy);
  return {
    status: 'evaluable',
    lines: lines.map((line, index) => lineView(course, line, lines[index + 1] !== undefined)),
    intent,
    statedIntents: eachOnce(chemotherapy.map(({ entry }) => entry.data['intent'])),
    chemotherapyStart: start,
    ...readFrom([...zero.used, ...given, ...used, ...gestures], reason),
  };
}

export const noTreatment = (reason: Because): Treatment => ({
  status: 'not-evaluable',
  lines: [],
  intent: null,
  statedIntents: [],
  chemotherapyStart: null,
  ...readFrom([], reason),
});

/** Chemotherapy that the source counts to another line than the events do. */
export const misnumbered = (lines: readonly Line[]): readonly Dated[] =>
  lines.flatMap(({ number, given }) =>
    given.filter(({ entry: { data } }) => typeof data['line'] === 'number' && data['line'] !== number),
  );

function lineView(course: Course, line: Line, followed: boolean): TreatmentLine {
  const { basis, cutOff, death } = course;
  const { number, given, startedBy, progressions } = line;
  const until = Math.min(cutOff ?? Infinity, death?.day ?? Infinity);
  const last = Math.min(until, Math.max(...given.map((one) => lastDayOf(course, one))));
  const endedBy = whatEnded(course, line, followed);
  const stated = new Set(given.map(({ entry }) => entry.data['line']).filter((value) => typeof value === 'number'));
  return {
    number,
    start: formatDay(startOf(line), basis),
    startedBy,
    lastTreatment: formatDay(last, basis),
    end: endedBy === null ? null : formatDay(last, basis),
    endedBy,
    regimens: eachOnce(given.map(({ entry }) => regimenOf(entry.data))),
    cycles: given.filter(isChemotherapy).reduce<number | null>((sum, one) => plus(sum, cyclesIn(one)), 0),
    statedNumber: stated.size === 1 ? ([...stated][0] ?? null) : null,
    evidence: evidenceOf([...given, ...progressions]),
  };
}

/** The last day of a course of chemotherapy, where it is stated; else the day itself. */
const lastDayOf = ({ proofs }: Course, one: Dated): number =>
  one.entry.type === 'ChemotherapyCourseGiven'
    ? (proofs.findLast(({ entry }) => entry === one.entry)?.day ?? one.day)
    : one.day;

function whatEnded({ counted, death }: Course, line: Line, followed: boolean): TreatmentLine['endedBy'] {
  if (line.progressions.length > 0) return 'progression';
  if (followed) return 'new-therapy';
  const last = line.given.at(-1)?.day ?? Infinity;
  const stopped = counted.some((one) => one.day >= last && isStop(one) && one.entry.data['cause'] !== 'surgery');
  if (stopped) return 'stop';
  return death ? 'death' : null;
}

const isStop = isOf('TreatmentStopped');

function regimenOf({ regimen, agent, agents, therapy }: JsonObject): string | null {
  if (typeof therapy === 'string') return therapy;
  const drugs = [regimen ?? (Array.isArray(agents) ? agents.join(' + ') : null), agent];
  return drugs.filter((drug) => typeof drug === 'string').join(' + ') || null;
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

function cyclesIn({ entry: { type, data } }: Dated): number | null {
  if (type === 'ChemotherapyCycleGiven') return 1;
  return typeof data['cycles'] === 'number' ? data['cycles'] : null;
}

const eachOnce = (values: readonly unknown[]): readonly string[] => [
  ...new Set(values.filter((value) => typeof value === 'string')),
];
