import { block, page, table, type PatientMoved, type Standing } from '../analyses/index.js';
import type { KnowledgeCompared } from './compare-as-of.js';
import { learntLines } from './learnt-text.js';
import { wrap } from './timeline-text.js';

/** What moved between two moments, for a terminal: the numbers, then patient by patient what he was, is, and why. */
export function comparedText(compared: KnowledgeCompared): string {
  const { asked, before, after, patients, unmoved } = compared;
  const { analysis, ruleSet, timeZero, cutOff, groupBy } = asked;
  const title = `What moved: ${analysis.name}, version ${analysis.version}, in cohort ${after.cohort.name}`;
  const facts = [
    ['rule set', ruleSet],
    ['time zero', timeZero],
    ['cut-off', cutOff ?? 'none'],
    ...(groupBy === null ? [] : [['grouped by', groupBy]]),
    ['before', momentText(before)],
    ['after', momentText(after)],
  ];
  return page(
    block(title, '═'.repeat(title.length), ...facts.map(([name = '', value]) => `  ${name.padEnd(11)} ${value}`)),
    figures(compared),
    patients.length === 0
      ? `Nobody moved: ${unmoved} patients are as they were.`
      : `${patients.length} of ${patients.length + unmoved} patients moved${counts(patients)}:`,
    ...patients.toSorted((a, b) => weight(a) - weight(b)).map(patientText),
  );
}

const momentText = ({ asOf: { position, recordedAt }, asKnownAtSource, id }: KnowledgeCompared['before']): string => {
  const known = position === null ? 'nothing recorded' : `position ${position}, ${recordedAt}`;
  const source = asKnownAtSource === null ? '' : `, at the source by the end of ${asKnownAtSource}`;
  return `${known}${source} (result ${id.slice(0, 8)})`;
};

function figures({ figures }: KnowledgeCompared): string {
  const moved = figures.filter(({ before, after }) => before !== after);
  const same = figures.length - moved.length;
  const rest = same === 0 ? [] : [`${moved.length === 0 ? 'All' : 'The other'} ${same} numbers are as they were.`];
  if (moved.length === 0) return block(...rest);
  const rows = moved.map(({ of, path, before, after, difference }, index) => [
    of === moved[index - 1]?.of ? '' : of,
    path,
    numberText(before),
    numberText(after),
    difference === null ? '' : differenceText(difference),
  ]);
  return block(...table([['', '', 'before', 'after', 'change'], ...rows], [1]), ...rest);
}

const differenceText = (difference: number): string => {
  const size = numberText(Math.abs(difference));
  return size === '0' ? '≈ 0' : `${difference > 0 ? '+' : '−'}${size}`;
};

const numberText = (value: number | null): string => (value === null ? '—' : String(Number(value.toFixed(4))));

/** First who came in or went out, then whose status is another one, then the rest. */
const weight = ({ change, differences }: PatientMoved): number =>
  change !== 'changed' ? 0 : differences.some(({ path }) => path === 'status') ? 1 : 2;

function counts(patients: KnowledgeCompared['patients']): string {
  const count = (change: PatientMoved['change']): number => patients.filter((one) => one.change === change).length;
  const parts = [
    [count('came-in'), 'into the estimate'],
    [count('went-out'), 'out of it'],
    [patients.filter((one) => weight(one) === 1).length, 'to another status'],
  ].flatMap(([many, what]) => (many === 0 ? [] : [`${many} ${what}`]));
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function patientText(patient: KnowledgeCompared['patients'][number]): string {
  const { events } = patient;
  const evidence = events.filter((event) => event.evidence);
  const told = evidence.length > 0 ? evidence : events;
  const others = events.length - told.length;
  return block(
    ...standingLines(patient),
    ...told.flatMap(learntLines),
    ...(others > 0 ? [`    and ${others} more, on which neither rests`] : []),
    ...(events.length === 0 ? ['    nothing of this patient was recorded in between'] : []),
  );
}

function standingLines({
  patientId,
  change,
  before,
  after,
  differences,
}: KnowledgeCompared['patients'][number]): readonly string[] {
  const [was, is] = [timeText(before), timeText(after)];
  if (change !== 'changed' || (was !== null && is !== null)) {
    const [old, now] = [was ?? rowText(before), is ?? rowText(after)];
    const others = differences.filter(({ path }) => !/^(time|status|reason|evidence)/.test(path));
    const beside = others.map((one) => `; ${one.path} ${one.before ?? '—'} → ${one.after ?? '—'}`).join('');
    const same = beside === '' ? `${now}, on other evidence` : now;
    return wrap(`${patientId}  `, `${old === now ? same : `${old} → ${now}`}${beside}`);
  }
  // Rows of another form: value by value; what stands in lists is only counted.
  const plain = differences.filter(({ path }) => !/[[]|evidence|text$/.test(path));
  const hidden = differences.length - plain.length;
  return [
    patientId,
    ...plain.map((one) => `  ${one.path}: ${one.before ?? '—'} → ${one.after ?? '—'}`),
    ...(hidden > 0 ? [`  and ${hidden} more in the JSON`] : []),
  ];
}

/** `event at 472 days (progression)`, or why there is no row; null for a row that is no time to an event. */
function timeText(standing: Standing): string | null {
  if (standing === null) return 'not in the cohort';
  if ('excluded' in standing) return `excluded (${standing.excluded.code})`;
  const { time, status, reason } = standing.row as { time?: unknown; status?: unknown; reason?: { code?: unknown } };
  return typeof time === 'number' && typeof status === 'string'
    ? `${status} at ${time} days (${String(reason?.code)})`
    : null;
}

/** What a row says outright: `unconfirmed PR, confirmed SD, evaluable true`. */
const rowText = (standing: Standing): string =>
  standing === null || !('row' in standing)
    ? ''
    : Object.entries(standing.row)
        .flatMap(([name, value]) => (typeof value === 'object' || name === 'group' ? [] : [`${name} ${value}`]))
        .join(', ') || 'in the estimate';
