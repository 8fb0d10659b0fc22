import { changed } from '../analyses/index.js';
import type { Because, Endpoints } from '../outcomes/index.js';
import type { outcomesView } from '../projections/index.js';
import { response, survivalTimes } from './response-text.js';
import { wrap } from './timeline-text.js';
import type { Told } from './told.js';
import { safety, surgery, treatment } from './treatment-text.js';

type View = ReturnType<typeof outcomesView>;

const SECTIONS: readonly (readonly [string, (endpoints: Endpoints) => readonly Told[]])[] = [
  ['Survival times', survivalTimes],
  ['Response', response],
  ['Resectability and surgery', surgery],
  ['Treatment', treatment],
  ['Safety', safety],
];

const TITLE_WIDTH = 29;
/** Ids shown of one endpoint; all of them are in the JSON. */
const IDS_SHOWN = 6;

/** All endpoints in the order in which they are told. */
export const toldOf = (endpoints: Endpoints): readonly Told[] => SECTIONS.flatMap(([, told]) => told(endpoints));

/** A patient's endpoints for a terminal: the answer, what it is made of, then why and from which events. */
export function outcomesText(view: View): string {
  const { patientId, synthetic, ruleSet, timeZero, options, asOf, asKnownAtSource, cutOff, endpoints, findings } = view;
  const known = asOf.position === null ? 'nothing recorded' : `position ${asOf.position}, ${asOf.recordedAt}`;
  return [
    `${synthetic ? 'SYNTHETIC patient' : 'Patient'} ${patientId} · rules ${ruleSet} · from ${timeZero}`,
    [
      `as known at ${known}`,
      ...(asKnownAtSource === null ? [] : [`at the source by the end of ${asKnownAtSource}`]),
      ...(cutOff === null ? [] : [`cut off at ${cutOff}`]),
      ...changed(options),
    ].join(' · '),
    ...SECTIONS.flatMap(([title, told]) => [...heading(title), ...told(endpoints).flatMap(toldLines)]),
    ...(findings.length > 0
      ? [
          ...heading('Reported, not repaired'),
          ...findings.flatMap(({ code, text, events }) => [
            ...wrap('  ', `${code}: ${text}`),
            ...eventsLine('  ', events),
          ]),
        ]
      : []),
  ].join('\n');
}

const heading = (title: string): readonly string[] => ['', title, '─'.repeat(title.length)];

function toldLines({ title, answer, rows, why }: Told): readonly string[] {
  const lead = `  ${title}`.padEnd(TITLE_WIDTH);
  const indent = ' '.repeat(TITLE_WIDTH);
  const because = reasonText(why.reason);
  const parts = rows.map((row) => `${indent}${row}`);
  if (why.status === 'not-evaluable') return [...wrap(lead, `not evaluable, ${because}`), ...parts];
  return [
    ...wrap(lead, `${answer}${why.imputed ? ' (from a partial date)' : ''}`),
    ...parts,
    ...wrap(indent, because),
    ...eventsLine(indent, why.evidence),
  ];
}

/** `no-event: No progression so far.`; what says the same twice is said once. */
const reasonText = ({ code, text }: Because): string => (text.toLowerCase() === `${code}.` ? text : `${code}: ${text}`);

function eventsLine(indent: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const shown = ids.slice(0, IDS_SHOWN).map((id) => id.slice(0, 8));
  return [
    `${indent}${ids.length > shown.length ? `${ids.length} events` : 'events'} ${shown.join(' ')}${ids.length > shown.length ? ' …' : ''}`,
  ];
}
