import { describe, expect, it } from '@jest/globals';
import { correction, event, given, idOf, outcome, registered, retraction, when } from './given.js';

const ct = (id = 'ct') => event('ImagingPerformed', '2007-02-01', { modality: 'CT', purpose: 'baseline' }, { id });
const progression = (imagingId: string) =>
  event('ProgressionDocumented', '2008-02-01', { basis: 'imaging', imagingId }, { id: 'pd' });
const contact = (id = 'visit') => event('FollowedUp', '2008-03-01', { status: 'alive' }, { id });
const alive = { status: 'alive-with-disease' };

describe('An id of another event', () => {
  it('names an event of this patient', () => {
    expect(outcome(when(given(registered(), ct()), progression('ct')))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), progression('ct')))).toEqual([
      'refused',
      'unknown-reference /0/data/imagingId',
    ]);
  });

  it('may name an event further down in the same batch', () => {
    expect(outcome(when(given(registered()), progression('ct'), ct()))).toEqual(['accepted']);
  });

  it('does not name an event that is retracted', () => {
    const record = given(registered(), ct(), retraction('ct'));
    expect(outcome(when(record, progression('ct')))).toEqual(['refused', 'retracted-reference /0/data/imagingId']);
    expect(outcome(when(given(registered(), ct()), retraction('ct'), progression('ct')))).toEqual([
      'refused',
      'retracted-reference /1/data/imagingId',
    ]);
  });

  it('names an event of the type that the field is about', () => {
    expect(outcome(when(given(registered(), contact()), progression('visit')))).toEqual([
      'refused',
      'wrong-type-reference /0/data/imagingId',
    ]);
  });

  it('is checked within a correction too', () => {
    const record = given(registered(), ct(), contact(), progression('ct'));
    const toContact = correction('pd', '2008-02-01', { basis: 'imaging', imagingId: 'visit' });
    const toNowhere = correction('pd', '2008-02-01', { basis: 'imaging', imagingId: 'mri' });
    expect(outcome(when(record, toContact, toNowhere))).toEqual([
      'refused',
      'unknown-reference /1/data/data/imagingId',
      'wrong-type-reference /0/data/data/imagingId',
    ]);
  });

  it('of a pathology report is that of a resection of this patient; other specimens are described', () => {
    const report = (data: object) => event('PathologyReported', '2008-03-01', { ...data });
    const decision = when(given(registered(), ct()), report({ specimenId: 'ct' }), report({ specimenId: 'op' }));
    expect(outcome(decision)).toEqual([
      'refused',
      'unknown-reference /1/data/specimenId',
      'wrong-type-reference /0/data/specimenId',
    ]);
    expect(outcome(when(given(registered()), report({ specimen: { kind: 'resection-elsewhere' } })))).toEqual([
      'accepted',
    ]);
  });

  it('is given to one event of a batch only', () => {
    expect(outcome(when(given(registered()), contact(), contact()))).toEqual(['refused', 'id-repeated /1/id']);
  });
});

describe('The operation that a complication follows', () => {
  const leak = (procedureId: string) =>
    event('ComplicationObserved', '2007-07-27', { term: 'Bile leak', grade: 'IIIa', procedureId }, { id: 'leak' });
  const day = '2007-07-21';
  const resection = () => event('ResectionPerformed', day, { organ: 'primary', intent: 'curative' }, { id: 'op' });

  it.each([
    ['a resection', resection()],
    ['an ablation', event('AblationPerformed', day, { technique: 'microwave' }, { id: 'op' })],
    ['an embolisation', event('EmbolisationPerformed', day, { kind: 'portal-vein' }, { id: 'op' })],
    [
      'an exploration at which the resection was given up',
      event('ResectionAbandoned', day, { planned: 'liver', when: 'at-exploration', cause: 'other' }, { id: 'op' }),
    ],
  ])('may be %s, on record or in the same batch', (_, operation) => {
    expect(outcome(when(given(registered(), operation), leak('op')))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), leak('op'), operation))).toEqual(['accepted']);
  });

  it('is an operation of this patient that stands', () => {
    const place = '/0/data/procedureId';
    expect(outcome(when(given(registered()), leak('op')))).toEqual(['refused', `unknown-reference ${place}`]);
    expect(outcome(when(given(registered(), ct('op')), leak('op')))).toEqual([
      'refused',
      `wrong-type-reference ${place}`,
    ]);
    expect(outcome(when(given(registered(), resection(), retraction('op')), leak('op')))).toEqual([
      'refused',
      `retracted-reference ${place}`,
    ]);
  });

  it('is checked where a correction names it', () => {
    const named = correction('leak', '2007-07-27', { term: 'Bile leak', grade: 'II', procedureId: 'ct' });
    expect(outcome(when(given(registered(), resection(), ct(), leak('op')), named))).toEqual([
      'refused',
      'wrong-type-reference /0/data/data/procedureId',
    ]);
  });

  it('cannot be retracted without a question as long as the complication names it', () => {
    const record = given(registered(), resection(), leak('op'));
    expect(outcome(when(record, retraction('op')))).toEqual(['needs-acknowledgement', 'retraction-of-referenced /0']);
    expect(outcome(when(record, retraction('op'), retraction('leak')))).toEqual(['accepted']);
  });
});

