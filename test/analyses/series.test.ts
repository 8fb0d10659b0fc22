import { runAnalysis, textOf } from '../../src/analyses/index.js';
import { describe, expect, it } from '@jest/globals';
import type { SeriesFacts } from '../../src/analyses/series-patient.js';
import { series, type SeriesResult } from '../../src/analyses/series.js';
import type { JsonObject } from '../../src/events/index.js';
import { derive } from '../../src/outcomes/index.js';
import { context } from './cohort.js';
import { lines, patientIds, question, timelineOf, type Line } from './demo-cohort.js';

function seriesOf(all: readonly Line[]): SeriesResult {
  const members = patientIds.flatMap((patientId) => {
    const timeline = timelineOf(patientId, all);
    return timeline.entries.length === 0 ? [] : { timeline, outcomes: derive(timeline, question) };
  });
  return runAnalysis(series, members, { ...context, question });
}

const demo = seriesOf(lines);
const rowOf = (key: string) => demo.groups[0]?.rows.find((row) => row.key === key);
const disagreeing = (result: SeriesResult) =>
  result.groups[0]?.rows.filter(({ agrees }) => !agrees).map(({ key }) => key);

/** The first patient of whom the facts hold. */
const someone = (is: (facts: SeriesFacts) => boolean): string =>
  demo.patients.find(({ facts }) => is(facts))?.patientId ?? 'nobody';

/** The lines of one patient that fit, with other content. */
const restated = (patientId: string, fits: (line: Line) => boolean, change: (line: Line) => Partial<Line>): Line[] =>
  lines.map((line) => (line.patientId === patientId && fits(line) ? { ...line, ...change(line) } : line));

const without = (patientId: string, drop: (line: Line) => boolean): Line[] =>
  lines.filter((line) => line.patientId !== patientId || !drop(line));

const isOf =
  (type: string, data: JsonObject = {}) =>
  (line: Line) =>
    line.type === type && Object.entries(data).every(([field, value]) => line.data[field] === value);

const corrects = (type: string) => (line: Line) =>
  lines.some(({ id, type: corrected }) => id === line.data['eventId'] && type === corrected);

