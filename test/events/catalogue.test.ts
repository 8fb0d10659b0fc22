import { describe, expect, it } from '@jest/globals';
import {
  CATALOGUE,
  SEALED_FIELDS,
  eventSchemaOf,
  eventTypeOf,
  readEvent,
  type EventType,
  type Violation,
} from '../../src/events/index.js';
import { accepts, limitsOf, refusedBy, sampleOf, type Schema } from './json-schema.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a recorder would send: the example of the type, with other data. */
const sent = ({ name, dated, example }: EventType, data: unknown = example.data): Fields => ({
  type: name,
  ...example,
  data,
  ...(dated ? {} : { reason: { code: 'transcription' } }),
});

const violationsOf = (input: unknown): readonly Violation[] => {
  const reading = readEvent(input);
  return 'violations' in reading ? reading.violations : [];
};

/** Every field of a type's data, nested ones too, with the example's data in which only that field is another. */
interface Place {
  readonly pointer: string;
  readonly schema: Schema;
  readonly required: boolean;
  readonly inData: (value: unknown) => unknown;
}

function placesOf(
  { properties = {}, required = [] }: Schema,
  pointer: string,
  base: Fields,
  put: Place['inData'],
): Place[] {
  return Object.entries(properties).flatMap(([name, schema]): Place[] => {
    const own = `${pointer}/${name}`;
    const inData = (value: unknown): unknown => put({ ...base, [name]: value });
    const place = { pointer: own, schema, required: required.includes(name), inData };
    const element = schema.type === 'array' ? schema.items : schema;
    if (element?.type !== 'object' || !element.properties) return [place];
    const below = schema.type === 'array' ? `${own}/0` : own;
    const putBelow = (value: unknown): unknown => inData(schema.type === 'array' ? [value] : value);
    return [place, ...placesOf(element, below, sampleOf(element) as Fields, putBelow)];
  });
}

const schemaOf = (type: EventType): Schema => eventSchemaOf(type);
const dataPlaces = (type: EventType): Place[] =>
  placesOf(schemaOf(type).properties!['data']!, '/data', type.example.data, (data) => data);
const without = (place: Place): unknown => JSON.parse(JSON.stringify(place.inData(undefined)));

/** Fields that stand in each other's way or need each other; what they require is tested by name below. */
const TOGETHER = new Set(['/data/specimenId', '/data/dateBasis']);

describe.each(CATALOGUE.map((type) => [type.name, type] as const))('the event type %s', (_, type) => {
  const schema = schemaOf(type);

  it('passes with its own example, for the reader and for its JSON Schema', () => {
    const input = sent(type);
    expect(readEvent(input)).toEqual({ draft: { ...input, version: type.version } });
    expect(accepts(schema, input)).toBe(true);
    expect(eventTypeOf(type.name)).toBe(type);
  });

  it('needs its clinical date, or its reason where it is about the record, and takes not the other', () => {
    const { occurredOn, reason, ...bare } = sent(type);
    const [needed, foreign] = type.dated ? ['occurredOn', 'reason'] : ['reason', 'occurredOn'];
    expect([occurredOn === undefined, reason === undefined]).toEqual([!type.dated, type.dated]);
    expect(violationsOf(bare)).toMatchObject([
      { code: type.dated ? 'missing-field' : 'missing-reason', pointer: `/${needed}` },
    ]);
    const both = { ...sent(type), occurredOn: '2008', reason: { code: 'coding' } };
    expect(violationsOf(both)).toMatchObject([{ code: 'unknown-field', pointer: `/${foreign}` }]);
    for (const input of [bare, both]) expect(accepts(schema, input)).toBe(false);
  });

  it('is refused without any of its required fields, by name and place, with what to give', () => {
    for (const place of dataPlaces(type).filter(({ required }) => required)) {
      const input = sent(type, without(place));
      expect(violationsOf(input)).toMatchObject([
        { code: 'missing-field', pointer: place.pointer, remedy: expect.stringMatching(/^(Give|Use) .+\.$/) },
      ]);
      expect(accepts(schema, input)).toBe(false);
    }
  });

  it('is refused with a field that it does not have, at any depth, and told which there are', () => {
    const foreign = [sent(type, { ...type.example.data, fieldOfTheFuture: 1 })];
    for (const { schema: own, inData } of dataPlaces(type)) {
      const element = own.type === 'array' ? own.items : own;
      if (element?.type !== 'object' || element.additionalProperties !== false) continue;
      const strange = { ...(sampleOf(element) as Fields), fieldOfTheFuture: 1 };
      foreign.push(sent(type, inData(own.type === 'array' ? [strange] : strange)));
    }
    for (const input of foreign) {
      expect(violationsOf(input)).toContainEqual(
        expect.objectContaining({
          code: 'unknown-field',
          remedy: expect.stringMatching(/^(Fields are: .+|Leave it out)\.$/),
        }),
      );
      expect(accepts(schema, input)).toBe(false);
    }
  });

  it('takes each field at its limits and each word of its lists, and refuses what lies outside, null above all', () => {
    for (const place of dataPlaces(type).filter(({ pointer }) => !TOGETHER.has(pointer))) {
      for (const value of limitsOf(place.schema)) {
        const input = sent(type, place.inData(value));
        // Only the birth date says more than a field can: it must be a day, and brings its year along.
        if (place.pointer !== '/data/birthDate')
          expect([place.pointer, value, violationsOf(input)]).toEqual([place.pointer, value, []]);
        expect(accepts(schema, input)).toBe(true);
      }
      const refused = refusedBy(place.schema);
      expect(refused).toContain(null);
      for (const value of refused) {
        const violations = violationsOf(sent(type, place.inData(value)));
        const here = violations.find(({ pointer }) => pointer.startsWith(place.pointer));
        expect([place.pointer, value, here]).toEqual([
          place.pointer,
          value,
          expect.objectContaining({ remedy: expect.stringMatching(/^.+\.$/) }),
        ]);
      }
    }
  });

  it('keeps no field in the clear that another type seals under the same name', () => {
    const names = dataPlaces(type).map(({ pointer }) => pointer.replace('/data/', ''));
    const sealed = names.filter((name) => SEALED_FIELDS.has(name.split('/').at(-1)!));
    // Only fields at the top of the data can be sealed; what lies below a sealed field is sealed with it.
    expect(new Set(sealed)).toEqual(new Set(type.sealed ?? []));
  });
});

