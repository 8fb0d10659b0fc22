const text = { type: 'string', minLength: 1 };
const scalar = { type: ['string', 'number', 'boolean'] };
const column = { ...text, description: 'the name of a column, as the header writes it' };
const formats = {
  description: 'how the dates are spelt, for instance M/D/YYYY; several as a list',
  anyOf: [text, { type: 'array', items: text, minItems: 1 }],
};
const missing = { enum: ['unknown'], description: 'the source states the fact where it gives no date' };

const object = (properties: object, required: readonly string[] = []): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const constant = object({ const: { description: 'a constant, the same for every row' } }, ['const']);
const days = object({ days: { ...column, description: "a column of days from the patient's anchor" }, missing }, [
  'days',
]);

const cell = object(
  {
    column,
    map: { type: 'object', description: "the source's words, each with ours; null for a word that states nothing" },
    otherwise: { ...scalar, description: 'our word for every word that is not in the map' },
    times: {
      type: 'number',
      description: 'for a quantity: what it is multiplied with, for instance 100 from cm to tenths of mm',
    },
    split: { ...text, description: 'for a list: what stands between its parts in the cell' },
    date: { enum: [true], description: 'the cell is a date' },
    format: formats,
  },
  ['column'],
);

const eventRule = object(
  {
    type: { ...text, description: 'the type of the event, as in GET /event-types' },
    name: { ...text, description: 'tells two rules of one type apart in the ids of their events' },
    when: {
      type: 'array',
      description: 'all of these hold, or the row states no such event',
      items: {
        anyOf: [
          object({ column, present: { type: 'boolean' } }, ['present', 'column']),
          object({ column, equals: scalar }, ['equals', 'column']),
          object({ column, in: { type: 'array', items: scalar, minItems: 1 } }, ['in', 'column']),
        ],
        description: 'a column, and one of present, equals, in',
      },
    },
    occurredOn: {
      anyOf: [object({ column, format: formats, missing }, ['column']), days, constant],
      description: 'one of column, days, const',
    },
    key: {
      type: 'array',
      items: column,
      description:
        'the columns that make it this event and no other of the patient; [] where a patient has one at most. Absent: all that the event is made of',
    },
    data: {
      type: 'object',
      description: 'field (tnm.t, results.0.marker) and what it is: a constant, or a column',
      additionalProperties: {
        anyOf: [scalar, { type: 'array', items: scalar }, cell, days, constant],
        description: 'a constant, or one of column, days, const',
      },
    },
  },
  ['type', 'occurredOn'],
);

/** JSON Schema (2020-12) of a mapping file: what editors complete by, and what {@link readMapping} checks by. */
export const MAPPING_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'hepatrace import mapping',
  ...object(
    {
      name: { ...text, description: 'part of every id: never changed once something was imported' },
      about: text,
      licence: text,
      source: object({ system: { ...text, maxLength: 100 }, citation: text }, ['system']),
      file: object({
        name: { ...text, description: 'kept in every event as the document it comes from' },
        delimiter: { type: 'string', minLength: 1, maxLength: 1, description: 'default: a comma' },
        quote: { enum: ['"', 'none'], description: 'default: "' },
        decimal: { enum: ['.', ','], description: 'default: a point' },
        headerRow: { type: 'integer', minimum: 1, description: 'the row with the names of the columns; default: 1' },
        skipAfterHeader: { type: 'integer', minimum: 0, description: 'rows below it that are no data; default: 0' },
        missing: { type: 'array', items: scalar, description: 'words for a missing value, beside the empty cell' },
        dates: formats,
      }),
      patient: object(
        {
          column,
          id: { ...text, description: 'pattern of the patient id, as in colon-{id}, for published codes only' },
        },
        ['column'],
      ),
      acknowledge: { type: 'array', items: text, description: 'questions answered for all rows' },
      events: { type: 'array', items: eventRule, minItems: 1 },
    },
    ['name', 'source', 'patient', 'events'],
  ),
};
