import { describe, expect, it } from '@jest/globals';
import { correction, event, given, outcome, registered, retraction, when } from './given.js';

const contact = (id: string) => event('FollowedUp', '2008-01-01', { status: 'alive' }, { id });

describe('A registration', () => {
  it('comes before anything else of a patient', () => {
    expect(outcome(when(given(), contact('visit')))).toEqual(['refused', 'not-registered /0']);
  });

  it('may come in the same batch, behind the events that need it, and is then recorded first', () => {
    const decision = when(given(), contact('visit'), registered());
    expect(outcome(decision)).toEqual(['accepted']);
    expect(decision.accepted && decision.events.map(({ type }) => type)).toEqual(['PatientRegistered', 'FollowedUp']);
  });

  it('is refused when the patient is registered already', () => {
    const again = event('PatientRegistered', '2007-01-10', { dateBasis: 'calendar' });
    expect(outcome(when(given(registered()), again))).toEqual(['refused', 'second-registration /0']);
    expect(outcome(when(given(), registered(), again))).toEqual(['refused', 'second-registration /1']);
  });

  it('is retracted only when nothing else of the patient stands', () => {
    const record = given(registered(), contact('visit'));
    expect(outcome(when(record, retraction('reg')))).toEqual(['refused', 'registration-in-use /0/data/eventId']);
    expect(outcome(when(record, retraction('reg'), retraction('visit')))).toEqual(['accepted']);
    expect(outcome(when(given(registered(), contact('visit'), retraction('visit')), retraction('reg')))).toEqual([
      'accepted',
    ]);
  });

  it('cannot be exchanged for another below the events that rest on it', () => {
    const anew = event('PatientRegistered', '+0', { dateBasis: 'relative', anchor: 'diagnosis' }, { id: 'reg2' });
    const record = given(registered(), contact('visit'));
    expect(outcome(when(record, retraction('reg'), anew))).toEqual(['refused', 'registration-in-use /0/data/eventId']);
  });

  it('leaves a patient whose registration is retracted unregistered, until registered anew', () => {
    const record = given(registered(), retraction('reg'));
    expect(outcome(when(record, contact('visit')))).toEqual(['refused', 'not-registered /0']);
    const anew = event('PatientRegistered', '+0', { dateBasis: 'relative', anchor: 'diagnosis' }, { id: 'reg2' });
    const later = event('FollowedUp', '+30', { status: 'alive' });
    expect(outcome(when(record, anew, later))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), retraction('reg'), anew, later))).toEqual(['accepted']);
  });

  it('keeps its date basis, and lets everything else be corrected', () => {
    const record = given(registered());
    expect(outcome(when(record, correction('reg', '2007-01-11', { dateBasis: 'calendar', sex: 'female' })))).toEqual([
      'accepted',
    ]);
    expect(outcome(when(record, correction('reg', 'unknown', { dateBasis: 'relative', anchor: 'diagnosis' })))).toEqual(
      ['refused', 'date-basis-corrected /0/data/data/dateBasis'],
    );
  });
});
