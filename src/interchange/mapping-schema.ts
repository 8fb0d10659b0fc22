const text = { type: 'string', minLength: 1 };
const scalar = { type: ['string', 'number', 'boolean'] };
const words = { type: 'array', items: scalar, minItems: 1 };
const column = {
  ...text,
  description: 'the name of a column, as the header writes it; of a joined table: NAME.COLUMN',
};
const formats = {
  description: 'how the dates are spelt, for instance M/D/YYYY; several as a list',
  anyOf: [text, { type: 'array', items: text, minItems: 1 }],
};

const object = (properties: object, required: readonly string[] = []): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const constant = object({ const: { description: 'a constant, the same for every row' } }, ['const']);
const days = (missing: object): object =>
  object({ days: { ...column, description: "a column of days from the patient's anchor" }, missing }, ['days']);
const dateParts = (missing: object): object =>
  object(
    {
      year: { ...column, description: 'a date in several columns: the column of its year' },
      month: { ...column, description: 'the column of its month, 1 to 12 or Jan; empty: a date of the year alone' },
      day: { ...column, description: 'the column of its day; empty: a date of the month alone' },
      missing,
    },
    ['year'],
  );

const undated = { enum: ['unknown'], description: 'the source states the fact where it gives no date' };
const instead = { ...scalar, description: 'what stands for a missing value, for instance not-stated' };
const cell = object(
  {
    column,
    map: { type: 'object', description: "the source's words, each with ours; null for a word that states nothing" },
    otherwise: { ...scalar, description: 'our word for every word that is not in the map' },
    ignore: { ...words, description: 'words that in this column state nothing' },
    missing: instead,
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
const reference = object(
  {
    event: { ...text, description: 'the name of the rule whose event is meant' },
    on: {
      type: 'object',
      description:
        "columns of that rule's key, each with the column of this row that says the same; absent: the same names",
      additionalProperties: column,
    },
  },
  ['event'],
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
          object({ column, in: words }, ['in', 'column']),
          object({ column, notIn: words }, ['notIn', 'column']),
        ],
        description: 'a column, and one of present, equals, in, notIn',
      },
    },
    occurredOn: {
      anyOf: [
        object({ column, format: formats, missing: undated }, ['column']),
        days(undated),
        dateParts(undated),
        constant,
      ],
      description: 'one of column, days, year, const',
    },
    key: {
      type: 'array',
      items: column,
      description:
        'the columns that make it this event and no other of the patient; [] where a patient has one at most. Absent: all that the event is made of',
    },
    repeated: {
      enum: ['last'],
      description: 'where rows of one key state different things, the one that the source recorded last holds',
    },
    acknowledge: { type: 'array', items: text, description: 'questions answered for all events of this rule' },
    data: {
      type: 'object',
      description: 'field (tnm.t, results.0.marker) and what it is: a constant, or a column',
      additionalProperties: {
        anyOf: [scalar, { type: 'array', items: scalar }, cell, days(instead), dateParts(instead), reference, constant],
        description: 'a constant, or one of column, days, year, event, const',
      },
    },
  },
  ['type', 'occurredOn'],
);

const events = { type: 'array', items: eventRule, minItems: 1 };
const table = {
  name: { ...text, description: 'kept in every event as the document it comes from' },
  delimiter: { type: 'string', minLength: 1, maxLength: 1, description: 'default: a comma' },
  quote: { enum: ['"', 'none'], description: 'default: "' },
  decimal: { enum: ['.', ','], description: 'default: a point' },
  headerRow: { type: 'integer', minimum: 1, description: 'the row with the names of the columns; default: 1' },
  skipAfterHeader: { type: 'integer', minimum: 0, description: 'rows below it that are no data; default: 0' },
  missing: { type: 'array', items: scalar, description: 'words for a missing value, beside the empty cell' },
  dates: formats,
  recordedOn: {
    ...object({ column, format: formats }, ['column']),
    description: 'the column that says when the source recorded the row',
  },
};
const join = object(
  {
    file: { ...text, description: 'the `match` of the other table' },
    on: { ...column, description: 'a column of both, equal in the two rows; absent: the patient has one row there' },
  },
  ['file'],
);

/** JSON Schema (2020-12) of a mapping file: what editors complete by, and what {@link readMapping} checks by. */
export const MAPPING_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'hepatrace import mapping',
  ...object(
    {
      name: { ...text, description: 'part of every id: never changed once something was imported' },
      about: text,
      licence: {
        ...text,
        maxLength: 100,
        description: 'the terms on which the data may be used; kept in every event, listed in every result and export',
      },
      source: object({ system: { ...text, maxLength: 100 }, citation: text }, ['system']),
      file: { ...object(table), description: 'how the table is written; with `files`: what holds for all of them' },
      patient: object(
        {
          column,
          id: { ...text, description: 'pattern of the patient id, as in colon-{id}, for published codes only' },
        },
        ['column'],
      ),
      acknowledge: { type: 'array', items: text, description: 'questions answered for all rows' },
      events,
      files: {
        type: 'array',
        minItems: 1,
        description: 'several tables whose rows are joined on the patient; all of them are given to one import',
        items: object(
          {
            match: { ...text, description: 'base name of the file, with * for anything: follow-up-*.csv' },
            patient: { ...column, description: "the patient's column, where this table calls it otherwise" },
            joins: {
              type: 'object',
              description: 'a name for each other table of which columns are read',
              additionalProperties: join,
            },
            ...table,
            events,
          },
          ['match'],
        ),
      },
    },
    ['name', 'source', 'patient'],
  ),
};
