import type { JsonObject } from '../events/index.js';
import type { Entry } from '../timeline/index.js';

const always = (): boolean => true;

/**
 * Which entries prove that the patient was alive on their day (endpoints.md 4.1). Resectability assessments, pathology,
 * molecular results, a stop of treatment, a loss to follow-up and a registration are not in the list: they can be
 * dated when the patient is dead already.
 */
const PROVES_LIFE: Readonly<Record<string, (data: JsonObject) => boolean>> = {
  DiagnosisMade: always,
  ImagingPerformed: always,
  ChemotherapyCycleGiven: always,
  ChemotherapyCourseGiven: always,
  NewTherapyStarted: always,
  ResponseAssessed: always,
  ResectionPerformed: always,
  ResectionAbandoned: (data) => data['when'] === 'at-exploration',
  AblationPerformed: always,
  EmbolisationPerformed: always,
  RadiotherapyGiven: always,
  TumourMarkerMeasured: always,
  ToxicityObserved: (data) => data['grade'] !== 5,
  ComplicationObserved: (data) => data['grade'] !== 'V',
  ProgressionDocumented: always,
  FollowedUp: always,
  ConsentWithdrawn: always,
};

/** Types of entries that can need a living patient. */
export const LIFE_TYPES = Object.keys(PROVES_LIFE);

/** Whether an entry of this type can need a living patient. */
export const canProveLife = (type: string): boolean => Object.hasOwn(PROVES_LIFE, type);

/** Whether the entry needs a living patient. An entry of a type that the rules do not name proves nothing. */
export const provesLife = ({ type, data }: Entry): boolean =>
  canProveLife(type) && (PROVES_LIFE[type]?.(data) ?? false);
