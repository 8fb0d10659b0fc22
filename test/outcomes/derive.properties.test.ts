import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CATALOGUE, type JsonObject } from '../../src/events/index.js';
import { derive, questionOf, RULE_SETS, TIME_ZEROS, type Outcomes, type Question } from '../../src/outcomes/index.js';
import { emptyTimeline, type Entry, type Timeline } from '../../src/timeline/index.js';
import { all } from './history.js';

const TYPES = [
  ...CATALOGUE.filter(({ dated }) => dated).map(({ name }) => name),
  'EmbolisationPerformed',
  'RadiotherapyGiven',
  'TreatmentStopped',
  'ConsentWithdrawn',
  'NotInTheCatalogue',
];
const RECORDER = { subject: 'registrar', role: 'recorder', organisation: 'hospital' };
const WORDS = [
  ...['primary', 'liver-metastasis', 'liver', 'R0', 'R1', 'R2', 'pending', 'CR', 'PR', 'SD', 'PD', 'NE', 'NED'],
  ...['first', 'second', 'imaging', 'clinical', 'marker', 'CT', 'resectable', 'uncertain', 'unresectable'],
  ...['independent', 'investigator', 'initial-staging', 'transplantation', 'TACE'],
];
const FIELDS = [
  ...['kind', 'organ', 'margin', 'overall', 'stage', 'basis', 'modality', 'classification', 'assessor', 'foundAt'],
  ...['procedure', 'diseaseLeft', 'specimenId', 'imagingId', 'lastDay', 'marginWidth', 'grade', 'by', 'site'],
];

const calendarDay = fc
  .tuple(
    fc.constantFrom('2007', '2008'),
    fc.constantFrom('-01', '-02', '-07', ''),
    fc.constantFrom('-01', '-15', '-28', ''),
  )
  .map(([year, month, day]) => (month === '' ? year : year + month + day));
const relativeDay = fc.integer({ min: -30, max: 160 }).map((day) => (day < 0 ? `${day}` : `+${day}`));
const junkDay = fc.constantFrom('unknown', 'unknown', 'unknown', '2008-02-30', '', '2007-07', '+60');

const value = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.constantFrom('e0', 'e1', 'e2', 'e3') },
  { weight: 1, arbitrary: fc.oneof(calendarDay, relativeDay) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
);
const junk = fc.tuple(fc.constantFrom(...TYPES), fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 6 }));

/** What patients really have, field by field from the words that the rules look at. */
const oneOf = (field: string, ...words: readonly string[]) =>
  fc.constantFrom(...words).map((word) => ({ [field]: word }));
const specimen = fc.constantFrom('e0', 'e1', 'e2', 'e3', 'e4', 'e5').map((specimenId) => ({ specimenId }));
const real = (type: string, ...parts: readonly fc.Arbitrary<JsonObject>[]) =>
  fc.tuple(...parts).map((all): [string, JsonObject] => [type, Object.assign({}, ...all) as JsonObject]);
const plausible = fc.oneof(
  real('PatientRegistered'),
  real('DiagnosisMade', oneOf('kind', 'primary', 'liver-metastasis', 'other-metastasis')),
  real('ImagingPerformed', oneOf('modality', 'CT', 'US')),
  real('ResectabilityAssessed', oneOf('classification', 'resectable', 'uncertain', 'unresectable')),
  real('ChemotherapyCycleGiven'),
  real('NewTherapyStarted'),
  real(
    'ResponseAssessed',
    oneOf('overall', 'CR', 'PR', 'SD', 'NON-CR/NON-PD', 'PD', 'NE', 'NED'),
    oneOf('assessor', 'independent', 'investigator'),
  ),
  real(
    'ResectionPerformed',
    oneOf('organ', 'liver', 'liver', 'primary'),
    oneOf('margin', 'R0', 'R1', 'R2', 'pending'),
    oneOf('stage', 'first', 'second', 'only'),
  ),
  real('PathologyReported', specimen, oneOf('margin', 'R0', 'R1', 'R2', 'not-stated')),
  real('AblationPerformed'),
  real('ProgressionDocumented', oneOf('basis', 'imaging', 'clinical', 'marker', 'not-stated')),
  real('FollowedUp'),
  real('Died'),
);

/** Day -20 to 0 of most patients: found, imaged, classed, treated. */
const opening: readonly [string, [string, JsonObject]][] = [
  ['-20', ['DiagnosisMade', { kind: 'liver-metastasis' }]],
  ['-10', ['ImagingPerformed', { modality: 'CT' }]],
  ['-5', ['ResectabilityAssessed', { classification: 'uncertain' }]],
  ['+0', ['ChemotherapyCycleGiven', { regimen: 'FOLFOX', cycle: 1 }]],
];

