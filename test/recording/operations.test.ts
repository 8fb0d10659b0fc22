import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import { correction, event, given, outcome, registered, retraction, when } from './given.js';

const metastasis = event('DiagnosisMade', '2007-02-12', { kind: 'liver-metastasis' }, { id: 'met' });
const operation = (data: JsonObject = {}, acknowledge: readonly string[] = [], day = '2007-07-21', id = 'op') =>
  event('ResectionPerformed', day, { organ: 'liver', intent: 'curative', ...data }, { id, acknowledge });
const record = given(registered(), metastasis);

describe('A liver resection', () => {
  const code = 'liver-resection-without-metastasis';

  it('of a patient without a liver metastasis is questioned, and recorded once that is acknowledged', () => {
    expect(outcome(when(given(registered()), operation()))).toEqual(['needs-acknowledgement', `${code} /0/data/organ`]);
    expect(outcome(when(given(registered()), operation({}, [code])))).toEqual(['accepted', code]);
  });

  it('is not questioned with the diagnosis in the same batch, nor is a resection of the primary', () => {
    expect(outcome(when(given(registered()), operation(), metastasis))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), operation({ organ: 'primary' })))).toEqual(['accepted']);
  });

  it('is questioned when its diagnosis is retracted or becomes another, and not with every later event', () => {
    const operated = given(registered(), metastasis, operation());
    expect(outcome(when(operated, retraction('met')))).toEqual(['needs-acknowledgement', `${code} /0`]);
    expect(outcome(when(operated, retraction('met', { acknowledge: [code] })))).toEqual(['accepted', code]);
    expect(outcome(when(operated, correction('met', '2007-02-12', { kind: 'other-metastasis' })))).toEqual([
      'needs-acknowledgement',
      `${code} /0`,
    ]);
    const known = given(registered(), operation({}, [code]));
    expect(outcome(when(known, event('DiagnosisMade', '2007-01-12', { kind: 'primary' })))).toEqual(['accepted']);
  });
});

describe('An R0 resection', () => {
  const pathology = (margin: string, acknowledge: readonly string[] = []) =>
    event('PathologyReported', '2007-07-28', { specimenId: 'op', margin }, { id: 'path', acknowledge });
  const operated = given(registered(), metastasis, operation({ margin: 'R0' }));

  it('is questioned when pathology reports R1, and both are recorded once that is acknowledged', () => {
    const code = 'margin-contradicts-pathology';
    expect(outcome(when(operated, pathology('R1')))).toEqual(['needs-acknowledgement', `${code} /0/data/margin`]);
    expect(outcome(when(operated, pathology('R1', [code])))).toEqual(['accepted', code]);
  });

  it('is not questioned when pathology confirms it, nor an R1 resection that pathology betters', () => {
    expect(outcome(when(operated, pathology('R0')))).toEqual(['accepted']);
    const r1 = given(registered(), metastasis, operation({ margin: 'R1' }));
    expect(outcome(when(r1, pathology('R0')))).toEqual(['accepted']);
  });

  it('is questioned when a correction makes it R0 against the report', () => {
    const r1 = given(registered(), metastasis, operation({ margin: 'R1' }), pathology('R1'));
    const toR0 = correction('op', '2007-07-21', { organ: 'liver', intent: 'curative', margin: 'R0' });
    expect(outcome(when(r1, toR0))).toEqual(['needs-acknowledgement', 'margin-contradicts-pathology /0']);
  });

  it('with disease left in the liver is questioned, and recorded once that is acknowledged', () => {
    const code = 'r0-with-disease-left';
    const left = { margin: 'R0', diseaseLeft: ['liver'] };
    expect(outcome(when(record, operation(left)))).toEqual(['needs-acknowledgement', `${code} /0/data/diseaseLeft`]);
    expect(outcome(when(record, operation(left, [code])))).toEqual(['accepted', code]);
  });

  it('is not questioned with disease left elsewhere, at a first stage, or of the primary before the liver', () => {
    const left = { margin: 'R0', diseaseLeft: ['liver'] };
    expect(outcome(when(record, operation({ margin: 'R0', diseaseLeft: ['primary'] })))).toEqual(['accepted']);
    expect(outcome(when(record, operation({ ...left, stage: 'first' })))).toEqual(['accepted']);
    expect(outcome(when(record, operation({ ...left, organ: 'primary' })))).toEqual(['accepted']);
  });
});

describe('A second stage', () => {
  const code = 'second-stage-without-first';
  const second = (acknowledge: readonly string[] = []) => operation({ stage: 'second' }, acknowledge, '2007-09', 'op2');

  it('without a first is questioned, and recorded once that is acknowledged', () => {
    expect(outcome(when(record, second()))).toEqual(['needs-acknowledgement', `${code} /0/data/stage`]);
    expect(outcome(when(record, second([code])))).toEqual(['accepted', code]);
  });

  it('is questioned when the only first stage is later', () => {
    const later = operation({ stage: 'first' }, [], '2007-10-01');
    expect(outcome(when(given(registered(), metastasis, later), second()))).toEqual([
      'needs-acknowledgement',
      `${code} /0/data/stage`,
    ]);
  });

  it('after a first, or in the month of the first, is not questioned', () => {
    for (const day of ['2007-07-21', '2007-09-30']) {
      const first = given(registered(), metastasis, operation({ stage: 'first' }, [], day));
      expect(outcome(when(first, second()))).toEqual(['accepted']);
    }
  });

  it('given up is questioned where no first was done, and not where one was', () => {
    const givenUp = (acknowledge: readonly string[] = []) =>
      event(
        'ResectionAbandoned',
        '2007-09-12',
        { planned: 'second-stage', when: 'before-operation', cause: 'remnant-too-small' },
        { acknowledge },
      );
    expect(outcome(when(record, givenUp()))).toEqual(['needs-acknowledgement', `${code} /0/data/planned`]);
    expect(outcome(when(record, givenUp([code])))).toEqual(['accepted', code]);
    const first = given(registered(), metastasis, operation({ stage: 'first' }, [], '2007-07-21'));
    expect(outcome(when(first, givenUp()))).toEqual(['accepted']);
  });
});

describe('A resection given up', () => {
  const abandoned = (planned: string) =>
    event('ResectionAbandoned', '2007-09-12', { planned, when: 'at-exploration', cause: 'extrahepatic-disease' });

  it('of the liver or the primary asks for no diagnosis of metastases and no first stage', () => {
    expect(outcome(when(given(registered()), abandoned('liver')))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), abandoned('primary')))).toEqual(['accepted']);
  });
});
