import { describe, expect, it } from '@jest/globals';
import { derive, explain, questionOf, type Asked, type Explanation } from '../../src/outcomes/index.js';
import { timelineOf, type Line } from './history.js';

/** How one endpoint of a history came about. */
function explained(lines: readonly Line[], name: 'pfs' | 'os' | 'dfs' | 'surgery', asked: Asked = {}): Explanation {
  const [timeline, question] = [timelineOf(lines), questionOf(asked)];
  return explain(timeline, question, name, derive(timeline, question).endpoints[name]);
}
const codes = ({ leftOut }: Explanation): Record<string, string> =>
  Object.fromEntries(leftOut.map(({ id, code }) => [id, code]));

const COURSE: readonly Line[] = [
  ['2008-01-01', 'PatientRegistered', { dateBasis: 'calendar' }, 'registration'],
  ['2008-01-05', 'DiagnosisMade', { kind: 'liver-metastasis' }, 'metastasis'],
  ['2007-06', 'DiagnosisMade', { kind: 'primary' }, 'primary'],
  ['2008-01-20', 'ImagingPerformed', { modality: 'CT' }, 'baseline'],
  ['2008-02-01', 'ChemotherapyCycleGiven', { regimen: 'FOLFOX', cycle: 1 }, 'cycle'],
  ['2008-04-01', 'ResponseAssessed', { overall: 'SD' }, 'stable'],
  ['2008-04-15', 'ProgressionDocumented', { basis: 'clinical' }, 'clinical'],
  ['2008-04-20', 'ProgressionDocumented', { basis: 'marker' }, 'marker'],
  ['unknown', 'ProgressionDocumented', { basis: 'imaging' }, 'undated'],
  ['2008-04-25', 'ResponseAssessed', { overall: 'PD' }, 'by mistake'],
  ['2008-04-26', 'EventRetracted', { eventId: 'by mistake' }, 'retraction'],
  ['2008-06-01', 'ResponseAssessed', { overall: 'PD' }, 'progression'],
  ['2008-07-01', 'NewTherapyStarted', { therapy: 'FOLFIRI' }, 'second line'],
  ['2008-09-01', 'Died', {}, 'death'],
  ['2008-09-05', 'FollowedUp', { status: 'alive' }, 'after death'],
];

describe('how a progression-free survival came about', () => {
  it('is told from the treatment that starts it to the assessment that ends it', () => {
    const { steps } = explained(COURSE, 'pfs');
    expect(steps).toEqual([
      {
        step: 'start',
        because: 'Counted from the first treatment on or after the diagnosis of the liver metastases, 2008-02-01.',
        events: ['metastasis', 'cycle'],
      },
      { step: 'read', because: 'Read as the baseline, or between start and end.', events: ['baseline', 'stable'] },
      { step: 'end', because: 'Progression. (2008-06-01)', events: ['progression'] },
    ]);
  });

  it('says of every other event why it does not count', () => {
    expect(codes(explained(COURSE, 'pfs'))).toEqual({
      registration: 'not-read',
      primary: 'before-start',
      clinical: 'not-documented',
      marker: 'marker-only',
      undated: 'undated',
      'by mistake': 'retracted',
      'second line': 'after-end',
      death: 'after-end',
      'after death': 'not-read',
    });
  });

  it('counts the clinical progression, and says so, by the rules that take it for one', () => {
    const itt = explained(COURSE, 'pfs', { ruleSet: 'itt-ema' });
    expect(itt.steps.at(-1)).toEqual({ step: 'end', because: 'Progression. (2008-04-15)', events: ['clinical'] });
    expect(codes(itt)).toMatchObject({ stable: 'not-decisive', progression: 'after-end', marker: 'marker-only' });
  });

  it('names what lies after the cut-off, and the day that a partial date was taken for', () => {
    const { leftOut, imputed } = explained(COURSE, 'pfs', { cutOff: '2008-05-01' });
    expect(leftOut.find(({ id }) => id === 'progression')).toEqual({
      id: 'progression',
      code: 'after-cut-off',
      because: 'after-cut-off: it lies after the data cut-off',
    });
    expect([...imputed]).toEqual([['primary', '2007-06-15']]);
  });

  it('names the new therapy as the cause of a censoring that lies before it', () => {
    const without = COURSE.filter(([, , , id]) => id !== 'progression');
    expect(explained(without, 'pfs').steps.slice(2)).toEqual([
      { step: 'end', because: 'A new anti-cancer therapy was started first. (2008-04-01)', events: ['stable'] },
      { step: 'cause', because: 'Dated later: because of it the time ends there.', events: ['second line'] },
    ]);
  });

  it('says what a time could not be counted from', () => {
    const { steps } = explained(COURSE.slice(0, 4), 'pfs');
    const text = 'No treatment is recorded on or after the diagnosis of the liver metastases.';
    expect(steps).toEqual([
      { step: 'start', because: text, events: ['metastasis'] },
      { step: 'found', because: text, events: [] },
    ]);
  });
});

describe('how other answers came about', () => {
  it('leaves out of survival what is dated after the death, and of two readings the overruled one', () => {
    expect(codes(explained(COURSE, 'os'))).toMatchObject({ 'after death': 'after-death', stable: 'not-decisive' });
    const twice: readonly Line[] = [
      ...COURSE.slice(0, 5),
      ['2008-04-01', 'ResponseAssessed', { overall: 'PD', assessor: 'investigator' }, 'investigator'],
      ['2008-04-01', 'ResponseAssessed', { overall: 'SD', assessor: 'independent' }, 'independent'],
    ];
    const asked = { options: { assessor: 'independent-first' } };
    expect(codes(explained(twice, 'pfs', asked))).toMatchObject({ investigator: 'overruled' });
  });

  it('counts disease-free survival from the resection, and surgery from nothing', () => {
    const operated: readonly Line[] = [
      ...COURSE.slice(0, 5),
      ['2008-05-01', 'ResectionPerformed', { organ: 'liver', margin: 'R0' }, 'resection'],
      ['2008-08-01', 'ResponseAssessed', { overall: 'NED' }, 'clear'],
    ];
    expect(explained(operated, 'dfs').steps.map(({ step, events }) => [step, events])).toEqual([
      ['start', ['resection']],
      ['end', ['clear']],
    ]);
    expect(explained(operated, 'surgery').steps.map(({ step, events }) => [step, events])).toEqual([
      ['found', ['resection']],
    ]);
  });

  it('places nothing where the cut-off is of another kind than the days', () => {
    const { steps, leftOut } = explained(COURSE, 'os', { cutOff: '+30' });
    expect(steps).toMatchObject([{ step: 'found', events: [] }]);
    expect(leftOut).toHaveLength(14);
  });
});
