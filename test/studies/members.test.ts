import { describe, expect, it } from '@jest/globals';
import { derive, type TimeToEvent } from '../../src/outcomes/index.js';
import {
  membersOf,
  questionAbout,
  questionOfMember,
  refuseImmortalTime,
  type ChosenCohort,
} from '../../src/studies/index.js';
import type { Timeline } from '../../src/timeline/index.js';
import { planOf } from '../cohorts/given.js';
import { registered, timelineOf, type Line } from '../outcomes/history.js';

const cohort = (text: string): ChosenCohort => ({
  name: 'c',
  version: 1,
  definition: { sha256: '0'.repeat(64), plan: planOf(`cohort: c\n${text}`) },
});
async function* batch(...timelines: readonly Timeline[]): AsyncGenerator<readonly Timeline[]> {
  yield await Promise.resolve(timelines);
}
/** Overall and disease-free survival of a member as the cohort counts them; null: no member. */
async function timesOf(
  chosen: ChosenCohort,
  lines: readonly Line[],
  timeZero?: string,
): Promise<Record<'os' | 'dfs', TimeToEvent> | null> {
  const question = questionAbout(chosen, { timeZero }, false);
  for await (const members of membersOf(batch(timelineOf(lines)), chosen, null)) {
    const [member] = members;
    if (member) return derive(member.timeline, questionOfMember(question, member)).endpoints;
  }
  return null;
}

const liver = { organ: 'liver', margin: 'R0', intent: 'curative' };
const RESECTED = cohort(
  'events: { r: { event: ResectionPerformed, where: { organ: liver }, take: last } }\nindex: r\ninclude: [r]\n',
);
const HISTORY: readonly Line[] = [
  registered('2007-01-01'),
  ['2007-01-10', 'DiagnosisMade', { kind: 'liver-metastasis' }],
  ['2007-02-01', 'ChemotherapyCycleGiven', { regimen: 'FOLFOX' }],
  ['2007-06-01', 'ResectionPerformed', liver, 'first'],
  ['2008-06-01', 'ResectionPerformed', liver, 'second'],
  ['2009-06-01', 'Died', {}],
];

describe('A patient resected twice, in the cohort of the last resection', () => {
  it('is counted from that resection: 365 days to death, on its evidence', async () => {
    // 2008-06-01 to 2009-06-01 holds no 29 February.
    const times = await timesOf(RESECTED, HISTORY);
    expect(times?.os).toMatchObject({ status: 'event', days: 365, start: '2008-06-01', imputed: false });
    expect(times?.os.evidence).toEqual(['second', 'Died@2009-06-01']);
  });

  it('has no disease-free survival that began before he came into the cohort', async () => {
    expect((await timesOf(RESECTED, HISTORY))?.dfs).toMatchObject({
      status: 'not-evaluable',
      days: null,
      reason: { code: 'before-entry' },
    });
  });

  it('is counted from the middle of the month where that is all that is known, and it is said', async () => {
    const coarse = HISTORY.map((line): Line =>
      line[3] === 'second' ? (['2008-06', ...line.slice(1)] as unknown as Line) : line,
    );
    // events.md: a month becomes its 15th; 2008-06-15 to 2009-06-01 are 351 days.
    expect((await timesOf(RESECTED, coarse))?.os).toMatchObject({ days: 351, start: '2008-06-15', imputed: true });
  });

  it('is no follow-up of himself: the resection that lets him in does not prove that he lived on', async () => {
    const silent = HISTORY.filter(([, type]) => type !== 'Died');
    expect((await timesOf(RESECTED, silent))?.os).toMatchObject({
      status: 'not-evaluable',
      reason: { code: 'no-follow-up' },
    });
  });

  it('is no member before he is resected', async () => {
    expect(await timesOf(RESECTED, HISTORY.slice(0, 3))).toBeNull();
  });
});

describe('A cohort with a landmark three months after the first chemotherapy', () => {
  const landmark = cohort(
    'events:\n  chemo: { event: ChemotherapyCycleGiven, take: first }\n  r: { event: ResectionPerformed, when: [within 6 months after chemo] }\n' +
      'index: chemo\nlandmark: 6 months\ninclude: [r]\n',
  );

  it('counts from the landmark, by when all is known of its patients', async () => {
    // 2007-02-01 and six months: 2007-08-01, 670 days before 2009-06-01.
    expect((await timesOf(landmark, HISTORY))?.os).toMatchObject({ days: 670, start: '2007-08-01' });
    expect(() => refuseImmortalTime(landmark, 'landmark')).not.toThrow();
  });

  it('refuses to count from the index date, from which nobody could die', () => {
    expect(() => refuseImmortalTime(landmark, 'index')).toThrow('Count from the landmark');
  });
});

describe('A cohort of those who will be resected', () => {
  const ahead = cohort(
    'events: { r: { event: ResectionPerformed, where: { organ: liver }, when: [within 6 months after first-line-treatment], take: first } }\n' +
      'index: first-line-treatment\ninclude: [r]\n',
  );

  it('is refused any time from its index date on, with the landmark and the moment that would do', () => {
    expect(() => refuseImmortalTime(ahead, 'index')).toThrow(/index: r,.*landmark: 6 months/);
    expect(() => refuseImmortalTime(ahead, 'disease-free-resection')).toThrow('immortal time');
  });

  it('may be counted from the resection on, by name', () => {
    expect(() => refuseImmortalTime(RESECTED, 'index')).not.toThrow();
    expect(() => refuseImmortalTime(RESECTED, 'registration')).toThrow('immortal time');
  });

  it('keeps the time zero of the rules for what is no time', () => {
    expect(questionAbout(ahead, {}, true).timeZero).toBe('first-line-treatment');
    expect(questionAbout(ahead, {}, false).timeZero).toBe('index');
  });
});
