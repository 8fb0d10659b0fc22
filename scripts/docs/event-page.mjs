import { EventInput } from '../../dist/events/event-input.js';
import { fieldsOf } from '../../dist/events/index.js';
import { QUESTIONS } from '../../dist/recording/questions/index.js';
import { RULES } from '../../dist/recording/rules/index.js';
import { code, table } from './markdown.mjs';

const KINDS = { boolean: 'true or false', integer: 'whole number', number: 'number', object: 'object' };

/** What a value may be: type, limits or list. */
function kindOf({
  type,
  format,
  enum: words,
  items,
  minimum,
  maximum,
  minLength,
  maxLength,
  maxItems,
  pattern,
  examples,
}) {
  if (words) return `one of ${words.map(code).join(', ')}`;
  if (type === 'array') {
    const most = maxItems === undefined ? '' : `, at most ${maxItems}`;
    return items
      ? `list of ${items.enum ? kindOf(items).replace('one of', 'different words:') : 'texts'}${most}`
      : `list${most}`;
  }
  if (examples) return `clinical date: ${examples.map(code).join(', ')}`;
  if (format === 'uuid') return 'id of an event';
  if (type !== 'string') return `${KINDS[type]}${minimum === undefined ? '' : `, ${minimum} to ${maximum}`}`;
  return pattern ? `text like ${code(pattern)}` : `text, ${minLength} to ${maxLength} characters`;
}

/** The rows of a data class, each followed by those of its parts, under dotted names. */
function rowsOf(dataClass, isSealed, prefix = '') {
  return [...fieldsOf(dataClass)].flatMap(
    ([name, { schema, optional, unit = '', system = '', about = '', nested }]) => {
      const own = typeof schema === 'function' ? schema() : schema;
      const isList = own.type === 'array';
      const sealed = isSealed(name);
      const kind = nested && isList ? `list of objects, at most ${own.maxItems}` : kindOf(own);
      const row = [code(prefix + name), optional ? '' : 'yes', kind, unit, system, sealed ? 'yes' : '', about];
      return [row, ...(nested ? rowsOf(nested(), () => sealed, `${prefix}${name}${isList ? '[].' : '.'}`) : [])];
    },
  );
}

const TITLES = ['field', 'required', 'value', 'unit', 'code system', 'sealed', 'remark'];

const concerns =
  (type) =>
  ({ types }) =>
    types === undefined || types.includes(type.name);
const listed = (entries) =>
  entries.map(({ code: name, text }) => `- [${code(name)}](../errors.md#${name}): ${text}`).join('\n');

/** The page of one event type. */
export function eventPage(type) {
  const { name, version, about, dated, subject, data, sealed = [], references = [], upcasters = {}, example } = type;
  const rows = rowsOf(data, (field) => sealed.includes(field));
  const older = Object.keys(upcasters);
  const ofRecord = !dated && subject === 'patient';
  return [
    `# ${name}`,
    about,
    `Version ${version}. ${WHEN[subject === 'patient' ? String(dated) : subject]}${older.length > 0 ? ` Data of version ${older.join(', ')} are accepted where \`version\` says so, and recorded in today's shape.` : ''}`,
    '## Data',
    rows.length > 0 ? table(TITLES, rows) : 'It has no fields.',
    ...(references.length > 0
      ? [
          '## References',
          references
            .map(
              ({ field, types }) =>
                `- ${code(field)} names ${types ? `an event of the type ${types.map((one) => `[${one}](${one}.md)`).join(', ')}` : 'any event'} of the same patient`,
            )
            .join('\n'),
        ]
      : []),
    '## Example',
    [
      '```json',
      JSON.stringify(
        { type: name, version, ...(ofRecord && { reason: { code: 'entered-in-error' } }), ...example },
        null,
        2,
      ),
      '```',
    ].join('\n'),
    ...(subject === 'patient' ? rulesFor(type) : [OF_A_COHORT]),
  ].join('\n\n');
}

const WHEN = {
  true: 'It has a clinical date (`occurredOn`): a day, a month, a year, a relative day, or `unknown`.',
  false: 'It is about the record: it has no clinical date of its own, and needs a `reason`.',
  cohort: 'It is of no patient, and has no clinical date.',
};

const OF_A_COHORT =
  'It is recorded by `POST /cohorts` and `hepatrace cohort define`, which refuse a definition that cannot be read, with the place in it and what to write instead; never with the events of a patient.';

/** What of a patient's event is refused, and what is asked. */
function rulesFor(type) {
  return [
    '## Refused',
    'Beside what is wrong with any event [by itself](../errors.md#faults-of-an-event):',
    listed(RULES.filter(concerns(type))),
    '## Questioned',
    ...(type.dated
      ? [
          'Recorded only with the code in `acknowledge`; so is a correction or a retraction of it that raises the question.',
          listed(QUESTIONS.filter(concerns(type))),
        ]
      : ['What the event that it names could be asked: see the page of that type.']),
  ];
}

/** The list of all event types. */
export const eventIndex = (types) =>
  [
    '# Events',
    'What can happen to a patient, to the record and to a cohort: each with its own `data`, in an envelope that all have.',
    table(
      ['event', 'version', ''],
      types.map(({ name, version, about }) => [`[${name}](${name}.md)`, String(version), about]),
    ),
    '## Envelope',
    'Who recorded it and when is never taken from what is sent.',
    table(
      TITLES,
      rowsOf(EventInput, () => false),
    ),
    'A new event is added as [this guide](../guides/add-an-event.md) says.',
  ].join('\n\n');
