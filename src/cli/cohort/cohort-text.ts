import { block, page, table } from '../../analyses/index.js';
import { eventsText, type Flow, type Plan, type Verdict } from '../../cohorts/index.js';
import type { LogPoint } from '../../ports/index.js';
import type { DefinedCohort } from '../../studies/index.js';
import { entriesByDate, type Timeline } from '../../timeline/index.js';
import { count } from '../told.js';

/** What is shown, and of which knowledge. */
export interface Shown {
  readonly plan: Plan;
  /** Null: of a file. */
  readonly version: number | null;
  readonly asOf: LogPoint | null;
  readonly cutOff: string | null;
}

const titled = (title: string, ...lines: readonly string[]): string => block(title, '═'.repeat(title.length), ...lines);
const facts = (rows: readonly (readonly [string, string])[]): readonly string[] =>
  rows.map(([name, value]) => `  ${name.padEnd(11)} ${value}`);

const nameOf = ({ plan, version }: Shown): string =>
  version === null ? `${plan.cohort} (not recorded)` : `${plan.cohort}, version ${version}`;

/** What the definition says of itself, and what was known. */
function about({ plan, asOf, cutOff }: Shown): readonly string[] {
  const { index, title, landmark, looksAhead, parameters, partialDates } = plan;
  const own = eventsText(index);
  const known = asOf === null ? 'nothing recorded yet' : `${asOf.recordedAt} (position ${asOf.position})`;
  return facts([
    ...(title === null ? [] : [['title', title] as const]),
    ['index', own === '' || own === index.name ? index.name : `${index.name} (${own})`],
    ...(landmark === null ? [] : [['landmark', `${landmark.count} ${landmark.unit}s after it`] as const]),
    ...Object.entries(parameters).map(([name, value]) => ['parameter', `${name} = ${value}`] as const),
    ...(partialDates === 'imputed' ? [['dates', 'partial ones imputed'] as const] : []),
    ...looksAhead.map(({ name }, i) => [i === 0 ? 'looks ahead' : '', name] as const),
    ...(cutOff === null ? [] : [['cut-off', cutOff] as const]),
    ['known at', known],
  ]);
}

/** The flow chart as a table: a row a criterion, who came to it, who was decided there and why. */
export function flowTable(shown: Shown, flow: Flow): string {
  const { registered, rows, members, notCounted, notes } = flow;
  const reasons = (by: Readonly<Record<string, number>>): string =>
    Object.entries(by)
      .map(([code, n]) => `${n} ${code}`)
      .join(', ');
  const dash = (n: number): string => (n === 0 ? '·' : String(n));
  const none = Object.values(notCounted).reduce((a, b) => a + b, 0);
  return page(
    titled(`Flow of ${nameOf(shown)}`, ...about(shown)),
    block(
      ...table(
        [
          ['', '', 'no', 'cannot tell', 'left', 'only this', 'same day', ''],
          ['', 'registered', '', '', String(registered), '', '', ''],
          ...(none > 0
            ? [['', 'not counted', String(none), '', String(registered - none), '', '', reasons(notCounted)]]
            : []),
          ...rows.map(({ name, no, cannotTell, left, onlyThis, sameDay, reasons: by }, i) => [
            String(i + 1),
            name,
            dash(no),
            dash(cannotTell),
            String(left),
            dash(onlyThis),
            dash(sameDay),
            reasons(by),
          ]),
          ['', 'in the cohort', '', '', String(members), '', '', ''],
        ],
        [1, 7],
      ).map((line) => `  ${line}`),
    ),
    block(...notes.map(({ code, criterion, text }) => `  ${code}: ${criterion}. ${text}`)),
  );
}

const MARKS = { yes: '✓', no: '✗', 'cannot-tell': '?' } as const;
const WORDS = {
  in: 'is in',
  out: 'is not in',
  'cannot-tell': 'cannot be told to be in',
  'not-counted': 'is not counted for',
};

