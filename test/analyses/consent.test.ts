import { describe, expect, it } from '@jest/globals';
import { ANALYSES, runAnalysis, textOf } from '../../src/analyses/index.js';
import { os } from '../../src/analyses/os.js';
import type { JsonObject } from '../../src/events/index.js';
import { derive } from '../../src/outcomes/index.js';
import { recorded, type Line } from '../outcomes/history.js';
import { emptyTimeline, evolve } from '../../src/timeline/index.js';
import { context } from './cohort.js';

const withdrawal = (scope: string): Line => ['+300', 'ConsentWithdrawn', { scope }, 'withdrawal'];
const history = (...more: readonly Line[]): readonly Line[] => [
  ['+0', 'PatientRegistered', { dateBasis: 'relative', anchor: 'enrolment', arm: 'A' } satisfies JsonObject],
  ['+200', 'FollowedUp', { status: 'alive' }],
  ...more,
];

/** A patient as known after the first events of his history. */
function known(patientId: string, lines: readonly Line[], events = lines.length) {
  const timeline = recorded(patientId, lines).slice(0, events).reduce(evolve, emptyTimeline(patientId));
  return { timeline, outcomes: derive(timeline, context.question) };
}

const other = known('other', history());
const withdrawn = history(withdrawal('data-use'));

describe('A patient who has withdrawn consent to the use of the data', () => {
  it.each(ANALYSES)('is in no estimate of $name, but excluded and counted', (analysis) => {
    const { cohort, patients, excluded } = runAnalysis(analysis, [known('withdrawn', withdrawn), other], context);
    expect(cohort.size).toBe(2);
    expect(patients.some((patient) => 'patientId' in patient && patient.patientId === 'withdrawn')).toBe(false);
    expect(excluded).toContainEqual({
      patientId: 'withdrawn',
      group: 'all',
      reason: { code: 'consent-withdrawn', text: 'The patient has withdrawn consent to the use of the data.' },
    });
    expect(textOf(analysis, runAnalysis(analysis, [known('withdrawn', withdrawn), other], context))).toMatch(
      /1 +consent-withdrawn +The patient has withdrawn/,
    );
  });

  it('is in an analysis as of before, with the same answer as then', () => {
    const then = runAnalysis(os, [known('withdrawn', history()), other], context);
    expect(runAnalysis(os, [known('withdrawn', withdrawn, 2), other], context)).toEqual(then);
    expect(then.groups[0]?.n).toBe(2);
  });

  it('is excluded whatever the day of the withdrawal and the cut-off', () => {
    const early = { ...context, question: { ...context.question, cutOff: '+250' } };
    const member = known('withdrawn', withdrawn);
    const { excluded } = runAnalysis(os, [{ ...member, outcomes: derive(member.timeline, early.question) }], early);
    expect(excluded.map(({ reason }) => reason.code)).toEqual(['consent-withdrawn']);
  });

  it('is back when the withdrawal is retracted', () => {
    const back = [...withdrawn, ['', 'EventRetracted', { eventId: 'withdrawal' }, 'retraction'] satisfies Line];
    expect(runAnalysis(os, [known('withdrawn', back)], context).excluded).toEqual([]);
  });
});

describe('A patient who has withdrawn consent to further contact', () => {
  it('stays in the analysis, alive on that day', () => {
    const result = runAnalysis(os, [known('withdrawn', history(withdrawal('contact')))], context);
    expect(result.excluded).toEqual([]);
    expect(result.patients).toMatchObject([{ time: 300, status: 'censored' }]);
  });
});
