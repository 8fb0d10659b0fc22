import { describe, expect, it } from '@jest/globals';
import { decide } from '../../src/recording/decide.js';
import { correction, event, given, outcome, registered, when } from './given.js';

const seen = (day: string, id = 'visit') => event('FollowedUp', day, { status: 'alive' }, { id });
const relative = () => event('PatientRegistered', '+0', { dateBasis: 'relative', anchor: 'diagnosis' }, { id: 'reg' });

describe('A patient with calendar dates', () => {
  it('has no relative days, and may have a date that nobody knows', () => {
    expect(outcome(when(given(registered()), seen('+30')))).toEqual(['refused', 'mixed-date-basis /0/occurredOn']);
    expect(outcome(when(given(registered()), seen('unknown')))).toEqual(['accepted']);
  });

  it('has none within the data of an event or of a correction either', () => {
    const course = event('ChemotherapyCourseGiven', '2007-03-02', { regimen: 'FOLFIRI', lastDay: '+70' });
    const biopsy = event('PathologyReported', '2007-03-02', { specimen: { kind: 'biopsy', takenOn: '-3' } });
    expect(outcome(when(given(registered()), course, biopsy))).toEqual([
      'refused',
      'mixed-date-basis /0/data/lastDay',
      'mixed-date-basis /1/data/specimen/takenOn',
    ]);
    const record = given(registered(), seen('2008-01-01'));
    expect(outcome(when(record, correction('visit', '+30', { status: 'alive' })))).toEqual([
      'refused',
      'mixed-date-basis /0/data/occurredOn',
    ]);
  });
});

describe('A patient with relative days', () => {
  it('has no calendar dates', () => {
    expect(outcome(when(given(relative()), seen('2008-01-01')))).toEqual(['refused', 'mixed-date-basis /0/occurredOn']);
    expect(outcome(when(given(relative()), seen('+30')))).toEqual(['accepted']);
  });

  it('is not registered on a day of the calendar', () => {
    const mixed = event('PatientRegistered', '2007-01-10', { dateBasis: 'relative', anchor: 'diagnosis' });
    expect(outcome(when(given(), mixed))).toEqual(['refused', 'mixed-date-basis /0/occurredOn']);
  });

  it('of age 60 at enrolment was born at most 61 years before', () => {
    // 61 * 365.25 = 22280.25: born on day -22280 at the earliest.
    const record = given(
      event('PatientRegistered', '+0', { dateBasis: 'relative', anchor: 'diagnosis', age: 60 }, { id: 'reg' }),
    );
    expect(outcome(when(record, seen('-22281')))).toEqual(['refused', 'before-birth /0/occurredOn']);
    expect(outcome(when(record, seen('-22280')))).toEqual(['accepted']);
  });
});

describe('A date in the future', () => {
  it('is refused from the first day that is not yet today anywhere on earth', () => {
    const record = given(registered());
    expect(outcome(when(record, seen('2020-06-02')))).toEqual(['refused', 'future-date /0/occurredOn']);
    expect(outcome(when(record, seen('2020-06-01')))).toEqual(['accepted']);
  });

  it('may be partial as long as it has begun', () => {
    const record = given(registered());
    expect(outcome(when(record, seen('2020-06')))).toEqual(['accepted']);
    expect(outcome(when(record, seen('2020-07')))).toEqual(['refused', 'future-date /0/occurredOn']);
  });

  it('is refused as the last day of a course and as a birth, which the message does not repeat', () => {
    const course = event('ChemotherapyCourseGiven', '2020-05-02', { regimen: 'FOLFIRI', lastDay: '2020-07-01' });
    expect(outcome(when(given(registered()), course))).toEqual(['refused', 'future-date /0/data/lastDay']);
    const born = when(given(), registered({ birthDate: '2091-02-03' }, 'unknown'));
    expect(outcome(born)).toEqual(['refused', 'future-date /0/data/birthDate']);
    expect(JSON.stringify(born)).not.toContain('2091');
  });

  it('does not exist for a patient with relative days', () => {
    expect(outcome(when(given(relative()), seen('+90000')))).toEqual(['accepted']);
  });

  it('cannot be told from a today that is no day', () => {
    expect(() => decide(given(registered()), [seen('2008-01-01')], { today: '2020-06' })).toThrow(TypeError);
  });
});

describe('A patient born in 1948', () => {
  it('has no event before that year', () => {
    const record = given(registered({ birthYear: 1948 }));
    expect(outcome(when(record, seen('1947-12-31')))).toEqual(['refused', 'before-birth /0/occurredOn']);
    expect(outcome(when(record, seen('1948-01-01')))).toEqual(['accepted']);
  });

  it('may have an event whose year alone is known to be that of the birth', () => {
    expect(outcome(when(given(), registered({ birthDate: '1948-06-15' }), seen('1948')))).toEqual(['accepted']);
    expect(outcome(when(given(), registered({ birthDate: '1948-06-15' }), seen('1948-05')))).toEqual([
      'refused',
      'before-birth /1/occurredOn',
    ]);
  });

  it('cannot be made younger than the events on record', () => {
    const record = given(registered({ birthYear: 1948 }), seen('1960-01-01'));
    const younger = correction('reg', '2007-01-10', { dateBasis: 'calendar', birthYear: 1961 });
    expect(outcome(when(record, younger))).toEqual(['refused', 'before-birth /0/data/data']);
    const both = [younger, correction('visit', '1961-01-01', { status: 'alive' })];
    expect(outcome(when(record, ...both))).toEqual(['accepted']);
  });

  it('is as young as the age at enrolment says', () => {
    // 58 on 10 January 2007: born after 10 January 1948.
    const record = given(registered({ age: 58 }));
    expect(outcome(when(record, seen('1948-01-10')))).toEqual(['refused', 'before-birth /0/occurredOn']);
    expect(outcome(when(record, seen('1948-01-11')))).toEqual(['accepted']);
  });
});

describe('A course of chemotherapy', () => {
  const course = (first: string, lastDay: string) =>
    event('ChemotherapyCourseGiven', first, { regimen: 'FOLFIRI', lastDay });

  it('does not end before it begins', () => {
    expect(outcome(when(given(registered()), course('2007-03-02', '2007-03-01')))).toEqual([
      'refused',
      'course-ends-before-it-begins /0/data/lastDay',
    ]);
  });

  it('may end in the month in which it began', () => {
    expect(outcome(when(given(registered()), course('2007-03-20', '2007-03')))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), course('2007-03-20', 'unknown')))).toEqual(['accepted']);
  });
});
