import type { Entry } from '../timeline/index.js';
import { isAnyProgression, isAssessment, isDocumentedProgression } from './assessments.js';
import type { Used } from './dating.js';
import { isClearing } from './surgery.js';
import { isDiagnosis, isLiverTreatment, RECORDED } from './time-zero.js';

/** Entries that a rule counts together, each by what it says alone: whatever its date, and whatever else is recorded. */
export interface RecordedSet {
  /** Types that its entries have. */
  readonly types: readonly string[];
  readonly is: (entry: Entry) => boolean;
}

const PROGRESSIONS = ['ProgressionDocumented', 'ResponseAssessed'];
const LIVER_TREATMENTS = [
  'ChemotherapyCycleGiven',
  'ChemotherapyCourseGiven',
  'ResectionPerformed',
  'AblationPerformed',
  'EmbolisationPerformed',
  'RadiotherapyGiven',
];

const set = (types: readonly string[], is: (one: Used) => boolean): RecordedSet => ({
  types,
  is: (entry) => is({ entry, imputed: false }),
});
const isProgressive = (one: Used): boolean => isAssessment(one) && one.entry.data['overall'] === 'PD';

/**
 * The sets behind endpoints.md 2 and 3, for whoever asks the record itself. Which reading of an imaging counts is a matter
 * of its day: see {@link overrules}.
 */
export const RECORDED_SETS = {
  'documented-progression': set(PROGRESSIONS, (one) => isDocumentedProgression(one) || isProgressive(one)),
  'any-progression': set(PROGRESSIONS, (one) => isAnyProgression(one) || isProgressive(one)),
  'clearing-resection': set(['ResectionPerformed'], isClearing),
  'liver-metastasis': set(['DiagnosisMade'], isDiagnosis('liver-metastasis')),
  'liver-treatment': set(LIVER_TREATMENTS, isLiverTreatment),
  registration: set(['PatientRegistered'], RECORDED.registration),
  diagnosis: set(['DiagnosisMade'], RECORDED.diagnosis),
  metastasis: set(['DiagnosisMade'], RECORDED.metastasis),
  'first-treatment': set([...LIVER_TREATMENTS, 'NewTherapyStarted'], RECORDED['first-treatment']),
  'first-resection': set(['ResectionPerformed'], RECORDED['first-resection']),
} as const satisfies Readonly<Record<string, RecordedSet>>;
