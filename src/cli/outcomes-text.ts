import type { Because, Endpoints, TimeToEvent } from '../outcomes/index.js';
import type { outcomesView } from '../projections/index.js';

type View = ReturnType<typeof outcomesView>;

/** A patient's endpoints for a terminal: the answer, then why, then the events behind it. */
export function outcomesText(view: View): string {
  const { patientId, synthetic, ruleSet, timeZero, asOf, cutOff, endpoints, findings } = view;
  const known = asOf.position === null ? 'nothing recorded' : `position ${asOf.position}, ${asOf.recordedAt}`;
  const { pfs, os, conversion, bestResponse, metastases } = endpoints;
  return [
    `${synthetic ? 'SYNTHETIC patient' : 'Patient'} ${patientId} · rules ${ruleSet} · from ${timeZero} · as known at ${known}${cutOff === null ? '' : ` · cut off at ${cutOff}`}`,
    '',
    ...block('Progression-free survival', timeText(pfs), pfs),
    ...block('Overall survival', timeText(os), os),
    ...block('Conversion', conversionText(conversion), conversion),
    ...block('Best response', bestResponse.unconfirmed ?? 'not evaluable', bestResponse),
    ...block('Metastases', metastases.timing ?? 'not evaluable', metastases),
    ...(findings.length > 0
      ? ['Reported, not repaired:', ...findings.map(({ code, text }) => `  ${code}: ${text}`)]
      : []),
  ].join('\n');
}

const block = (
  title: string,
  answer: string,
  why: { reason: Because; imputed: boolean; evidence: readonly string[] },
): string[] => [
  `${title.padEnd(27)}${answer}${why.imputed ? '  (from a partial date)' : ''}`,
  `${' '.repeat(27)}${why.reason.code}: ${why.reason.text}`,
  ...(why.evidence.length > 0 ? [`${' '.repeat(27)}events ${why.evidence.map((id) => id.slice(0, 8)).join(' ')}`] : []),
  '',
];

function timeText({ status, days, months, start, date }: TimeToEvent): string {
  if (status === 'not-evaluable') return 'not evaluable';
  return `${status} after ${days} days (${months} months), ${start} to ${date}`;
}

function conversionText({ initial, converted, days, date, margin }: Endpoints['conversion']): string {
  if (converted === null) return `not evaluable (${initial} at the outset)`;
  if (!converted) return `not converted (${initial} at the outset)`;
  return `converted from ${initial} after ${days} days, on ${date}, ${margin}`;
}
