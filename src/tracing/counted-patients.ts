import type { Excluded, Result } from '../analyses/index.js';
import type { Because } from '../outcomes/index.js';
import { along } from './json-pointer.js';
import type { TracedPatient } from './trace.js';

/** A patient of a result as far as every analysis has it; one of a researcher's own may say less. */
interface Row {
  readonly patientId: string;
  readonly group: string;
  readonly time?: number | null;
  readonly status?: string;
  readonly reason?: Because;
  readonly evidence?: readonly string[];
}

/** The patients that a value of a result was made of, each with its part, and the parts that set the value. */
export interface Counted {
  readonly value: unknown;
  readonly patients: readonly TracedPatient[];
  /** How the value came about; of each step the patients. */
  readonly steps: readonly { readonly step: string; readonly because: string; readonly patients: readonly string[] }[];
}

/**
 * Who stands behind a value of a result. A step of a curve, or a survival read off one: who is at risk, and who leaves it
 * that day. A median or quartile: who has the event on the day that it is reached. A figure that names its patients: those.
 * A patient, or one excluded: himself. All else: everyone of the group, or of all groups.
 * @throws QuestionError `no-such-value`
 */
export function countedPatients(result: Result, pointer: string): Counted {
  const values = along(result, pointer);
  const value = values.at(-1);
  const [, part = '', place = ''] = pointer.split('/');
  if (part === 'excluded' && place !== '') return { value, ...excludedFrom([values[2] as Excluded]) };
  const rows = result.patients as readonly Row[];
  if (part === 'patients' && place !== '') return { value, ...whole([values[2] as Row], 'The patient.') };
  const group = part === 'groups' && place !== '' ? (values[2] as { readonly name: string }) : null;
  const those = group ? rows.filter((row) => row.group === group.name) : rows;
  for (const one of values.toReversed()) {
    const found = named(one, those) ?? onStep(one, those) ?? reached(one, those);
    if (found) return { value, ...found };
  }
  const all = whole(those, `All ${those.length} patients ${group ? `of the group ${group.name}` : 'of the result'}.`);
  const { excluded } = result;
  const out = excludedFrom(group ? excluded.filter((one) => one.group === group.name) : excluded);
  return { value, patients: [...all.patients, ...out.patients], steps: [...all.steps, ...out.steps] };
}

type Found = Omit<Counted, 'value'>;

const traced = ({ patientId, group, time, reason, evidence }: Row, part: string): TracedPatient => ({
  ...{ patientId, group, part, time: time ?? null },
  because: reason ? `${reason.code}: ${reason.text}` : null,
  evidence: evidence ?? [],
});

const idsOf = (rows: readonly { readonly patientId: string }[]): readonly string[] =>
  rows.map(({ patientId }) => patientId);

const whole = (rows: readonly Row[], because: string): Found => ({
  patients: rows.map((row) => traced(row, 'counted')),
  steps: [{ step: 'counted', because, patients: idsOf(rows) }],
});

const excludedFrom = (rows: readonly Excluded[]): Found => ({
  patients: rows.map((row) => traced(row, 'excluded')),
  steps:
    rows.length > 0
      ? [
          {
            step: 'excluded',
            because: `${count(rows.length)} not in the estimate, each with the reason.`,
            patients: [],
          },
        ]
      : [],
});

const count = (n: number): string => (n === 1 ? '1 patient' : `${n} patients`);

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** A figure that names whom it counts. */
function named(value: unknown, rows: readonly Row[]): Found | null {
  const ids = field(value, 'patients') ?? field(field(value, 'derived'), 'patients');
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) return null;
  const counted = rows.filter(({ patientId }) => ids.includes(patientId));
  return {
    patients: rows.map((row) => traced(row, ids.includes(row.patientId) ? 'counted' : 'not-counted')),
    steps: [
      { step: 'counted', because: `${count(counted.length)} counted, of ${rows.length}.`, patients: idsOf(counted) },
    ],
  };
}

/** A day of a curve: whose time ends on it, whose later, whose ended before. */
function onStep(value: unknown, rows: readonly Row[]): Found | null {
  const [day, atRisk] = [field(value, 'time'), field(value, 'atRisk')];
  return typeof day === 'number' && typeof atRisk === 'number' ? onDay(day, rows) : null;
}

/** A time at which a curve falls to a height. */
function reached(value: unknown, rows: readonly Row[]): Found | null {
  const [day, lower] = [field(value, 'days'), field(value, 'lower')];
  if (typeof day !== 'number' || lower === undefined) return null;
  // Between two days where the curve lies flat at that very height: it got there on the earlier one.
  const times = rows.filter(({ status, time }) => status === 'event' && time != null && time <= day);
  return onDay(Math.max(0, ...times.map(({ time }) => time ?? 0)), rows);
}

const PARTS = ['event', 'censored', 'at-risk', 'left-before'] as const;
const SAID: Readonly<Record<(typeof PARTS)[number], string>> = {
  event: 'with the event on this day',
  censored: 'censored on this day',
  'at-risk': 'at risk beyond this day',
  'left-before': 'with an end before this day',
};

function onDay(day: number, rows: readonly Row[]): Found {
  const patients = rows.map((row) => traced(row, partOn(day, row)));
  return {
    patients,
    steps: PARTS.map((part) => {
      const those = patients.filter((one) => one.part === part);
      const sets = part === 'event' || part === 'censored';
      return {
        step: part,
        because: `Day ${day}: ${count(those.length)} ${SAID[part]}.`,
        patients: sets ? idsOf(those) : [],
      };
    }),
  };
}

function partOn(day: number, { time, status }: Row): (typeof PARTS)[number] {
  if (time == null || time < day) return 'left-before';
  if (time > day) return 'at-risk';
  return status === 'event' ? 'event' : 'censored';
}