describe('A correction', () => {
  it('of what is not on the timeline of this patient is refused', () => {
    expect(outcome(when(given(registered()), correction('visit', '2008-03-01', alive)))).toEqual([
      'refused',
      'unknown-reference /0/data/eventId',
    ]);
  });

  it('names the first record, not another correction', () => {
    const record = given(registered(), contact(), correction('visit', '2008-03-02', alive, { id: 'first' }));
    expect(outcome(when(record, correction('first', '2008-03-03', alive)))).toEqual([
      'refused',
      'names-a-correction /0/data/eventId',
    ]);
    expect(outcome(when(record, retraction('first')))).toEqual(['refused', 'names-a-correction /0/data/eventId']);
    expect(outcome(when(record, correction('visit', '2008-03-03', alive)))).toEqual(['accepted']);
  });

  it('comes too late after the retraction', () => {
    const late = correction('visit', '2008-03-02', alive);
    expect(outcome(when(given(registered(), contact(), retraction('visit')), late))).toEqual([
      'refused',
      'retracted-reference /0/data/eventId',
    ]);
    expect(outcome(when(given(registered(), contact()), retraction('visit'), late))).toEqual([
      'refused',
      'retracted-reference /1/data/eventId',
    ]);
    expect(outcome(when(given(registered(), contact()), late, retraction('visit')))).toEqual(['accepted']);
  });

  it('states the fields of the type that it corrects', () => {
    const record = given(registered(), contact());
    expect(outcome(when(record, correction('visit', '2008-03-02', { status: 'well', cause: 'cancer' })))).toEqual([
      'refused',
      'unknown-field /0/data/data/cause',
      'invalid-field /0/data/data/status',
    ]);
  });

  it('of an event further down in the batch is recorded after it, the earlier of two corrections first', () => {
    const first = correction('visit', '2008-03-02', alive, { id: 'first' });
    const second = correction('visit', '2008-03-03', alive, { id: 'second' });
    const decision = when(given(registered()), first, contact(), second);
    expect(decision.accepted && decision.events.map(({ id }) => id)).toEqual(['visit', 'first', 'second'].map(idOf));
  });
});

describe('A retraction', () => {
  it('is made once', () => {
    const record = given(registered(), contact());
    expect(outcome(when(record, retraction('visit'), retraction('visit')))).toEqual([
      'refused',
      'retracted-reference /1/data/eventId',
    ]);
  });

  it('of the imaging that a progression names is questioned, and recorded once that is acknowledged', () => {
    const record = given(registered(), ct(), progression('ct'));
    expect(outcome(when(record, retraction('ct')))).toEqual(['needs-acknowledgement', 'retraction-of-referenced /0']);
    expect(outcome(when(record, retraction('ct', { acknowledge: ['retraction-of-referenced'] })))).toEqual([
      'accepted',
      'retraction-of-referenced',
    ]);
  });

  it('of an imaging is not questioned where the progression goes or is corrected with it', () => {
    const record = given(registered(), ct(), progression('ct'));
    expect(outcome(when(record, retraction('ct'), retraction('pd')))).toEqual(['accepted']);
    const alone = correction('pd', '2008-02-01', { basis: 'clinical' });
    expect(outcome(when(record, retraction('ct'), alone))).toEqual(['accepted']);
  });
});
