import { describe, expect, it } from '@jest/globals';
import { completeCorrections } from '../../src/recording/corrections.js';
import { decide } from '../../src/recording/decide.js';
import { QUESTIONS } from '../../src/recording/questions/index.js';
import { RULES } from '../../src/recording/rules/index.js';
import { correction, event, given, idOf, outcome, registered, when } from './given.js';

const record = given(registered());
const contact = (day: string, acknowledge: readonly string[] = []) =>
  event('FollowedUp', day, { status: 'alive' }, { id: 'visit', acknowledge });
const death = event('Died', '2009-10-01', {}, { id: 'death' });

describe('A batch of events of one patient', () => {
  it('is recorded as a whole or not at all', () => {
    expect(outcome(when(record, contact('2008-01-01'), event('Died', '2021-01-01')))).toEqual([
      'refused',
      'future-date /1/occurredOn',
    ]);
  });

  it('hears of what is refused before anything is questioned', () => {
    expect(outcome(when(record, death, contact('2010-01-01'), event('Died', '2021-01-01')))).toEqual([
      'refused',
      'future-date /2/occurredOn',
    ]);
  });

  it('may hold the acknowledgement in any event that the question is about', () => {
    const knowing = event('Died', '2009-10-01', {}, { acknowledge: ['after-death'] });
    expect(outcome(when(record, knowing, contact('2010-01-01')))).toEqual(['accepted', 'after-death']);
    expect(outcome(when(record, death, contact('2010-01-01', ['after-death'])))).toEqual(['accepted', 'after-death']);
  });

  it('does not count a code as questioned that was acknowledged without being asked', () => {
    const decision = when(record, contact('2008-01-01', ['after-death', 'second-death']));
    expect(outcome(decision)).toEqual(['accepted']);
    expect(decision.accepted && decision.events[0]?.acknowledge).toEqual(['after-death', 'second-death']);
  });

  it('points into what was sent, be it an array or one event alone', () => {
    const context = { today: '2020-06-01', pointerOf: () => '' };
    expect(outcome(decide(record, [contact('2021-01-01')], context))).toEqual(['refused', 'future-date /occurredOn']);
    expect(outcome(decide(given(), [contact('2008-01-01')], context))).toEqual(['refused', 'not-registered ']);
  });

  it('of no events at all changes nothing', () => {
    expect(when(record)).toEqual({ accepted: true, questioned: [], events: [] });
  });
});

describe('A question', () => {
  it('says what to check and how to answer, and names both events', () => {
    const decision = when(given(registered(), death), contact('2010-01-01'));
    expect(decision.accepted || decision.violations).toEqual([
      {
        code: 'after-death',
        pointer: '/0/occurredOn',
        detail:
          'Imaging, treatment, an operation or a contact dated after death: ' +
          `FollowedUp of 2010-01-01 (${idOf('visit')}), Died of 2009-10-01 (${idOf('death')})`,
        remedy:
          'Check both dates: one of the two is wrong. The endpoints ignore what lies after death and say so. ' +
          'If it is right as it stands, add "after-death" to acknowledge.',
      },
    ]);
  });

  it('and a rule each have a code of their own', () => {
    const codes = [...RULES, ...QUESTIONS].map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code))).toEqual([]);
  });
});

describe('A correction as it is recorded', () => {
  it('keeps the birth year beside a birth date that will be sealed', () => {
    const decision = when(record, correction('reg', '2007-01-10', { dateBasis: 'calendar', birthDate: '1948-06-15' }));
    expect(decision.accepted && decision.events[0]?.data['data']).toMatchObject({ birthYear: 1948 });
  });

  it('states no version of its content as long as that is the first', () => {
    const first = correction('reg', '2007-01-10', { dateBasis: 'calendar' });
    const stated = { ...first, data: { ...first.data, dataVersion: 1 } };
    expect(completeCorrections(record, [stated])).toEqual([first]);
  });

  it('is refused in a version that this code does not know', () => {
    const first = correction('reg', '2007-01-10', { dateBasis: 'calendar' });
    expect(outcome(when(record, { ...first, data: { ...first.data, dataVersion: 2 } }))).toEqual([
      'refused',
      'unknown-version /0/data/dataVersion',
    ]);
  });

  it('states the version of its content where the type has a newer one, from whichever it came', () => {
    const known = given(
      registered(),
      event('EmbolisationPerformed', '2007-07-02', { kind: 'portal-vein' }, { id: 'pve' }),
    );
    const restated = (side: string | string[], dataVersion?: number) => {
      const draft = correction('pve', '2007-07-02', { kind: 'portal-vein', side });
      return { ...draft, data: { ...draft.data, ...(dataVersion !== undefined && { dataVersion }) } };
    };
    const [newest] = completeCorrections(known, [restated(['right', 'segment-4'])]);
    expect(newest?.data).toMatchObject({ dataVersion: 2, data: { side: ['right', 'segment-4'] } });
    const older = completeCorrections(known, [restated('both', 1)]);
    expect(older[0]?.data).toMatchObject({ dataVersion: 2, data: { side: ['left', 'right'] } });
    expect(completeCorrections(known, older)).toEqual(older);
    expect(outcome(when(known, restated('both', 1)))).toEqual(['accepted']);
    expect(outcome(when(known, restated('both')))).toEqual(['refused', 'invalid-field /0/data/data/side']);
  });
});
