import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import { correction, event, given, outcome, registered, retraction, when } from './given.js';

const cycle = (id: string, day: string, data: JsonObject = {}, acknowledge: readonly string[] = []) =>
  event('ChemotherapyCycleGiven', day, { regimen: 'FOLFOX', cycle: 1, ...data }, { id, acknowledge });
const record = given(registered(), cycle('c1', '2007-03-02'));

describe('The same cycle of the same regimen and line', () => {
  const refused = ['refused', 'cycle-twice-on-one-day /0/data/cycle'];

  it('is given once a day', () => {
    expect(outcome(when(record, cycle('double', '2007-03-02')))).toEqual(refused);
    expect(outcome(when(given(registered()), cycle('c1', '2007-03-02'), cycle('double', '2007-03-02')))).toEqual([
      'refused',
      'cycle-twice-on-one-day /1/data/cycle',
    ]);
  });

  it('is another one with another number, regimen or line', () => {
    for (const other of [{ cycle: 2 }, { regimen: 'FOLFIRI' }, { line: 2 }]) {
      expect(outcome(when(record, cycle('other', '2007-03-02', other)))).toEqual(['accepted']);
    }
  });

  it('cannot be corrected onto a day on which it was given', () => {
    const two = given(registered(), cycle('c1', '2007-03-02'), cycle('c2', '2007-03-16', { cycle: 2 }));
    expect(outcome(when(two, correction('c2', '2007-03-02', { regimen: 'FOLFOX', cycle: 1 })))).toEqual([
      'refused',
      'cycle-twice-on-one-day /0/data/data/cycle',
    ]);
  });

  it('is refused at the correction that makes it so, not at the record that it corrects', () => {
    const onto = correction('c2', '2007-03-02', { regimen: 'FOLFOX', cycle: 1 });
    expect(outcome(when(record, cycle('c2', '2007-03-16', { cycle: 2 }), onto))).toEqual([
      'refused',
      'cycle-twice-on-one-day /1/data/data/cycle',
    ]);
  });

  it('may be recorded in place of one that is retracted', () => {
    expect(outcome(when(record, retraction('c1'), cycle('anew', '2007-03-02')))).toEqual(['accepted']);
  });

  it('is questioned on another day, and recorded once that is acknowledged', () => {
    expect(outcome(when(record, cycle('again', '2007-03-16')))).toEqual([
      'needs-acknowledgement',
      'cycle-repeated /0/data/cycle',
    ]);
    expect(outcome(when(record, cycle('again', '2007-03-16', {}, ['cycle-repeated'])))).toEqual([
      'accepted',
      'cycle-repeated',
    ]);
  });

  it('is questioned, not refused, in one month whose days nobody knows', () => {
    const partial = given(registered(), cycle('c1', '2007-03'));
    expect(outcome(when(partial, cycle('again', '2007-03')))).toEqual([
      'needs-acknowledgement',
      'cycle-repeated /0/data/cycle',
    ]);
  });

  it('is not questioned where numbering restarts with another intent, after surgery', () => {
    const before = given(registered(), cycle('c1', '2007-03-02', { intent: 'conversion' }));
    expect(outcome(when(before, cycle('again', '2007-09-02', { intent: 'adjuvant' })))).toEqual(['accepted']);
  });

  it('is not asked about again with the next cycle', () => {
    const repeated = given(registered(), cycle('c1', '2007-03-02'), cycle('again', '2007-03-16'));
    expect(outcome(when(repeated, cycle('c2', '2007-03-30', { cycle: 2 })))).toEqual(['accepted']);
  });
});

describe('A pause between cycles', () => {
  const second = (day: string, acknowledge: readonly string[] = [], data: JsonObject = {}) =>
    cycle('c2', day, { cycle: 2, ...data }, acknowledge);

  it('of more than 18 months is questioned, and recorded once that is acknowledged', () => {
    expect(outcome(when(record, second('2008-09-03')))).toEqual([
      'needs-acknowledgement',
      'long-gap-between-cycles /0/occurredOn',
    ]);
    expect(outcome(when(record, second('2008-09-03', ['long-gap-between-cycles'])))).toEqual([
      'accepted',
      'long-gap-between-cycles',
    ]);
  });

  it('of 18 months to the day is not questioned', () => {
    expect(outcome(when(record, second('2008-09-02')))).toEqual(['accepted']);
  });

  it('is not questioned where a partial date may be within 18 months', () => {
    expect(outcome(when(record, second('2008')))).toEqual(['accepted']);
    expect(outcome(when(record, second('2009')))).toEqual([
      'needs-acknowledgement',
      'long-gap-between-cycles /0/occurredOn',
    ]);
    expect(outcome(when(record, second('unknown')))).toEqual(['accepted']);
    const undated = given(registered(), cycle('c1', '2007-03-02'), cycle('c3', 'unknown', { cycle: 3 }));
    expect(outcome(when(undated, second('2009')))).toEqual(['accepted']);
  });

  it('is no pause where a course of another intent begins', () => {
    expect(outcome(when(record, second('2009-09-03', [], { intent: 'palliative' })))).toEqual(['accepted']);
  });

  it('counts 550 relative days for the longest 18 months', () => {
    // 1 March 2007 to 1 September 2008: 366 + 184 = 550 days.
    const relative = given(
      event('PatientRegistered', '+0', { dateBasis: 'relative', anchor: 'diagnosis' }),
      cycle('c1', '+0'),
    );
    expect(outcome(when(relative, second('+550')))).toEqual(['accepted']);
    expect(outcome(when(relative, second('+551')))).toEqual([
      'needs-acknowledgement',
      'long-gap-between-cycles /0/occurredOn',
    ]);
  });

  it('is questioned when the cycle in between is retracted', () => {
    const three = given(
      registered(),
      cycle('c1', '2007-03-02'),
      cycle('c2', '2008-03-02', { cycle: 2 }),
      cycle('c3', '2009-03-02', { cycle: 3 }),
    );
    expect(outcome(when(three, retraction('c2')))).toEqual(['needs-acknowledgement', 'long-gap-between-cycles /0']);
  });
});
