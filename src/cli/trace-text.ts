import type { Recorder, Source } from '../events/index.js';
import type { Ignored, Trace, TracedEvent, TracedPatient } from '../tracing/index.js';
import { count, words } from './told.js';
import { summary, wrap } from './timeline-text.js';

/** Patients and ids named of one kind; all of them are in the JSON. */
const SHOWN = 12;
/** Events told one by one. */
const EVENTS_SHOWN = 40;
const SIGNIFICANT = 4;

/** How a step is called where its name says too little. */
const STEPS: Readonly<Record<string, string>> = { read: 'On the way', cause: 'Why then', found: 'What was found' };

/** A trace to be read aloud: what was found, by which rule, in which steps, from which events, and what was left out. */
export function traceText(trace: Trace): string {
  const { events, ignored, patients, rule, log, checkpoint } = trace;
  const numbers = new Map(events.map(({ id }, index) => [id, index + 1]));
  const marks = (ids: readonly string[]): string => marksOf(ids.map((id) => numbers.get(id) ?? 0));
  const shown = events.slice(0, EVENTS_SHOWN);
  return [
    ...opening(trace),
    ...heading('By which rule'),
    ...wrap(
      '  ',
      `${words(rule.name)}${rule.ruleSet === null ? '' : ` under ${rule.ruleSet}`}${versionOf(rule.version)}. ${rule.text}`,
    ),
    ...rule.endpoints.flatMap(({ name, version, text }) => wrap('  ', `It reads ${name}, version ${version}. ${text}`)),
    ...heading('In which steps'),
    ...rule.steps.flatMap(({ step, because, events: ids }, index) =>
      wrap(`  ${index + 1}. `, `${STEPS[step] ?? capital(words(step))}. ${because}${marks(ids)}`),
    ),
    ...(patients.length > 0 ? [...heading('From which patients'), ...partsOf(patients, rule.steps)] : []),
    ...heading('From which events'),
    ...(events.length === 0 ? ['  None.'] : shown.flatMap((event, index) => eventLines(event, index + 1, marks))),
    ...(shown.length < events.length ? [`  And ${events.length - shown.length} more: --format json has all.`] : []),
    ...(ignored.length > 0 ? [...heading('What was left out, and why'), ...leftOut(ignored)] : []),
    ...heading('How this can be proven'),
    ...wrap(
      '  ',
      `Each event above is a leaf of the log of ${log.size} events with the root ${log.root}. ${
        checkpoint === null
          ? 'That log is not signed yet: a running service signs within a minute, hepatrace log checkpoint at once.'
          : 'The root is in a signed checkpoint. hepatrace log prove EVENT gives the proof of one event to somebody else.'
      }`,
    ),
  ].join('\n');
}

const heading = (title: string): readonly string[] => ['', title, '─'.repeat(title.length)];

