import { BUILT_IN_MOMENTS, BUILT_IN_SETS } from './built-in.js';
import { KEYS, PARTIAL_DATES } from './definition.js';
import { FACTS } from './facts.js';
import { CLINICAL_TYPES, fieldsOfTypes, isSilent, kindText, type Kind } from './kinds.js';
import { RULE_SETS, TIME_ZEROS } from '../outcomes/index.js';

const SPAN = '([1-9][0-9]* (day|week|month|year)s?|\\$[a-z][a-z0-9-]*( (day|week|month|year)s?)?)';
const NAME = '[a-z][a-z0-9]*(-[a-z0-9]+)*';
const RELATION = '(before|after|on or before|on or after)';
const LIMIT = `((within|less than|at least|more than) ${SPAN}|([1-9][0-9]*|\\$${NAME})( [a-z]+)? to ${SPAN})`;
const PHRASE = `^((${LIMIT} )?${RELATION} ${NAME}|on ${NAME}|within ${SPAN} of ${NAME})$`;

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * JSON Schema (2020-12) of a definition, from the catalogue and the table of facts: completes types, fields, values and
 * facts in an editor. Names inside phrases are for `compile` to check.
 */
export function definitionSchema(): JsonSchema {
  const names = { type: 'string', pattern: `^${NAME}$` };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Cohort definition',
    type: 'object',
    required: ['cohort', 'index', 'include'],
    additionalProperties: false,
    properties: properties(names),
    $defs: {
      events: eventsSchema(),
      criterion: criterionSchema(),
      criteria: { anyOf: [REFERENCE, { type: 'array', minItems: 1, items: REFERENCE }] },
    },
  };
}

const REFERENCE = { $ref: '#/$defs/criterion' };

function properties(names: JsonSchema): JsonSchema {
  const all: Readonly<Record<string, JsonSchema>> = {
    cohort: names,
    title: { type: 'string' },
    note: { type: 'string' },
    parameters: {
      type: 'object',
      propertyNames: names,
      additionalProperties: {
        type: 'object',
        required: ['default', 'of'],
        additionalProperties: false,
        properties: { default: { type: ['string', 'number', 'boolean'] }, of: { enum: ['number', 'span', 'value'] } },
      },
    },
    outcomes: {
      type: 'object',
      additionalProperties: false,
      properties: { ruleSet: { enum: RULE_SETS }, timeZero: { enum: TIME_ZEROS }, options: { type: 'object' } },
    },
    partialDates: { enum: PARTIAL_DATES },
    events: { type: 'object', propertyNames: names, additionalProperties: { $ref: '#/$defs/events' } },
    criteria: { type: 'object', propertyNames: names, additionalProperties: REFERENCE },
    index: {
      type: 'string',
      anyOf: [{ enum: BUILT_IN_MOMENTS.filter((name) => name !== 'index' && name !== 'landmark') }, names],
    },
    landmark: { type: 'string', pattern: `^${SPAN}$` },
    include: { $ref: '#/$defs/criteria' },
  };
  return Object.fromEntries(KEYS.map((key) => [key, all[key]]));
}

function eventsSchema(): JsonSchema {
  const types = CLINICAL_TYPES.map(({ name }) => name);
  const source = { anyOf: [{ enum: [...types, ...BUILT_IN_SETS] }, { type: 'string', pattern: `^${NAME}$` }] };
  return {
    type: 'object',
    required: ['event'],
    additionalProperties: false,
    properties: {
      event: { anyOf: [source, { type: 'array', minItems: 1, items: source }] },
      where: { type: 'object' },
      when: { anyOf: [PHRASES, { type: 'array', items: PHRASES }] },
      take: { type: 'string', pattern: '^(first|last|[1-9][0-9]*(st|nd|rd|th))$' },
    },
    allOf: CLINICAL_TYPES.map(({ name, about }) => ({
      if: { properties: { event: { const: name } }, required: ['event'] },
      then: { description: about, properties: { where: fieldsSchema(fieldsOfTypes([name])) } },
    })),
  };
}

const PHRASES = { type: 'string', pattern: PHRASE };

const fieldsSchema = (fields: ReadonlyMap<string, Kind>): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries([...fields].map(([name, kind]) => [name, testSchema(kind)])),
});

/** What a test of a kind can be: a value, a list of them, a comparison in words. */
function testSchema(kind: Kind): JsonSchema {
  const silence = { enum: ['stated', 'not-stated'] };
  const parameter = { type: 'string', pattern: `^\\$${NAME}$` };
  const value = valueSchema(kind);
  return {
    description: kindText(kind),
    anyOf: [value, silence, parameter, { type: 'array', minItems: 1, items: { anyOf: [value, parameter] } }],
  };
}

function valueSchema(kind: Kind): JsonSchema {
  if (kind.is === 'words') return { enum: kind.values.filter((word) => !isSilent(word)) };
  if (kind.is === 'object') return fieldsSchema(kind.fields);
  if (kind.is === 'flag') return { type: 'boolean' };
  return { type: kind.is === 'text' ? 'string' : ['number', 'string'] };
}

function criterionSchema(): JsonSchema {
  const list = { $ref: '#/$defs/criteria' };
  return {
    anyOf: [
      { type: 'string', pattern: `^${NAME}$` },
      {
        type: 'object',
        minProperties: 1,
        additionalProperties: false,
        properties: {
          name: { type: 'string' },
          all: list,
          any: list,
          none: list,
          'at-least': {
            type: 'object',
            required: ['count', 'of'],
            additionalProperties: false,
            properties: { count: { type: ['integer', 'string'], minimum: 1 }, of: list },
          },
          in: { type: 'string', pattern: `^${NAME}(@[1-9][0-9]*)?$` },
          ...Object.fromEntries([...FACTS].map(([name, { kind }]) => [name, testSchema(kind)])),
        },
        // A field of a moment of the file, or the count of a set.
        patternProperties: { [`^${NAME}\\.[A-Za-z]+$`]: {} },
      },
    ],
  };
}
