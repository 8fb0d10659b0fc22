import type { EventType } from './event-type.js';
import { AblationPerformed } from './types/ablation-performed.js';
import { ChemotherapyCourseGiven } from './types/chemotherapy-course-given.js';
import { ChemotherapyCycleGiven } from './types/chemotherapy-cycle-given.js';
import { DiagnosisMade } from './types/diagnosis-made.js';
import { Died } from './types/died.js';
import { EventCorrected } from './types/event-corrected.js';
import { EventRetracted } from './types/event-retracted.js';
import { FollowedUp } from './types/followed-up.js';
import { ImagingPerformed } from './types/imaging-performed.js';
import { NewTherapyStarted } from './types/new-therapy-started.js';
import { PathologyReported } from './types/pathology-reported.js';
import { PatientRegistered } from './types/patient-registered.js';
import { ProgressionDocumented } from './types/progression-documented.js';
import { ResectabilityAssessed } from './types/resectability-assessed.js';
import { ResectionPerformed } from './types/resection-performed.js';
import { ResponseAssessed } from './types/response-assessed.js';
import { ToxicityObserved } from './types/toxicity-observed.js';

/** Every type of event that the service knows, in the order in which people meet them. */
export const CATALOGUE: readonly EventType[] = [
  PatientRegistered,
  DiagnosisMade,
  ImagingPerformed,
  ResectabilityAssessed,
  ChemotherapyCycleGiven,
  ChemotherapyCourseGiven,
  NewTherapyStarted,
  ResponseAssessed,
  ResectionPerformed,
  PathologyReported,
  AblationPerformed,
  ToxicityObserved,
  ProgressionDocumented,
  FollowedUp,
  Died,
  EventCorrected,
  EventRetracted,
];

const BY_NAME = new Map(CATALOGUE.map((type) => [type.name, type]));

/** The type of that name, or undefined. */
export const eventTypeOf = (name: string): EventType | undefined => BY_NAME.get(name);

/** Names of data fields that are stored sealed. A name is sealed in every type, so a correction needs no look-up. */
export const SEALED_FIELDS: ReadonlySet<string> = new Set(CATALOGUE.flatMap((type) => type.sealed ?? []));
