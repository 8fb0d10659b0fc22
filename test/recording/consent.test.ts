import { describe, expect, it } from '@jest/globals';
import { CATALOGUE, type JsonObject } from '../../src/events/index.js';
import { correction, event, given, outcome, registered, retraction, when } from './given.js';

const code = 'after-consent-withdrawn';
const withdrawn = (day = '2009-05-05', more: { id?: string; acknowledge?: readonly string[] } = {}) =>
  event('ConsentWithdrawn', day, { scope: 'contact' }, { id: 'consent', ...more });
const contact = (day: string, acknowledge: readonly string[] = []) =>
  event('FollowedUp', day, { status: 'alive' }, { id: 'visit', acknowledge });
const record = given(registered(), withdrawn());

describe('After a patient has withdrawn consent', () => {
  it('a contact is questioned, and recorded once that is acknowledged', () => {
    expect(outcome(when(record, contact('2009-05-06')))).toEqual(['needs-acknowledgement', `${code} /0/occurredOn`]);
    expect(outcome(when(record, contact('2009-05-06', [code])))).toEqual(['accepted', code]);
  });

  it('the death is recorded without question', () => {
    expect(outcome(when(record, event('Died', '2010-04-03')))).toEqual(['accepted']);
  });

  it('consent to the use of the data may be withdrawn as well, without question', () => {
    expect(outcome(when(record, event('ConsentWithdrawn', '2009-06-01', { scope: 'data-use' })))).toEqual(['accepted']);
  });

  it('what happened before, on that day, or on a date that may be before is not questioned', () => {
    for (const day of ['2009-05-04', '2009-05-05', '2009-05', '2009', 'unknown']) {
      expect(outcome(when(record, contact(day)))).toEqual(['accepted']);
    }
    expect(outcome(when(record, contact('2009-06')))).toEqual(['needs-acknowledgement', `${code} /0/occurredOn`]);
    expect(outcome(when(given(registered(), withdrawn('unknown')), contact('2009-06')))).toEqual(['accepted']);
  });

  it('a course that was begun before and goes on is questioned', () => {
    const course = (lastDay: string): JsonObject => ({ regimen: 'FOLFOX', lastDay });
    expect(outcome(when(record, event('ChemotherapyCourseGiven', '2009-04-01', course('2009-06-01'))))).toEqual([
      'needs-acknowledgement',
      `${code} /0/occurredOn`,
    ]);
    expect(outcome(when(record, event('ChemotherapyCourseGiven', '2009-04-01', course('2009-05-05'))))).toEqual([
      'accepted',
    ]);
  });

  it('a correction of what was recorded before is not questioned, one that moves it behind is', () => {
    const known = given(registered(), contact('2009-01-01'), withdrawn());
    expect(outcome(when(known, correction('visit', '2009-01-02', { status: 'alive' })))).toEqual(['accepted']);
    expect(outcome(when(known, correction('visit', '2009-07-01', { status: 'alive' })))).toEqual([
      'needs-acknowledgement',
      `${code} /0/data/occurredOn`,
    ]);
  });

  it('a withdrawal that comes to the record late is itself the one in question', () => {
    const followed = given(registered(), contact('2009-07-01'));
    expect(outcome(when(followed, withdrawn()))).toEqual(['needs-acknowledgement', `${code} /0`]);
    expect(outcome(when(followed, withdrawn('2009-05-05', { acknowledge: [code] })))).toEqual(['accepted', code]);
  });

  it('nothing is questioned any more once the withdrawal is retracted', () => {
    expect(outcome(when(given(registered(), withdrawn(), retraction('consent')), contact('2009-07-01')))).toEqual([
      'accepted',
    ]);
  });

  // One of each clinical type but a registration, a death and a withdrawal; a report on a specimen needs no operation here.
  it.each(
    CATALOGUE.filter(({ dated }) => dated)
      .filter(({ name }) => !['PatientRegistered', 'Died', 'ConsentWithdrawn'].includes(name))
      .map(({ name, example }) => [name, example.data] as const),
  )('%s is questioned', (name, data) => {
    const { lastDay: _, ...others } = data;
    const found = outcome(when(record, event(name, '2009-08-01', others)));
    expect(found).toEqual(expect.arrayContaining(['needs-acknowledgement', `${code} /0/occurredOn`]));
  });
});
