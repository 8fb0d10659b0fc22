import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { ImportRefusedError, MAPPING_SCHEMA, readMapping, type ImportProblem } from '../../src/interchange/index.js';

const TOP = 'name: m\nsource: { system: s }\npatient: { column: id }\n';

function problems(yaml: string): readonly ImportProblem[] {
  try {
    readMapping(yaml, 'm.yaml');
  } catch (error) {
    if (error instanceof ImportRefusedError) return error.problems;
    throw error;
  }
  return [];
}

/** A mapping of one rule for deaths. */
const died = (rule: string): string => `${TOP}events:\n  - type: Died\n${rule}`;
const diagnosis = (data: string): string =>
  `${TOP}events:\n  - type: DiagnosisMade\n    occurredOn: { const: unknown }\n    data: ${data}\n`;

const pathology = (reference: string): string => `${TOP}events:
  - type: ResectionPerformed
    name: resections
    key: [no]
    occurredOn: { const: unknown }
    data: { organ: liver, intent: curative }
  - type: PathologyReported
    occurredOn: { const: unknown }
    data: { specimenId: ${reference} }
`;

describe('a mapping file', () => {
  it.each<[string, string, object]>([
    ['YAML that is none', 'name: [', { code: 'invalid-yaml', place: 'm.yaml:1:8' }],
    ['a key given twice', 'name: a\nname: b', { code: 'invalid-yaml', place: 'm.yaml:2:1' }],
    ['no mapping at all', '', { code: 'invalid-mapping', place: 'm.yaml:1:1' }],
    [
      'a key like no other, without a guess',
      `${TOP}colour: x\nevents: []`,
      { code: 'unknown-key', remedy: expect.stringMatching(/^There are: name,/) },
    ],
    ['a key that is missing', TOP, { code: 'missing-key', detail: '"events" is missing here' }],
    [
      'a key misspelt, with the nearest one',
      `${TOP}acknwlege: [x]\nevents: []`,
      { code: 'unknown-key', place: 'm.yaml:4:12', remedy: expect.stringContaining('Did you mean "acknowledge"?') },
    ],
    [
      'no rule',
      `${TOP}events: []`,
      { code: 'invalid-mapping', place: 'm.yaml:4:9', detail: '"events" has the wrong length' },
    ],
    [
      'a header row of 0',
      `${TOP}file: { headerRow: 0 }\nevents: []`,
      { detail: '"headerRow" is too small', place: 'm.yaml:4:20' },
    ],
    [
      'a delimiter of two characters',
      `${TOP}file: { delimiter: '||' }\nevents: []`,
      { detail: '"delimiter" has the wrong length' },
    ],
    ['a quote that is none', `${TOP}file: { quote: x }\nevents: []`, { remedy: 'Use one of: ", none.' }],
    [
      'a header row in words',
      `${TOP}file: { headerRow: one }\nevents: []`,
      { detail: '"headerRow" has the wrong type' },
    ],
    [
      'an event type misspelt',
      `${TOP}events:\n  - type: Dyed\n    occurredOn: { const: unknown }`,
      { code: 'unknown-event-type', place: 'm.yaml:5:11', remedy: expect.stringContaining('Did you mean "Died"?') },
    ],
    [
      'a correction, which no row states',
      `${TOP}events:\n  - type: EventCorrected\n    occurredOn: { const: unknown }`,
      { code: 'unknown-event-type' },
    ],
    [
      'a date by none of the ways',
      died('    occurredOn: { day: x }'),
      { remedy: 'Give one of column, days, year, const.', place: 'm.yaml:6:17' },
    ],
    [
      'a constant that is no date',
      died('    occurredOn: { const: 12/3/2008 }'),
      { code: 'invalid-date', place: 'm.yaml:6:17' },
    ],
    [
      'a format that is none',
      died('    occurredOn: { column: d, format: D/M/YY }'),
      { code: 'unknown-date-format', place: 'm.yaml:6:38' },
    ],
    [
      'a condition without its test',
      died('    when: [{ column: d }]\n    occurredOn: { column: d }'),
      { remedy: 'Give a column, and one of present, equals, in, notIn.' },
    ],
    [
      'a field that the event has not',
      diagnosis('{ kind: primary, stagee: x }'),
      { code: 'unknown-field', remedy: expect.stringContaining('Did you mean "stage"?') },
    ],
    [
      'a part that the field has not',
      diagnosis('{ kind: primary, tnm.x: x }'),
      { code: 'unknown-field', detail: 'the event has no field tnm.x' },
    ],
    [
      'a list without the numbers of its parts',
      diagnosis('{ kind: primary, biomarkers.marker: KRAS }'),
      { code: 'unknown-field', remedy: 'Number the parts of a list: results.0.marker.' },
    ],
    [
      'a field with parts, given whole',
      diagnosis('{ kind: primary, tnm: T2 }'),
      { code: 'field-has-parts', remedy: 'Give them singly: tnm.t, tnm.n, tnm.m.' },
    ],
    [
      'a field that the event needs',
      diagnosis('{ stage: { column: s } }'),
      {
        code: 'missing-field',
        place: 'm.yaml:7:11',
        remedy: 'Add it to data: one of primary, liver-metastasis, other-metastasis.',
      },
    ],
    [
      'a word that the field cannot be',
      diagnosis('{ kind: secondary }'),
      { code: 'invalid-word', remedy: 'Give one of primary, liver-metastasis, other-metastasis.' },
    ],
    [
      'a word of a code list that the field cannot be',
      diagnosis('{ kind: { column: k, map: { P: prim } } }'),
      { code: 'invalid-word', detail: 'the field cannot be "prim"' },
    ],
    [
      'a number where a text is meant',
      diagnosis('{ kind: primary, stage: 4 }'),
      { code: 'invalid-word', remedy: expect.stringContaining('in quotes') },
    ],
    ['a product of words', diagnosis('{ kind: primary, stage: { column: s, times: 10 } }'), { code: 'not-a-quantity' }],
    [
      'a split of what is no list',
      diagnosis('{ kind: primary, stage: { column: s, split: ";" } }'),
      { code: 'not-a-list' },
    ],
    [
      'a value by none of the ways',
      diagnosis('{ kind: primary, stage: { col: s } }'),
      { remedy: 'Give a constant, or one of column, days, year, event, const.' },
    ],
    [
      'a field given twice',
      diagnosis('{ kind: primary, biomarkers.0.marker: KRAS, biomarkers.00.marker: KRAS }'),
      { code: 'field-twice' },
    ],
    [
      'yes and no without their words',
      `${TOP}events:\n  - type: AblationPerformed\n    occurredOn: { const: unknown }\n    data: { technique: microwave, complete: { column: c } }`,
      { code: 'needs-map' },
    ],
    [
      'a word for a missing value that the field cannot be',
      diagnosis('{ kind: primary, side: { column: s, missing: unsure } }'),
      { code: 'invalid-word', detail: 'the field cannot be "unsure"' },
    ],
    [
      'a day without the column of its month',
      died('    occurredOn: { year: y, day: d }'),
      { code: 'missing-key', remedy: 'Name the column of the month, too.' },
    ],
    [
      'a repetition of what has no key',
      died('    occurredOn: { column: d }\n    repeated: last'),
      { code: 'rule-without-key', place: 'm.yaml:7:15' },
    ],
    [
      'a reference to no rule',
      pathology('{ event: resection }'),
      { code: 'unknown-rule', remedy: 'Did you mean "resections"? There is: resections.' },
    ],
    [
      'a reference to a rule without a key',
      pathology('{ event: resections }').replace('    key: [no]\n', ''),
      { code: 'rule-without-key', detail: 'the rule resections has no key to be named by' },
    ],
    [
      'a reference by a column that is not of the key',
      pathology('{ event: resections, on: { nr: of } }'),
      { code: 'unknown-column', remedy: expect.stringContaining('"no"') },
    ],
    [
      'a reference in a field that is none',
      pathology('{ event: resections }').replace('specimenId', 'margin'),
      { code: 'not-a-reference' },
    ],
    [
      'events of no table',
      TOP,
      { code: 'missing-key', remedy: 'Give `events` for one table, or `files`, each with its own.' },
    ],
    [
      'events beside those of the files',
      `${died('    occurredOn: { const: unknown }')}\nfiles: [{ match: a.csv }]`,
      { code: 'field-twice', place: 'm.yaml:5:3' },
    ],
    [
      'a join with a file that no table is of',
      `${TOP}files: [{ match: a.csv, joins: { b: { file: b.csv } } }]`,
      { code: 'unknown-file', remedy: 'Did you mean "a.csv"? There is: a.csv.' },
    ],
    [
      'a patient id of another column',
      `${TOP.replace('column: id', 'column: id, id: "x-{no}"')}events:\n  - type: Died\n    occurredOn: { const: unknown }`,
      { code: 'invalid-template', place: 'm.yaml:3:28', remedy: 'Write for instance m-{id}.' },
    ],
  ])('%s is refused where it stands', (_, yaml, expected) => {
    expect(problems(yaml)).toEqual(expect.arrayContaining([expect.objectContaining(expected)]));
  });

  it('tells all its mistakes at once', () => {
    expect(problems('nam: x\nevents: []').map(({ code }) => code)).toEqual(
      expect.arrayContaining(['missing-key', 'unknown-key', 'invalid-mapping']),
    );
  });

  it('is described by the schema that editors read', async () => {
    const shipped: unknown = JSON.parse(
      await readFile(new URL('../../examples/mapping.schema.json', import.meta.url), 'utf8'),
    );
    expect(shipped).toEqual(MAPPING_SCHEMA);
  });
});
