import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { analysisOf, runAnalysis, type ResultOf } from '../../src/analyses/index.js';
import { comparedText } from '../../src/cli/compare-as-of-text.js';
import { compareKnowledge, type CompareOptions, type KnowledgeCompared } from '../../src/cli/compare-as-of.js';
import type { EventDraft } from '../../src/events/index.js';
import { derive, questionOf } from '../../src/outcomes/index.js';
import { Reading, resolveAsOf } from '../../src/projections/index.js';
import { Recording } from '../../src/recording/index.js';
import { context } from '../analyses/cohort.js';
import { HandClock } from '../contracts/event-store.contract.js';

const caller = { subject: 'u-1', role: 'data-manager', organisation: 'org-1', requestId: 'r-1' };
const PROGRESSION = '4ae3e4f4-35f4-4f0e-9a51-1c1f4b3fbb01';
const OF_ANOTHER = '4ae3e4f4-35f4-4f0e-9a51-1c1f4b3fbb03';
const CORRECTION = '4ae3e4f4-35f4-4f0e-9a51-1c1f4b3fbb02';
const MARCH = '2026-03-01T10:00:00.000Z';
const JUNE = '2026-06-01T10:00:00.000Z';
const JULY = '2026-07-01T10:00:00.000Z';

const registered: EventDraft = {
  type: 'PatientRegistered',
  version: 1,
  occurredOn: '2010-01-01',
  data: { dateBasis: 'calendar' },
};
const progression = (occurredOn: string): EventDraft => ({
  type: 'ProgressionDocumented',
  version: 1,
  occurredOn,
  data: { basis: 'imaging' },
});
const seen = (occurredOn: string): EventDraft => ({
  type: 'FollowedUp',
  version: 1,
  occurredOn,
  data: { status: 'alive' },
});

/**
 * Five patients from 2010-01-01. In March: p1 progresses on day 424 (2011-03-01), p3 is censored on day 300 (2010-10-28), p4
 * progresses on day 200 (2010-07-20) and p5 on day 600 (2011-08-24). Until June p1's progression is corrected to day 516
 * (2011-06-01) and he is seen once more, p2 is registered and seen on day 100 (2010-04-11), p3 withdraws the use of his data. In July
 * p5's progression is retracted.
 */
async function history(): Promise<(options: CompareOptions) => Promise<KnowledgeCompared | null>> {
  const clock = new HandClock(MARCH);
  const store = new MemoryEventStore(clock);
  const recording = new Recording(store, clock);
  const record = (patientId: string, ...drafts: EventDraft[]): Promise<unknown> =>
    recording.record({ patientId, drafts, caller });
  await record('p1', registered, { ...progression('2011-03-01'), id: PROGRESSION });
  await record('p3', registered, seen('2010-10-28'));
  await record('p4', registered, progression('2010-07-20'));
  await record('p5', registered, { ...progression('2011-08-24'), id: OF_ANOTHER });
  clock.instant = JUNE;
  await record('p1', {
    type: 'EventCorrected',
    version: 1,
    id: CORRECTION,
    data: { eventId: PROGRESSION, occurredOn: '2011-06-01', data: { basis: 'imaging', sites: ['liver'] } },
    reason: { code: 'transcription', text: 'the CT of June was meant' },
    source: { recordedOn: '2026-05' },
  });
  await record('p1', seen('2011-07-01'));
  await record('p2', registered, seen('2010-04-11'));
  await record('p3', { type: 'ConsentWithdrawn', version: 1, occurredOn: '2012-01-01', data: { scope: 'data-use' } });
  clock.instant = JULY;
  await record('p5', {
    type: 'EventRetracted',
    version: 1,
    data: { eventId: OF_ANOTHER },
    reason: { code: 'wrong-patient' },
  });

  const all = new Reading(store, null, null);
  const question = questionOf({ ruleSet: 'as-recorded', timeZero: 'registration' });
  return (options) =>
    compareKnowledge(
      options,
      {
        asOf: async (text) => (text === undefined ? null : resolveAsOf(text, store, '2026-08-01T00:00:00.000Z')),
        atSource: (day) => all.asKnownAtSource(day ?? null),
      },
      ({ moment, reading }) =>
        reading.timelines(moment, async (batches, asOf): Promise<ResultOf<object, object>> => {
          const members = [];
          for await (const batch of batches)
            for (const timeline of batch) members.push({ timeline, outcomes: derive(timeline, question) });
          const asked = { ...context, question, asOf, asKnownAtSource: reading.knownAtSource };
          return runAnalysis(analysisOf('pfs'), members, asked);
        }),
    );
}

