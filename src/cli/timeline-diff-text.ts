import type { TimelineDiff } from '../studies/index.js';
import { learntLines } from './learnt-text.js';
import { toldOf } from './outcomes-text.js';
import { mergeLines, wrap } from './timeline-text.js';
import type { Told } from './told.js';

const TITLE_WIDTH = 30;

/** What changed in the knowledge of a patient between two moments, and what that did to his endpoints, in words. */
export function timelineDiffText({ patientId, from, to, learnt, merges, gone, endpoints }: TimelineDiff): string {
  const merged = merges.flatMap(mergeLines);
  const facts = learnt.flatMap((fact) => [...learntLines(fact), ...fact.differences.map(fieldLine)]);
  const lost = gone.flatMap(({ type, occurredOn }) =>
    wrap(`  − ${occurredOn.padEnd(10)}  ${type}  `, 'not read as his any more'),
  );
  const all = [...merged, ...facts, ...lost];
  const moved = endpoints.length === 0 ? [] : movedLines(from.outcomes, to.outcomes);
  return [
    `Patient ${patientId}: from ${momentText(from)} to ${momentText(to)}`,
    '',
    ...(all.length === 0 ? ['Nothing was learnt of this patient in between.'] : ['What was learnt', ...all]),
    '',
    ...(moved.length === 0 ? ['No endpoint is another one for it.'] : ['What that did to the endpoints', ...moved]),
  ].join('\n');
}

const momentText = ({ asOf, outcomes }: TimelineDiff['from']): string => {
  const known = outcomes === null ? ' (the patient was not known)' : '';
  return asOf === null ? `before the first event${known}` : `position ${asOf.position}, ${asOf.recordedAt}${known}`;
};

const fieldLine = ({ path, before, after }: TimelineDiff['learnt'][number]['differences'][number]): string =>
  `${' '.repeat(16)}${path.replace('data.', '')}: ${before ?? 'not stated'} → ${after ?? 'not stated'}`;

function movedLines(before: TimelineDiff['from']['outcomes'], after: TimelineDiff['from']['outcomes']): string[] {
  const [old, now] = [before, after].map((outcomes) => (outcomes ? toldOf(outcomes.endpoints) : []));
  return (now ?? []).flatMap((one) => {
    const was = old?.find(({ title }) => title === one.title);
    if (was && same(was, one)) return [];
    const [lead, arrow] = [`  ${one.title}`.padEnd(TITLE_WIDTH), '→ '.padStart(TITLE_WIDTH)];
    return [
      ...(was ? [...wrap(lead, answerOf(was)), ...wrap(arrow, answerOf(one))] : wrap(lead, answerOf(one))),
      ...rowsMoved(was?.rows ?? [], one.rows),
    ];
  });
}

const same = (one: Told, other: Told): boolean =>
  answerOf(one) === answerOf(other) && one.rows.join('\n') === other.rows.join('\n');

/** `472 days (progression: …)`, or why there is no answer. */
const answerOf = ({ answer, why: { status, reason } }: Told): string =>
  status === 'not-evaluable' ? `not evaluable (${reason.text})` : `${answer} (${reason.text})`;

const rowsMoved = (before: readonly string[], after: readonly string[]): readonly string[] => [
  ...before.filter((row) => !after.includes(row)).map((row) => `      − ${row}`),
  ...after.filter((row) => !before.includes(row)).map((row) => `      + ${row}`),
];
