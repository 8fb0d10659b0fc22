import { describe, expect, it } from '@jest/globals';
import { fileWith, importInto, Log } from './in-memory.js';

const mapping = (events: string): string => `
name: ward
source: { system: ward }
file: { missing: [NA] }
patient: { column: id, id: 'w-{id}' }
events:
${events}`;
const imported = async (events: string, ...rows: string[]) => {
  const log = new Log();
  const report = await importInto(log, await fileWith('ward.csv', `${rows.join('\n')}\n`), mapping(events));
  return { log, report };
};

describe('a date in several columns', () => {
  const DIED = '  - { type: Died, occurredOn: { year: y, month: m, day: d, missing: unknown } }';

  it.each([
    ['is whole where the source has year, month and day', '2008,3,7', '2008-03-07'],
    ['may have its month in words', '2008,Mar,07', '2008-03-07'],
    ['is of the month alone where the day is not known', '2008,03,NA', '2008-03'],
    ['is of the year alone where the month is not known', '2008,,', '2008'],
    ['is unknown where nothing is', 'NA,NA,NA', 'unknown'],
  ])('%s', async (_, cells, date) => {
    const { log } = await imported(DIED, 'id,y,m,d', `A,${cells}`);
    expect(log.of('Died').map(({ occurredOn }) => occurredOn)).toEqual([date]);
  });

  it.each([
    ['a 30 February', '2008,2,30', 'impossible-date', '2008-2-30: there is no such day in the calendar'],
    ['a day without a month', '2008,NA,7', 'unreadable-date', expect.stringMatching(/^2008--7: /)],
    ['a month without a year', 'NA,3,NA', 'unreadable-date', expect.stringMatching(/^-3: /)],
    ['a year of two digits', '08,3,7', 'unreadable-date', expect.stringMatching(/^08-3-7: /)],
  ])('that is %s is refused at its year', async (_, cells, code, detail) => {
    const { report } = await imported(DIED, 'id,y,m,d', `A,${cells}`);
    expect(report.problems).toEqual([expect.objectContaining({ file: 'ward.csv', row: 2, column: 'y', code, detail })]);
  });
});

describe('a cell', () => {
  const THERAPY = `
  - type: ChemotherapyCourseGiven
    when: [{ column: drug, notIn: [saline] }]
    occurredOn: { days: start, missing: unknown }
    data:
      agents: { column: drug, split: /, map: { A: [oxaliplatin, fluorouracil], B: bevacizumab } }
      cycles: { column: cycles, ignore: [7+12] }
      bestResponse: { column: best, missing: not-stated }
`;

  it('with a code for two drugs names both, in a list with others', async () => {
    const { log, report } = await imported(THERAPY, 'id,drug,start,cycles,best', 'P,A/B,3.0,7+12,', 'P,saline,4,1,CR');
    expect(report.counts).toMatchObject({ recorded: 1, rowsWithoutEvent: 1, rowsRejected: 0 });
    expect(log.events).toMatchObject([
      {
        occurredOn: '+3',
        data: { agents: ['oxaliplatin', 'fluorouracil', 'bevacizumab'], bestResponse: 'not-stated' },
      },
    ]);
    expect(log.events[0]!.data).not.toHaveProperty('cycles');
  });

  it('is a number with or without the zero before its point, and as R writes 100,000', async () => {
    const CEA = `
  - type: TumourMarkerMeasured
    occurredOn: { const: unknown }
    data: { marker: CEA, unit: ng/mL, value: { column: cea } }
`;
    const { log } = await imported(CEA, 'id,cea', 'A,.99', 'B,1e+05', 'C,12.5');
    expect(log.events.map(({ data }) => data['value'])).toEqual([0.99, 100_000, 12.5]);
  });
});

describe('a question that a mapping answers', () => {
  const EVENTS = `
  - { type: FollowedUp, occurredOn: { column: date }, data: { status: alive }, acknowledge: [after-death] }
  - { type: Died, occurredOn: { column: date } }
acknowledge: [second-death]
`;

  it('for all rows is kept in every event, for one rule in its events alone', async () => {
    const { log, report } = await imported(EVENTS, 'id,date', 'A,2008-02-01');
    expect(log.of('FollowedUp')[0]!.acknowledge).toEqual(['second-death', 'after-death']);
    expect(log.of('Died')[0]!.acknowledge).toEqual(['second-death']);
    expect(report.acknowledged).toEqual({ 'second-death': 2, 'after-death': 1 });
  });
});

describe('a pathology report of an operation in another row', () => {
  const EVENTS = `
  - type: ResectionPerformed
    name: operation
    when: [{ column: kind, equals: op }]
    occurredOn: { column: date }
    key: [no]
    data: { organ: liver, intent: curative }
  - type: PathologyReported
    when: [{ column: kind, equals: path }]
    occurredOn: { column: date }
    data: { specimenId: { event: operation, on: { no: of } }, margin: { column: margin } }
`;

  it('names that operation, of the same patient', async () => {
    const { log } = await imported(
      EVENTS,
      'id,kind,no,of,date,margin',
      'A,path,,1,2008-02-01,R0',
      'A,op,1,,2008-01-20,',
      'A,op,2,,2008-05-20,',
      'B,op,1,,2008-01-21,',
    );
    const [report] = log.of('PathologyReported');
    const operation = log.of('ResectionPerformed').find(({ occurredOn }) => occurredOn === '2008-01-20');
    expect(report!.data).toEqual({ specimenId: operation!.id, margin: 'R0' });
    expect(new Set(log.of('ResectionPerformed').map(({ id }) => id)).size).toBe(3);
  });

  it('names none where the row says none, and is refused as its type demands', async () => {
    const { report } = await imported(EVENTS, 'id,kind,no,of,date,margin', 'A,path,,,2008-02-01,R0');
    expect(report.problems).toMatchObject([{ code: 'missing-field', row: 2 }]);
  });
});