describe('PFS in March and in June', () => {
  it('says how far each number moved', async () => {
    const compared = await (await history())({ compareAsOf: ['2026-03-01', '2026-06-01'] });
    const figure = (path: string): unknown => compared?.figures.find((one) => one.of === 'all' && one.path === path);
    // March, by hand: 200, 300+, 424, 600 days: the curve is 3/4 after 200 and 3/8 after 424.
    // June: 100+, 200, 516, 600 days: 2/3 after 200, 1/3 after 516.
    expect(figure('median.days')).toEqual({
      of: 'all',
      path: 'median.days',
      before: 424,
      after: 516,
      difference: 92,
    });
    expect(figure('n')).toMatchObject({ before: 4, after: 4, difference: 0 });
    expect(figure('at[time=365].survival')).toMatchObject({ before: 3 / 4, after: 2 / 3 });
    expect(compared?.figures.find(({ of, path }) => of === 'cohort' && path === 'excluded')).toMatchObject({
      before: 0,
      after: 1,
    });
    expect(compared?.figures.some(({ path }) => path.includes('curve'))).toBe(false);
  });

  it('names who moved, from what to what, and who did not', async () => {
    const compared = await (await history())({ compareAsOf: ['2026-03-01', '2026-06-01'] });
    expect(compared?.unmoved).toBe(2);
    expect(compared?.patients).toMatchObject([
      { patientId: 'p1', change: 'changed', before: { row: { time: 424 } }, after: { row: { time: 516 } } },
      { patientId: 'p2', change: 'came-in', before: null, after: { row: { time: 100, status: 'censored' } } },
      {
        patientId: 'p3',
        change: 'went-out',
        before: { row: { time: 300 } },
        after: { excluded: { code: 'consent-withdrawn' } },
      },
    ]);
  });

  it('shows the events that were learnt in between, and on which of them a row rests', async () => {
    const compared = await (await history())({ compareAsOf: ['2026-03-01', '2026-06-01'] });
    const [p1, p2, p3] = compared?.patients ?? [];
    expect(p1?.events).toMatchObject([
      {
        id: CORRECTION,
        type: 'EventCorrected',
        of: { id: PROGRESSION, type: 'ProgressionDocumented' },
        before: { occurredOn: '2011-03-01', data: { basis: 'imaging' } },
        states: { occurredOn: '2011-06-01', data: { basis: 'imaging', sites: ['liver'] } },
        recordedAt: JUNE,
        recordedBy: { subject: 'u-1' },
        recordedOn: '2026-05',
        reason: { code: 'transcription', text: 'the CT of June was meant' },
        evidence: true,
      },
      { type: 'FollowedUp', of: null, before: null, reason: null, evidence: false },
    ]);
    expect(p2?.events.map(({ type }) => type)).toEqual(['PatientRegistered', 'FollowedUp']);
    expect(p3?.events.map(({ type }) => type)).toEqual(['ConsentWithdrawn']);
  });

  it('reads as one would tell it', async () => {
    const compared = await (await history())({ compareAsOf: ['2026-03-01', '2026-06-01'] });
    const text = comparedText(compared!).split('\n');
    for (const line of [
      '3 of 5 patients moved (1 into the estimate, 1 out of it):',
      'p1  event at 424 days (progression) → event at 516 days (progression)',
      '  ✎ 2011-06-01  ProgressionDocumented  imaging, sites liver',
      '    and 1 more, on which neither rests',
      'p2  not in the cohort → censored at 100 days (no-event)',
      'p3  censored at 300 days (no-event) → excluded (consent-withdrawn)',
    ]) {
      expect(text).toContain(line);
    }
    expect(text.some((line) => /median\.days +424 +516 +\+92$/.test(line))).toBe(true);
  });

  it('compares with now where there is no second moment, and shows a retraction with what it took away', async () => {
    const compared = await (await history())({ compareAsOf: ['2026-06-01'] });
    expect(compared?.patients).toMatchObject([
      {
        patientId: 'p5',
        change: 'went-out',
        before: { row: { time: 600 } },
        after: { excluded: { code: 'no-follow-up' } },
        events: [{ type: 'EventRetracted', of: { id: OF_ANOTHER }, states: null, evidence: true }],
      },
    ]);
    expect(comparedText(compared!)).toContain('  ✗ 2011-08-24  ProgressionDocumented  imaging\n');
  });

  it('says that nobody moved where nothing was learnt', async () => {
    const compared = await (await history())({ compareAsOf: ['8', '9'] });
    // Position 9 is p1's last visit: on it nothing rests.
    expect(compared).toMatchObject({ patients: [], unmoved: 4 });
    expect(comparedText(compared!)).toContain('Nobody moved: 4 patients are as they were.');
  });

  it('compares what the source knew on two days', async () => {
    const compared = await (await history())({ compareAsKnownAtSource: ['2026-04-30', '2026-05-31'] });
    expect(compared?.patients).toMatchObject([
      { patientId: 'p1', before: { row: { time: 424 } }, after: { row: { time: 516 } } },
    ]);
    expect(compared?.patients[0]?.events.map(({ id }) => id)).toEqual([CORRECTION]);
  });

  it('refuses two moments in the wrong order, and more than two', async () => {
    const compare = await history();
    await expect(compare({ compareAsOf: ['2026-06-01', '2026-03-01'] })).rejects.toThrow(
      'the earlier of the two first',
    );
    await expect(compare({ compareAsKnownAtSource: ['2026-06-01', '2026-05-01'] })).rejects.toThrow('earlier');
    await expect(compare({ compareAsOf: ['1', '2', 'pfs'] })).rejects.toThrow('two states of knowledge');
    expect(await compare({})).toBeNull();
  });
});
