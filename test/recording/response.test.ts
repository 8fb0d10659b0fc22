import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import { correction, event, given, outcome, registered, when } from './given.js';

const baseline = event('ImagingPerformed', '2007-02-01', { modality: 'CT', purpose: 'baseline' }, { id: 'ct' });
const record = given(registered(), baseline);
const response = (data: JsonObject, criteria = 'RECIST-1.1') =>
  event('ResponseAssessed', '2007-05-01', { criteria, ...data }, { id: 'response' });
const refused = ['refused', 'response-contradicts-parts /0/data/overall'];

describe('The overall response under RECIST 1.1', () => {
  it('is refused where the tables give another', () => {
    expect(
      outcome(when(record, response({ overall: 'SD', target: 'PR', nonTarget: 'none', newLesions: 'no' }))),
    ).toEqual(refused);
    expect(outcome(when(record, response({ overall: 'CR', newLesions: 'yes' })))).toEqual(refused);
  });

  it('is recorded where some part that is not stated would allow it', () => {
    expect(outcome(when(record, response({ overall: 'PD', target: 'SD' })))).toEqual(['accepted']);
    expect(outcome(when(record, response({ overall: 'CR', target: 'PR' })))).toEqual(refused);
    expect(outcome(when(record, response({ overall: 'CR' })))).toEqual(['accepted']);
  });

  it('takes an equivocal new lesion for none', () => {
    const parts = { target: 'SD', nonTarget: 'none', newLesions: 'equivocal' };
    expect(outcome(when(record, response({ overall: 'PD', ...parts })))).toEqual(refused);
    expect(outcome(when(record, response({ overall: 'SD', ...parts })))).toEqual(['accepted']);
  });

  it('may depart from its parts when the reader says why', () => {
    const parts = { overall: 'PD', target: 'SD', nonTarget: 'none', newLesions: 'no' };
    expect(outcome(when(record, response(parts)))).toEqual(refused);
    expect(outcome(when(record, response({ ...parts, judgement: 'new ascites' })))).toEqual(['accepted']);
  });

  it('is not held against a later event, though the judgement is sealed by then', () => {
    const judged = response({ overall: 'PD', target: 'SD', nonTarget: 'none', newLesions: 'no', judgement: 'ascites' });
    const contact = event('FollowedUp', '2007-06-01', { status: 'alive' });
    expect(outcome(when(given(registered(), baseline, judged), contact))).toEqual(['accepted']);
  });

  it('is checked in a correction as well', () => {
    const wrong = { criteria: 'RECIST-1.1', overall: 'SD', target: 'PR', nonTarget: 'none' };
    const sd = response({ overall: 'SD' });
    expect(outcome(when(given(registered(), baseline, sd), correction('response', '2007-05-01', wrong)))).toEqual([
      'refused',
      'response-contradicts-parts /0/data/data/overall',
    ]);
  });

  it('is taken as recorded under other criteria', () => {
    expect(outcome(when(record, response({ overall: 'SD', target: 'PR', nonTarget: 'none' }, 'WHO')))).toEqual([
      'accepted',
    ]);
  });
});

describe('A response', () => {
  const asked = ['needs-acknowledgement', 'response-without-baseline /0/occurredOn'];
  const answered = { acknowledge: ['response-without-baseline'] };

  it('without any baseline imaging is questioned, and recorded once that is acknowledged', () => {
    expect(outcome(when(given(registered()), response({ overall: 'PR' })))).toEqual(asked);
    const known = event('ResponseAssessed', '2007-05-01', { criteria: 'WHO', overall: 'PR' }, answered);
    expect(outcome(when(given(registered()), known))).toEqual(['accepted', 'response-without-baseline']);
  });

  it('with a baseline anywhere in the batch is not questioned', () => {
    expect(outcome(when(given(registered()), response({ overall: 'PR' }), baseline))).toEqual(['accepted']);
  });

  it('is questioned where the only imaging is an ultrasound, one of that day or for a response, or the one it reads', () => {
    const imaging = (day: string, modality: string, purpose: string) =>
      given(registered(), event('ImagingPerformed', day, { modality, purpose }, { id: 'one' }));
    expect(outcome(when(imaging('2007-02-01', 'US', 'baseline'), response({ overall: 'PR' })))).toEqual(asked);
    expect(outcome(when(imaging('2007-05-01', 'CT', 'baseline'), response({ overall: 'PR' })))).toEqual(asked);
    expect(outcome(when(imaging('2007-03-01', 'CT', 'response'), response({ overall: 'PR' })))).toEqual(asked);
    const ownReading = response({ overall: 'PR', imagingId: 'one' });
    expect(outcome(when(imaging('2007-04-30', 'CT', 'not-stated'), ownReading))).toEqual(asked);
  });

  it('is not questioned where a partial date may be that of a baseline', () => {
    const imaging = event('ImagingPerformed', '2007', { modality: 'MRI', purpose: 'not-stated' });
    expect(outcome(when(given(registered(), imaging), response({ overall: 'PR' })))).toEqual(['accepted']);
  });

  it('of no evidence of disease after surgery needs no baseline', () => {
    expect(outcome(when(given(registered()), response({ overall: 'NED' })))).toEqual(['accepted']);
  });

  it('is questioned when the correction of its baseline leaves it without one', () => {
    const late = { modality: 'CT', purpose: 'follow-up' };
    const assessed = given(registered(), baseline, response({ overall: 'PR' }));
    expect(outcome(when(assessed, correction('ct', '2007-08-01', late)))).toEqual([
      'needs-acknowledgement',
      'response-without-baseline /0',
    ]);
    expect(outcome(when(assessed, correction('ct', '2007-08-01', late, answered)))).toEqual([
      'accepted',
      'response-without-baseline',
    ]);
  });
});
