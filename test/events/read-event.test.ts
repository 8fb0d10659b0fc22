import { describe, expect, it } from '@jest/globals';
import { readEvent, type Violation } from '../../src/events/index.js';

const seen = { type: 'FollowedUp', occurredOn: '2008-03-02', data: { status: 'alive' } };
const violationsOf = (input: unknown): readonly Violation[] => {
  const reading = readEvent(input, '/7');
  return 'violations' in reading ? reading.violations : [];
};
const first = (input: unknown): string => {
  const [violation] = violationsOf(input);
  return violation ? `${violation.code} ${violation.pointer}` : 'passes';
};

describe('what a recorder sends', () => {
  it.each([null, undefined, 'FollowedUp', 3, [], [seen]])('is refused when it is no object but %j', (input) => {
    expect(first(input)).toBe('not-an-object /7');
  });

  it('is refused with an unknown type, and told which there are; nothing is ever coerced', () => {
    expect(violationsOf({ ...seen, type: 'FollowedDown' })).toMatchObject([
      { code: 'unknown-event-type', pointer: '/7/type', remedy: expect.stringContaining('FollowedUp, ') },
    ]);
    expect(first({ ...seen, type: ['FollowedUp'] })).toBe('invalid-field /7/type');
    expect(first({ ...seen, data: { status: ['alive'] } })).toBe('invalid-field /7/data/status');
    expect(first({ ...seen, version: '1' })).toBe('invalid-field /7/version');
  });

  it('is refused in a version that this code does not know, or that never was', () => {
    expect(first({ ...seen, version: 2 })).toBe('unknown-version /7/version');
    expect(first({ ...seen, version: 0 })).toBe('invalid-field /7/version');
    expect(first({ ...seen, version: 1 })).toBe('passes');
  });

  it.each(['2008-02-30', '2/3/2008', '2008-3-2', '', 'soon', '+0123', '-0'])(
    'is refused with the date %j',
    (occurredOn) => {
      expect(first({ ...seen, occurredOn })).toBe('invalid-field /7/occurredOn');
    },
  );

  it('states who recorded it in no field: that is known from the caller', () => {
    for (const field of ['recordedAt', 'recordedBy', 'patientId', 'position', 'revision', 'correlationId'])
      expect(first({ ...seen, [field]: 'x' })).toBe(`unknown-field /7/${field}`);
  });

  it('is refused with a recording date of the source that is no calendar date', () => {
    expect(first({ ...seen, source: { recordedOn: '+3' } })).toBe('invalid-date /7/source/recordedOn');
    expect(first({ ...seen, source: { recordedOn: 'unknown' } })).toBe('invalid-date /7/source/recordedOn');
    expect(first({ ...seen, source: { system: 'ehr-x', recordedOn: '2008-04' } })).toBe('passes');
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'is refused with a field called %s, wherever it stands',
    (name) => {
      // As a parser makes it: an own property, also of the name __proto__.
      const inData = JSON.parse(`{"type":"FollowedUp","occurredOn":"2008","data":{"status":"alive","${name}":{}}}`);
      expect(first(inData)).toBe(`unknown-field /7/data/${name}`);
      const atTop = JSON.parse(`{"${name}":1,"type":"FollowedUp","occurredOn":"2008","data":{"status":"alive"}}`);
      expect(first(atTop)).toBe(`unknown-field /7/${name}`);
      expect(({} as Record<string, unknown>)['status']).toBeUndefined();
    },
  );

  it('is refused when it is nested more deeply than 16 levels, a million deep as fast as seventeen', () => {
    const nested = (levels: number): unknown => {
      let value: unknown = 1;
      for (let level = 0; level < levels; level += 1) value = { a: value };
      return { ...seen, data: value };
    };
    expect(violationsOf(nested(1_000_000))).toMatchObject([{ code: 'too-deep' }]);
    expect(violationsOf(nested(16))).toMatchObject([{ code: 'too-deep' }]);
    expect(first(nested(15))).toBe('unknown-field /7/data/a');
  });

  it('is refused with half a character, in a value or in the name of a field', () => {
    expect(first({ ...seen, note: 'seen \ud83e' })).toBe('invalid-text /7/note');
    const content = { 'half \udd2c': 1 };
    const eventId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    const corrected = { type: 'EventCorrected', data: { eventId, occurredOn: '2008', data: content } };
    expect(first({ ...corrected, reason: { code: 'coding' } })).toBe('invalid-text /7/data/data');
    expect(first({ ...seen, note: 'seen \ud83e\udd2c' })).toBe('passes');
  });

  it('is refused with everything that is wrong with it, each by its JSON pointer', () => {
    const lesion = { id: 'T1', organ: 'liver', state: 'gone', 'a/b~c': 1 };
    const imaging = { type: 'ImagingPerformed', occurredOn: '2008', data: { modality: 'CT', targetLesions: [lesion] } };
    expect(
      violationsOf(imaging)
        .map(({ code, pointer }) => `${code} ${pointer}`)
        .toSorted(),
    ).toEqual([
      'invalid-field /7/data/targetLesions/0/state',
      'missing-field /7/data/purpose',
      'unknown-field /7/data/targetLesions/0/a~1b~0c',
    ]);
  });
});