describe('the published series', () => {
  it('agrees in every figure with what the events of the demo cohort derive', () => {
    expect(disagreeing(demo)).toEqual([]);
    expect(demo.groups[0]?.rows).toHaveLength(17);
  });

  it('has its median progression-free survival on day 472', () => {
    // By hand: 9 events up to day 62 and 2 patients censored on day 0 leave 49 of 58; 6 events (171 to 254): 43 of 58.
    // One censored (275): 42 at risk, 2 events: 40 of 42. One censored (311): 39, 4 events: 35 of 39. One censored (364):
    // 34, and the eighth event of those 34 is day 472. S(457) = 43/58 * 40/42 * 35/39 * 27/34 = 0.503, S(472) = 0.485.
    expect(rowOf('pfs')?.derived).toMatchObject({ days: 472, months: 15.51, of: 60 });
  });

  it('states the denominator of the 59 percent that no count of 60 patients gives', () => {
    const { derived, remark } = rowOf('response') ?? {};
    // 32/54 = 59.26 %; 35/60 = 58.3 % and 36/60 = 60 % round to 58 and 60
    expect(derived).toMatchObject({ n: 32, of: 54 });
    expect(derived?.denominator).toContain('evaluable for response');
    expect(remark).toContain('No count of 60 is 59%. Of all patients (intention to treat): 32 of 60, 53.3%.');
  });

  it('says which printed percentages do not follow from their counts, and of no other', () => {
    const printed = demo.groups[0]?.rows.filter(({ remark }) => remark?.startsWith('Printed')) ?? [];
    // 14/60 = 23.33 %, 18/60 = 30 %
    expect(printed.map(({ key, remark }) => [key, remark])).toEqual([
      ['resectable', 'Printed as 22%, but 14 of 60 is 23.3%.'],
      ['uncertain', 'Printed as 31%, but 18 of 60 is 30.0%.'],
    ]);
  });

  const uncertain = ({ initial, converted }: SeriesFacts) => initial === 'uncertain' && converted === false;
  const late = someone(({ timing, operated }) => timing === 'metachronous-late' && !operated);
  const complete = someone(({ best, operated }) => best === 'CR' && !operated);
  const responder = someone(({ best, operated }) => best === 'PR' && !operated);
  const converted = someone((facts) => facts.initial === 'uncertain' && facts.converted === true && facts.r0);
  const overall = (word: string) => (line: Line) => ({ data: { ...line.data, overall: word } });
  const isLiverResection = isOf('ResectionPerformed', { organ: 'liver' });
  const isMetastasis = isOf('DiagnosisMade', { kind: 'liver-metastasis' });

  it.each<[string, readonly Line[], readonly string[]]>([
    [
      'the liver resection of a patient of uncertain resectability is retracted',
      [
        ...lines,
        ...lines
          .filter((line) => line.patientId === converted && isLiverResection(line))
          .map(({ id }) => ({
            patientId: converted,
            id: `retraction-of-${id}`,
            type: 'EventRetracted',
            data: { eventId: id },
          })),
      ],
      ['operated', 'r0', 'converted'],
    ],
    [
      'a patient of uncertain resectability was really unresectable',
      restated(someone(uncertain), isOf('ResectabilityAssessed'), ({ data }) => ({
        data: { ...data, classification: 'unresectable' },
      })),
      ['unresectable', 'uncertain'],
    ],
    [
      'a resectable patient was really unresectable',
      restated(
        someone(({ initial, operated }) => initial === 'resectable' && !operated),
        isOf('ResectabilityAssessed'),
        ({ data }) => ({
          data: { ...data, classification: 'unresectable' },
        }),
      ),
      ['resectable', 'unresectable'],
    ],
    [
      'the metastases of a late patient were found at initial staging',
      restated(late, isMetastasis, ({ data }) => ({ data: { ...data, foundAt: 'initial-staging' } })),
      ['synchronous', 'metachronous'],
    ],
    [
      'the metastases of the first patient were found in 2006',
      restated('demo-001', isMetastasis, () => ({ occurredOn: '2006-12-30' })),
      ['period'],
    ],
    [
      'the primary of a late patient was never resected',
      without(late, isOf('ResectionPerformed', { organ: 'primary' })),
      ['chemotherapy-first', 'chemotherapy-after-primary'],
    ],
    [
      'a complete responder still had a lesion',
      restated(complete, isOf('ResponseAssessed', { overall: 'CR' }), overall('PR')),
      ['complete'],
    ],
    [
      'a responder was only stable',
      restated(responder, isOf('ResponseAssessed', { overall: 'PR' }), overall('SD')),
      ['response'],
    ],
    [
      'the pathologist found viable tumour after all',
      restated(
        someone((facts) => facts.completeInHistology),
        isOf('PathologyReported', { completeResponse: true }),
        ({ data }) => ({
          data: { ...data, completeResponse: false },
        }),
      ),
      ['histology'],
    ],
    [
      'the mistyped grade 3 was not corrected',
      lines.filter((line) => !corrects('ToxicityObserved')(line)),
      ['side-effects'],
    ],
    [
      'the mistyped progression was not corrected',
      lines.filter((line) => line.type !== 'EventCorrected' || !corrects('ProgressionDocumented')(line)),
      ['pfs'],
    ],
    [
      'an ablated patient is left out of the surgery',
      lines.filter(({ type }) => type !== 'AblationPerformed'),
      ['operated'],
    ],
  ])('differs when %s', (_, altered, expected) => {
    expect(disagreeing(seriesOf(altered))).toEqual(expected);
  });

  it('counts one patient fewer when a registered patient is missing', () => {
    expect(disagreeing(seriesOf(without('demo-001', () => true)))).toEqual(
      expect.arrayContaining(['patients', 'synchronous']),
    );
  });

  it('has no agreement, and no division by zero, in a cohort of nobody', () => {
    const empty = seriesOf([]);
    expect(disagreeing(empty)).toHaveLength(17);
    expect(JSON.parse(JSON.stringify(empty))).toEqual(empty);
  });

  it('names the events behind each patient, and none that is not his', () => {
    const ids = new Map(lines.map(({ id, patientId }) => [id, patientId]));
    for (const { patientId, evidence } of demo.patients) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(new Set(evidence.map((id) => ids.get(id)))).toEqual(new Set([patientId]));
    }
  });

  it('reads as a table that says that its patients are synthetic', () => {
    const text = textOf(series, demo);
    expect(text).toContain('SYNTHETIC patients');
    expect(text).toMatch(/Synchronous metastases +41 \(68%\) +41 of 60 +68\.3% +55\.8 – 78\.7 +✓/);
    expect(text).toContain('17 of 17 figures agree');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(demo.cohort).toMatchObject({ size: 60, synthetic: 60 });
    const real = { ...demo, cohort: { ...demo.cohort, synthetic: 0 } };
    expect(textOf(series, real)).not.toContain('SYNTHETIC');
  });

  // R 4.2.2: prop.test(41, 60, correct = FALSE)$conf.int = 0.55766233 0.78694132; of no patient there are no limits.
  it('every proportion has its limits, and a median those of the curve', () => {
    const derived = new Map(demo.groups[0]?.rows.map(({ key, derived: one }) => [key, one]));
    expect(derived.get('synchronous')?.lower).toBeCloseTo(55.766233, 5);
    expect(derived.get('synchronous')?.upper).toBeCloseTo(78.694132, 5);
    expect(derived.get('pfs')).toMatchObject({ days: 472, lower: 352, upper: 536 });
    expect(runAnalysis(series, [], context).groups[0]?.rows[0]?.derived).toMatchObject({ lower: null, upper: null });
  });

  // R 4.2.2, survival 3.5-3, on the times of these patients: survfit(Surv(time, event) ~ initial, conf.type = "log-log") and
  // survdiff; the same by timing.
  it('PFS by what was known at the outset is that of R', () => {
    const [initial, timing] = demo.groups[0]?.breakdowns ?? [];
    const rows = (one: typeof initial): unknown =>
      one?.classes.map(({ name, n, events, median: { time, lower, upper } }) => [name, n, events, time, lower, upper]);
    expect(rows(initial)).toEqual([
      ['resectable', 14, 8, 655, 479, null],
      ['uncertain', 18, 14, 498, 336, 689],
      ['unresectable', 28, 22, 322, 171, 441],
    ]);
    expect(initial?.logRank.chiSquare).toBeCloseTo(13.9389175003853, 10);
    expect(initial?.logRank.p).toBeCloseTo(0.00094016163045149, 12);
    expect(rows(timing)).toEqual([
      ['synchronous', 41, 30, 418, 298, 536],
      ['metachronous-early', 7, 4, 402, 56, null],
      ['metachronous-late', 12, 10, 574.5, 336, 743],
    ]);
    expect(timing?.logRank.p).toBeCloseTo(0.761230846787914, 10);
  });

  // R: tmerge(..., ev = event(time, event), c = tdc(conv)), then coxph(Surv(tstart, tstop, ev) ~ c), without the patient of time 0.
  it('conversion, which comes later, is a covariate that changes with time: its hazard ratio is that of R', () => {
    const { n, converted, hazardRatio } = demo.groups[0]!.conversion;
    expect([n, converted]).toEqual([46, 6]);
    expect(hazardRatio?.hazardRatio).toBeCloseTo(0.30569503679219, 7);
    expect(hazardRatio?.lower).toBeCloseTo(0.101703236583122, 7);
    expect(hazardRatio?.upper).toBeCloseTo(0.918844460205576, 7);
    expect(hazardRatio?.p).toBeCloseTo(0.034798190513838, 7);
  });
});
