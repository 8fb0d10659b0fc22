import * as fc from 'fast-check';
import { CATALOGUE, type JsonObject } from '../../src/events/index.js';
import { questionOf, RULE_SETS, TIME_ZEROS, type Question } from '../../src/outcomes/index.js';
import { emptyTimeline, type Entry, type Timeline } from '../../src/timeline/index.js';

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
const number = (field: string, max: number) => fc.integer({ min: 0, max }).map((value) => ({ [field]: value }));
const reading = fc.oneof(
  fc.constant({}),
  specimen.map(({ specimenId }) => ({ imagingId: specimenId })),
);
const lesion = fc.record({
  id: fc.constantFrom('T1', 'T2'),
  node: fc.boolean(),
  state: fc.constantFrom('measured', 'measured', 'measured', 'too-small', 'disappeared', 'not-evaluable'),
  diameter: fc.integer({ min: 0, max: 300 }),
});
const lesions = fc.oneof(
  fc.constant({}),
  fc.array(lesion, { maxLength: 3 }).map((targetLesions) => ({ targetLesions })),
);
const real = (type: string, ...parts: readonly fc.Arbitrary<JsonObject>[]) =>
  fc.tuple(...parts).map((all): [string, JsonObject] => [type, Object.assign({}, ...all) as JsonObject]);
const plausible = fc.oneof(
  real('PatientRegistered'),
  real('DiagnosisMade', oneOf('kind', 'primary', 'liver-metastasis', 'other-metastasis')),
  real('ImagingPerformed', oneOf('modality', 'CT', 'US'), lesions, oneOf('newLesions', 'no', 'yes', 'equivocal')),
  real('ResectabilityAssessed', oneOf('classification', 'resectable', 'uncertain', 'unresectable')),
  real('ChemotherapyCycleGiven'),
  real('NewTherapyStarted'),
  real(
    'ResponseAssessed',
    oneOf('overall', 'CR', 'PR', 'SD', 'NON-CR/NON-PD', 'PD', 'NE', 'NED'),
    oneOf('assessor', 'independent', 'investigator'),
    oneOf('criteria', 'RECIST-1.1', 'RECIST-1.1', 'WHO'),
    reading,
  ),
  real('TumourMarkerMeasured', oneOf('marker', 'CEA', 'CA-19-9'), oneOf('unit', 'ng/mL', 'ug/L'), number('value', 9)),
  real(
    'ResectionPerformed',
    oneOf('organ', 'liver', 'liver', 'primary'),
    oneOf('margin', 'R0', 'R1', 'R2', 'pending'),
    oneOf('stage', 'first', 'second', 'only'),
    fc.constantFrom<JsonObject[]>({}, {}, { diseaseLeft: ['primary'] }, { diseaseLeft: ['none'] }),
  ),
  real('PathologyReported', specimen, oneOf('margin', 'R0', 'R1', 'R2', 'not-stated')),
  real('AblationPerformed'),
  real('ProgressionDocumented', oneOf('basis', 'imaging', 'clinical', 'marker', 'not-stated')),
  real('TreatmentStopped', oneOf('cause', 'toxicity', 'patient-wish', 'completed')),
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
export const timeline: fc.Arbitrary<Timeline> = fc
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

/** Any question, with options of all kinds. */
export const question: fc.Arbitrary<Question> = fc
  .record({
    ruleSet: fc.constantFrom(...RULE_SETS),
    timeZero: fc.constantFrom(...TIME_ZEROS),
    cutOff: fc.constantFrom(null, null, '2007-07-10', '+60'),
    options: fc.record({
      liverSurgery: fc.constantFrom('ignore', 'censor'),
      discontinuation: fc.constantFrom('ignore', 'censor'),
      sameDayOrder: fc.constantFrom('event-first', 'therapy-first'),
      margins: fc.constantFrom('R0', 'R0-R1'),
      schedule: fc.constantFrom({}, { interval: 20, phases: [{ after: 'liver-surgery', interval: 60, window: 7 }] }),
      assessor: fc.constantFrom('any', 'independent-first'),
      partialDates: fc.constantFrom('earliest', 'middle', 'latest'),
      r0MinWidth: fc.constantFrom(null, 10),
    }),
  })
  .map((asked) => questionOf(asked));