describe('fields of one event that need each other', () => {
  const registered = (data: Fields): unknown => ({ type: 'PatientRegistered', occurredOn: '2007', data });

  it('relative days need the name of their anchor', () => {
    expect(violationsOf(registered({ dateBasis: 'relative' }))).toMatchObject([
      { code: 'missing-field', pointer: '/data/anchor' },
    ]);
    expect(violationsOf(registered({ dateBasis: 'relative', anchor: 'diagnosis' }))).toEqual([]);
  });

  it('a birth date is a day of the calendar and brings its year along', () => {
    expect(violationsOf(registered({ dateBasis: 'calendar', birthDate: '1948-02-30' }))).toMatchObject([
      { code: 'invalid-date', pointer: '/data/birthDate' },
    ]);
    expect(readEvent(registered({ dateBasis: 'calendar', birthDate: '1948-02-29' }))).toMatchObject({
      draft: { data: { birthDate: '1948-02-29', birthYear: 1948 } },
    });
  });

  it('a pathology report names its operation or describes its specimen, one of the two', () => {
    const report = (data: Fields): unknown => ({ type: 'PathologyReported', occurredOn: '2007', data });
    const specimenId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    for (const data of [{}, { specimenId, specimen: { kind: 'biopsy' } }])
      expect(violationsOf(report(data))).toMatchObject([{ code: 'missing-field', pointer: '/data' }]);
    expect(violationsOf(report({ specimenId }))).toEqual([]);
  });

  it('a course of chemotherapy has its agents or its regimen', () => {
    const course = (data: Fields): unknown => ({ type: 'ChemotherapyCourseGiven', occurredOn: '2007', data });
    expect(violationsOf(course({ cycles: 6 }))).toMatchObject([{ code: 'missing-field', pointer: '/data' }]);
    expect(violationsOf(course({ agents: ['oxaliplatin'] }))).toEqual([]);
  });

  it('a reason has a known code, and the code other its text', () => {
    const retraction = (reason: unknown): unknown => ({
      type: 'EventRetracted',
      data: { eventId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' },
      reason,
    });
    expect(violationsOf(retraction({ code: 'because' }))).toMatchObject([
      { code: 'invalid-field', pointer: '/reason/code', remedy: expect.stringContaining('entered-in-error') },
    ]);
    expect(violationsOf(retraction({ code: 'other' }))).toMatchObject([
      { code: 'missing-reason', pointer: '/reason/text' },
    ]);
    expect(violationsOf(retraction({ code: 'other', text: 'two patients of one name' }))).toEqual([]);
  });
});