/** `[1] [3] to [7]`. */
function marksOf(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && number === run[1] + 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs
    .map(([from, to]) => (to - from > 1 ? ` [${from}] to [${to}]` : to > from ? ` [${from}] [${to}]` : ` [${from}]`))
    .join('');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const versionOf = (version: number | null): string => (version === null ? ', of a file' : `, version ${version}`);

function opening({ patientId, result, value, rule, asOf, asKnownAtSource, cutOff }: Trace): readonly string[] {
  const known =
    asOf.position === null ? 'nothing recorded' : `position ${asOf.position} of the log, ${asOf.recordedAt}`;
  const below = result === null ? value.pointer.split('/').slice(3) : [value.pointer.slice(1)];
  const of = result === null ? `patient ${patientId}` : `result ${result.id}`;
  const what = [rule.title, ...below].filter(Boolean).join('/');
  const whole = result !== null && value.pointer === '' ? 'the result as a whole' : said(value.value);
  return [
    ...wrap('', `${what} of ${of}: ${whole}.`),
    ...(result === null ? [] : [`Made by hepatrace ${result.software ?? 'of a version that it does not name'}.`]),
    ...(result === null || result.intact ? [] : ['ALTERED: the result is not what its own manifest says.']),
    `As known at ${known}${asKnownAtSource === null ? '' : `; at the source by the end of ${asKnownAtSource}`}${cutOff === null ? '' : `; cut off at ${cutOff}`}.`,
  ];
}

/** Parts of a value that are told below, or that a reader need not hear. */
const NOT_SAID = new Set(['reason', 'evidence', 'confirmedReason', 'patientId', 'patients']);

/** A time as a sentence has it; another value part by part, lists by their length. */
function said(value: unknown): string {
  if (Array.isArray(value)) return count(value.length, 'entry', 'entries');
  if (typeof value === 'number') return String(Number(value.toPrecision(SIGNIFICANT)));
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object' || value === null) return 'none';
  const { status, days, months, start, date, ...others } = value as Readonly<Record<string, unknown>>;
  const time =
    typeof days === 'number' && start && date
      ? `${said(status)}, ${days} days from ${said(start)} to ${said(date)} (${said(months)} months)`
      : null;
  const rest = time === null ? { status, days, months, start, date, ...others } : others;
  const parts = Object.entries(rest).flatMap(([name, part]) => {
    if (NOT_SAID.has(name) || part == null || part === false || part === 'evaluable') return [];
    if (part === true) return spaced(name);
    if (Array.isArray(part)) return part.length === 0 ? [] : `${part.length} ${spaced(name)}`;
    return `${spaced(name)} ${typeof part === 'object' ? `(${said(part)})` : said(part)}`;
  });
  return [...(time === null ? [] : [time]), ...parts].join(', ') || 'nothing';
}

/** `baselineSum` → `baseline sum`. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function partsOf(patients: readonly TracedPatient[], steps: Trace['rule']['steps']): readonly string[] {
  const place = (part: string): number => steps.findIndex(({ step }) => step === part);
  const parts = grouped(
    patients.toSorted((a, b) => place(a.part) - place(b.part)),
    ({ part }) => part,
  );
  return [...parts].flatMap(([part, those]) => {
    const shown = those
      .slice(0, SHOWN)
      .map(({ patientId, time }) => (time === null ? patientId : `${patientId} (day ${time})`));
    const more = those.length > shown.length ? `, and ${those.length - shown.length} more` : '';
    return wrap('  ', `${words(part)}, ${count(those.length, 'patient')}: ${shown.join(', ')}${more}.`);
  });
}

function eventLines(event: TracedEvent, number: number, marks: (ids: readonly string[]) => string): readonly string[] {
  const { id, type, patientId, occurredOn, imputed, data, corrects, correctedBy, status, reason, proof } = event;
  const lead = `  [${number}] `;
  const indent = ' '.repeat(lead.length);
  const stated = corrects === null ? summary(type, data) : '';
  const day = occurredOn === null ? '' : ` of ${occurredOn}${imputed === null ? '' : `, taken for ${imputed}`}`;
  const why = reason ? `, because ${words(reason.code)}${reason.text === undefined ? '' : `: “${reason.text}”`}` : '';
  const changed =
    corrects === null ? '' : `, ${type === 'EventRetracted' ? 'retracts' : 'corrects'}${marks([corrects])}`;
  return [
    ...wrap(lead, `${type}${day}${changed}${why}${stated === '' ? '' : `: ${stated}`}.`),
    ...wrap(
      indent,
      `Recorded for patient ${patientId} on ${event.recordedAt} by ${person(event.recordedBy)}${origin(event.source)}.`,
    ),
    ...(correctedBy.length > 0 ? wrap(indent, `Later ${status} by${marks(correctedBy)}.`) : []),
    ...wrap(indent, `Event ${id}, at position ${proof.index} of the log.`),
  ];
}

const person = ({ subject, role, organisation }: Recorder): string => `${subject}, ${role} at ${organisation}`;

function origin(source: Source | null): string {
  const { system, document } = source ?? {};
  const parts = [
    system,
    document?.id,
    document?.page === undefined ? '' : `page ${document.page}`,
    document?.row === undefined ? '' : `row ${document.row}`,
    document?.sha256 === undefined ? '' : `SHA-256 ${document.sha256}`,
    source?.recordedOn === undefined ? '' : `recorded there on ${source.recordedOn}`,
  ].filter(Boolean);
  return parts.length === 0 ? ', from no named source' : `, from ${parts.join(', ')}`;
}

/** By reason, with the events where they are few; last and by number alone those of which the rule reads none. */
function leftOut(ignored: readonly Ignored[]): readonly string[] {
  const unread = ignored.filter(({ code }) => code === 'not-read');
  const reasons = grouped(
    ignored.filter((one) => !unread.includes(one)),
    ({ because }) => because,
  );
  return [
    ...[...reasons].flatMap(([because, those]) => reasonLines(because, those, those.length <= SHOWN)),
    ...(unread.length > 0 ? reasonLines('not-read: the rule asks for no event of these types', unread, false) : []),
  ];
}

function reasonLines(because: string, those: readonly Ignored[], oneByOne: boolean): readonly string[] {
  const text = because.startsWith('retracted: ') ? because : because.replace(/^[a-z-]+: /, '');
  const which = oneByOne
    ? those.map(({ type, occurredOn, id }) => `${type} of ${occurredOn} (${id.slice(0, 8)})`)
    : [...grouped(those, ({ type }) => type)].map(([type, some]) => `${some.length} ${type}`);
  return wrap('  ', `${capital(text)}: ${which.join(', ')}.`);
}

/** Those with the same key together, in the order of their first. */
function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