function timelineOf(
  dateBasis: Timeline['dateBasis'],
  events: readonly (readonly [string, readonly [string, JsonObject]])[],
  statuses: readonly Entry['status'][],
): Timeline {
  const entries = events.map(([occurredOn, [type, data]], index): Entry => {
    const status = statuses[index] ?? 'current';
    const identity = { id: `e${index}`, type, version: 1, position: index, revision: index };
    const recording = { recordedAt: '2024-01-01T00:00:00.000Z', recordedBy: RECORDER, history: [] };
    return {
      ...identity,
      occurredOn,
      data,
      status,
      correctedBy: status === 'corrected' ? `c${index}` : null,
      ...recording,
    };
  });
  return { ...emptyTimeline('p1'), dateBasis, entries };
}

/** Any timeline: mostly of patients as they are, but also such as no decider would let come about. */
const timeline: fc.Arbitrary<Timeline> = fc
  .constantFrom('calendar', 'relative', 'relative', null)
  .chain((dateBasis) => {
    const day = dateBasis === 'relative' ? relativeDay : calendarDay;
    const event = fc.tuple(
      fc.oneof({ weight: 7, arbitrary: day }, { weight: 1, arbitrary: junkDay }),
      fc.oneof({ weight: 4, arbitrary: plausible }, { weight: 1, arbitrary: junk }),
    );
    const status = fc.constantFrom<Entry['status'][]>('current', 'current', 'current', 'corrected', 'retracted');
    return fc
      .tuple(fc.boolean(), fc.array(event, { maxLength: 12 }), fc.array(status, { maxLength: 16 }))
      .map(([opened, events, statuses]) => timelineOf(dateBasis, opened ? [...opening, ...events] : events, statuses));
  });

const question: fc.Arbitrary<Question> = fc
  .record({
    ruleSet: fc.constantFrom(...RULE_SETS),
    timeZero: fc.constantFrom(...TIME_ZEROS),
    cutOff: fc.constantFrom(null, null, '2007-07-10', '+60'),
    options: fc.record({
      liverSurgery: fc.constantFrom('ignore', 'censor'),
      discontinuation: fc.constantFrom('ignore', 'censor'),
      assessor: fc.constantFrom('any', 'independent-first'),
      partialDates: fc.constantFrom('earliest', 'middle', 'latest'),
      r0MinWidth: fc.constantFrom(null, 10),
    }),
  })
  .map((asked) => questionOf(asked));

/** What any answer must be, whatever was recorded. */
function expectSound({ endpoints, findings }: Outcomes, { entries }: Timeline): void {
  const ids = new Set(entries.flatMap(({ id, correctedBy }) => [id, correctedBy]));
  const named = [...all(endpoints).map(({ evidence }) => evidence), ...findings.map(({ events }) => events)];
  for (const those of named) {
    expect(those.filter((id) => !ids.has(id))).toEqual([]);
    expect(new Set(those).size).toBe(those.length);
  }
  for (const { status, days, months, start, date, reason, evidence } of [endpoints.pfs, endpoints.os]) {
    const known = status !== 'not-evaluable';
    expect([days, months, start, date].map((part) => part !== null)).toEqual(Array(4).fill(known));
    if (known) expect(Number.isInteger(days) && Number(days) >= 0 && evidence.length > 0).toBe(true);
    expect(reason.code).toMatch(/^[a-z-]+$/);
  }
}

describe('the outcomes of any patient whatsoever', () => {
  it('are derived without fail: every part is there, every id is one of the record, no time is negative', () => {
    fc.assert(
      fc.property(timeline, question, (any, asked) => {
        const outcomes = derive(any, asked);
        expectSound(outcomes, any);
        // No NaN, Infinity or undefined: JSON would silently lose them.
        expect(JSON.parse(JSON.stringify(outcomes))).toEqual(outcomes);
      }),
      { numRuns: 600 },
    );
  });

  it('do not depend on the order of recording', () => {
    const shuffled = timeline.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray(one.entries as Entry[], { minLength: one.entries.length })),
    );
    fc.assert(
      fc.property(shuffled, question, ([one, entries], asked) => {
        // The last recorded of two assessments of a day rules by right: they keep their revisions.
        const again = entries.map((each, index) =>
          each.type === 'ResectabilityAssessed' ? each : { ...each, position: index, revision: index },
        );
        expect(derive({ ...one, entries: again }, asked)).toEqual(derive(one, asked));
      }),
      { numRuns: 600 },
    );
  });

  it('have a PFS no longer than the OS counted from the same day, when both are events', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const { pfs, os } = derive(one, asked).endpoints;
        fc.pre(pfs.status === 'event' && os.status === 'event' && pfs.start === os.start);
        expect(Number(pfs.days)).toBeLessThanOrEqual(Number(os.days));
      }),
      { numRuns: 300 },
    );
  });

  it('by documented progressions have no more PFS events than as recorded', () => {
    fc.assert(
      fc.property(timeline, (one) => {
        const ask = (ruleSet: string) =>
          derive(one, questionOf({ ruleSet, timeZero: 'first-line-treatment' })).endpoints.pfs;
        if (ask('fda-2007-table-a').status === 'event') expect(ask('as-recorded').status).toBe('event');
      }),
      { numRuns: 300 },
    );
  });
});