/** Why a patient is in a cohort or not: each criterion with the events that show it. */
export function explanation(shown: Shown, verdict: Verdict, timeline: Timeline): string {
  const { patientId, criteria, decidedBy, index, landmark, notCounted, notes } = verdict;
  // By date, as people read a record.
  const byId = new Map(
    entriesByDate(timeline, null).flatMap((entry) =>
      [entry.id, ...(entry.correctedBy === null ? [] : [entry.correctedBy])].map((id) => [id, entry] as const),
    ),
  );
  const places = [...byId.keys()];
  const evidenceText = (id: string): string => {
    const entry = byId.get(id);
    if (!entry) return `      ${id}`;
    const mark = id === entry.correctedBy ? ' (correction)' : '';
    return `      ${entry.occurredOn.padEnd(10)}  ${entry.type}${mark}  ${id}`;
  };
  return page(
    titled(
      `${patientId} ${WORDS[verdict.verdict]} ${nameOf(shown)}`,
      ...about(shown),
      ...facts([
        ...(index === null ? [] : [['index date', `${index.date}${index.imputed ? ' (imputed)' : ''}`] as const]),
        ...(landmark === null ? [] : [['landmark', landmark] as const]),
        ...(notCounted === null ? [] : [['because', notCounted.text] as const]),
        ...(notes.length === 0 ? [] : [['dates', notes.join(', ')] as const]),
      ]),
    ),
    ...criteria.map(({ name, answer, reason, evidence, missedBy, sameDay }, i) =>
      block(
        `${decidedBy === i + 1 ? '▶' : ' '} ${MARKS[answer]} ${name}`,
        `      ${[reason.text, missedBy !== null && `Missed by ${count(missedBy, 'day')}.`, sameDay && 'Rests on how the same day is counted.'].filter(Boolean).join(' ')}`,
        ...evidence.toSorted((a, b) => places.indexOf(a) - places.indexOf(b)).map(evidenceText),
      ),
    ),
  );
}

/** Patients with their verdicts, a row a patient. */
export function verdictTable(shown: Shown, title: string, verdicts: readonly Verdict[]): string {
  return page(
    titled(`${title} ${nameOf(shown)}`, ...about(shown)),
    verdicts.length === 0
      ? '  nobody'
      : block(
          ...table(
            [
              ['patient', 'verdict', 'index date', 'decided by'],
              ...verdicts.map(({ patientId, verdict, index, decidedBy, criteria, notCounted }) => {
                const by = decidedBy === null ? undefined : criteria[decidedBy - 1];
                const why = by ? `${by.name}: ${by.reason.text}` : (notCounted?.text ?? '');
                return [patientId, verdict.replace('-', ' '), index?.date ?? '', why];
              }),
            ],
            [1, 2, 3],
          ).map((line) => `  ${line}`),
        ),
  );
}

/** A definition that asks for a version of another cohort, of which there is a later one. */
export interface Outdated {
  readonly cohort: string;
  readonly uses: string;
  readonly latest: string;
}

/** Every cohort of the log, with its versions. */
export function listText(cohorts: readonly DefinedCohort[], outdated: readonly Outdated[]): string {
  if (cohorts.length === 0) return 'no cohort is defined: hepatrace cohort define FILE --reason TEXT';
  const versions = block(
    ...table(
      [
        ['cohort', 'sha256', 'defined', 'by', 'reason'],
        ...cohorts.map(({ name, version, sha256, definedAt, definedBy, reason }) => [
          `${name}@${version}`,
          sha256.slice(0, 12),
          definedAt.slice(0, 16).replace('T', ' '),
          definedBy.subject,
          reason,
        ]),
      ],
      [1, 2, 3, 4],
    ),
  );
  return page(
    versions,
    block(...outdated.map(({ cohort, uses, latest }) => `${cohort} uses ${uses}; the latest is ${latest}.`)),
  );
}
