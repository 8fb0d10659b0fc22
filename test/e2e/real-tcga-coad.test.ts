import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { METASTASECTOMY } from '../cohorts/definitions.js';
import { realDataFolder } from '../real-data.js';
import { CommandLine } from './command-line.js';
import { survivalAt, type SurvivalAnalysis } from './survival-analysis.js';

const folder = realDataFolder('tcga-coad');
const describeReal = folder ? describe : describe.skip;

/** What R makes of the raw files: test/reference/tcga-coad.R. */
interface Expected {
  readonly patients: number;
  readonly n: number;
  readonly events: number;
  readonly excluded: readonly string[];
  readonly lastContactOnDay0: number;
  readonly laterThanLastContact: readonly string[];
  readonly median: readonly (number | null)[];
  readonly asked: readonly number[];
  readonly survival: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly sumOfTimes: number;
  /** By the end of a year: n, deaths, new tumours or deaths. */
  readonly known: readonly (readonly number[])[];
}
const expected = JSON.parse(readFileSync(new URL('../reference/tcga-coad.json', import.meta.url), 'utf8')) as Expected;

interface LoggedEvent {
  readonly patientId: string;
  readonly type: string;
  readonly occurredOn: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly source: { readonly recordedOn?: string };
}

describeReal('459 patients of TCGA-COAD, told of in six tables', () => {
  const line = new CommandLine();
  const data = join(line.folder, 'tcga-coad');
  const importAll = (): { counts: object; acknowledged: object; problems: object[] } => {
    const tables = ['patient', 'nte', 'drug', 'radiation', 'follow_up_v1.0', 'follow_up_v1.0_nte'];
    const files = tables.map((name) => join(data, `clinical_${name}_coad.csv`));
    return line.json(['import', ...files, '--mapping', 'examples/tcga-coad/mapping.yaml']);
  };
  let first: ReturnType<typeof importAll>;
  let events: readonly LoggedEvent[];
  beforeAll(() => {
    // A copy: rejected rows would be written beside the input.
    cpSync(folder ?? '', data, { recursive: true });
    first = importAll();
    events = line
      .run(['replay'])
      .stdout.trim()
      .split('\n')
      .map((text) => JSON.parse(text) as LoggedEvent);
  });
  afterAll(() => line.dispose());
  const of = (patientId: string, type: string): readonly LoggedEvent[] =>
    events.filter((event) => event.patientId === patientId && event.type === type);

  it('are all recorded, and once', () => {
    expect(first.problems).toEqual([]);
    expect(first.counts).toMatchObject({ patients: expected.patients, rowsRejected: 0, changed: 0 });
    // Operations on a new tumour: the set has no diagnosis of a liver metastasis.
    expect(first.acknowledged).toEqual({ 'liver-resection-without-metastasis': 11 });
    expect(importAll().counts).toMatchObject({ recorded: 0, known: events.length, changed: 0 });
  });

  it('live as R has it; the one of whom nothing is known is excluded and named, those last seen on day 0 stay', () => {
    const { groups, patients, excluded } = line.json<SurvivalAnalysis>([
      ...['analyse', 'os', '--rule-set', 'as-recorded', '--time-zero', 'diagnosis'],
    ]);
    const [group] = groups;
    expect(group).toMatchObject({ n: 458, events: 102 });
    expect([expected.n, expected.events]).toEqual([458, 102]);
    expect(excluded).toMatchObject([{ patientId: expected.excluded[0], reason: { code: 'no-follow-up' } }]);
    expect([group!.median.days, group!.median.lower, group!.median.upper]).toEqual(expected.median);
    expect(patients.reduce((sum, { time }) => sum + time, 0)).toBe(expected.sumOfTimes);
    expect(patients.filter(({ time, status }) => time === 0 && status === 'censored')).toHaveLength(
      expected.lastContactOnDay0,
    );
    expected.asked.forEach((day, i) => {
      const at = survivalAt(group!, day);
      expect(at.survival).toBeCloseTo(expected.survival[i]!, 12);
      expect(at.lower).toBeCloseTo(expected.lower[i]!, 12);
      expect(at.upper).toBeCloseTo(expected.upper[i]!, 12);
    });
  });

  it('relapsed once where later forms report the same tumour again, as the source first knew it', () => {
    // 109 rows of forms after enrolment and 9 of enrolment; nine of them report what another row has (README of the set).
    const relapses = events.filter(({ type }) => type === 'ProgressionDocumented');
    expect(relapses).toHaveLength(109 + 9 - 9);
    // TCGA-CM-4747: twice without a day, on forms of 2010-12-23 and 2012-7-19.
    expect(of('TCGA-CM-4747', 'ProgressionDocumented')).toMatchObject([
      { occurredOn: 'unknown', source: { recordedOn: '2010-12-23' } },
    ]);
  });

  it('are known as of the form: a day of 00 is known at the end of its month', () => {
    expect(events.every(({ source }) => /^20\d\d-\d\d(-\d\d)?$/.test(source.recordedOn ?? ''))).toBe(true);
    // README of the set: 35 forms have the day 00.
    expect(events.filter(({ source }) => source.recordedOn === '2011-05').length).toBeGreaterThan(0);
  });

  it.each([
    [2011, 422, 54, 62],
    [2012, 422, 79, 119],
    [2014, 454, 97, 143],
  ])('were at the end of %d, to the forms of then, %d with %d deaths and %d relapses or deaths', (...known) => {
    const [year, n, deaths, events] = known;
    expect(expected.known).toContainEqual(known);
    const asked = ['--rule-set', 'as-recorded', '--time-zero', 'diagnosis', '--as-known-at-source', String(year)];
    const os = line.json<SurvivalAnalysis>(['analyse', 'os', ...asked]);
    const pfs = line.json<SurvivalAnalysis>(['analyse', 'pfs', ...asked]);
    expect(os).toMatchObject({ asKnownAtSource: `${year}-12-31`, groups: [{ n, events: deaths }] });
    expect(pfs.groups).toMatchObject([{ n, events }]);
    // TCGA-AA-3521, of whom nothing is known, was enrolled in 2010.
    expect([os.excluded.length, os.patients.length + os.excluded.length]).toEqual([1, n + 1]);
  });

  it('is operated on with the margin that a later form knew', () => {
    // TCGA-RU-A8FL, operation of day 463: no margin on the form of 2014-1-24, R2 on that of 2014-11-13.
    expect(of('TCGA-RU-A8FL', 'ResectionPerformed').filter(({ occurredOn }) => occurredOn === '+463')).toMatchObject([
      { data: { organ: 'liver', margin: 'R2' }, source: { recordedOn: '2014-11-13' } },
    ]);
  });

  it('came, three of them, to surgery of liver metastases in stage IV, who are told apart one by one', () => {
    const file = join(line.folder, 'metastasectomy.yaml');
    writeFileSync(file, METASTASECTOMY);
    const { flow } = line.json<{ flow: { registered: number; rows: readonly object[]; members: number } }>([
      ...['cohort', 'check', file],
    ]);
    // The two forms on new tumours: 7 patients have a day of surgery with new_tumor_event_site_surgery = Liver; of them the
    // stage is IV for A567, 4747 and 6678, I to IIIC for 6536, 6806, 6317 and A8FL. Four more have the site and surgery NO.
    expect(flow).toMatchObject({
      registered: 459,
      rows: [
        { no: 452, cannotTell: 0, left: 7, reasons: { 'no-index': 452 } },
        { no: 4, cannotTell: 0, left: 3 },
      ],
      members: 3,
    });
  });

  it('died on the day that one form has, where another has a discrepancy', () => {
    expect(
      of('TCGA-AZ-6600', 'Died')
        .map(({ occurredOn }) => occurredOn)
        .toSorted(),
    ).toEqual(['+368', 'unknown']);
  });
});
