import type { EventType } from './event-type.js';
import { AblationPerformed } from './types/ablation-performed.js';
import { ChemotherapyCourseGiven } from './types/chemotherapy-course-given.js';
import { ChemotherapyCycleGiven } from './types/chemotherapy-cycle-given.js';
import { CohortDefined } from './types/cohort-defined.js';
import { ComplicationObserved } from './types/complication-observed.js';
import { ConsentWithdrawn } from './types/consent-withdrawn.js';
import { DiagnosisMade } from './types/diagnosis-made.js';
import { Died } from './types/died.js';
import { EmbolisationPerformed } from './types/embolisation-performed.js';
import { EventCorrected } from './types/event-corrected.js';
import { EventRetracted } from './types/event-retracted.js';
import { FollowedUp } from './types/followed-up.js';
import { ImagingPerformed } from './types/imaging-performed.js';
import { LostToFollowUp } from './types/lost-to-follow-up.js';
import { MolecularTested } from './types/molecular-tested.js';
import { NewTherapyStarted } from './types/new-therapy-started.js';
import { PathologyReported } from './types/pathology-reported.js';
import { PatientRegistered } from './types/patient-registered.js';
import { PatientsMerged } from './types/patients-merged.js';
import { PatientsUnmerged } from './types/patients-unmerged.js';
import { ProgressionDocumented } from './types/progression-documented.js';
import { RadiotherapyGiven } from './types/radiotherapy-given.js';
import { ResectabilityAssessed } from './types/resectability-assessed.js';
import { ResectionAbandoned } from './types/resection-abandoned.js';
import { ResectionPerformed } from './types/resection-performed.js';
import { ResponseAssessed } from './types/response-assessed.js';
import { ToxicityObserved } from './types/toxicity-observed.js';
import { TreatmentStopped } from './types/treatment-stopped.js';
import { TumourMarkerMeasured } from './types/tumour-marker-measured.js';

/** Every type of event that can be recorded of a patient, in the order in which people meet them. */
export const CATALOGUE: readonly EventType[] = [
  PatientRegistered,
  DiagnosisMade,
  MolecularTested,
  ImagingPerformed,
  TumourMarkerMeasured,
  ResectabilityAssessed,
  ChemotherapyCycleGiven,
  ChemotherapyCourseGiven,
  NewTherapyStarted,
  TreatmentStopped,
  ResponseAssessed,
  ResectionPerformed,
  ResectionAbandoned,
  PathologyReported,
  AblationPerformed,
  EmbolisationPerformed,
  RadiotherapyGiven,
  ToxicityObserved,
  ComplicationObserved,
  ProgressionDocumented,
  FollowedUp,
  LostToFollowUp,
  ConsentWithdrawn,
  Died,
  EventCorrected,
  EventRetracted,
  PatientsMerged,
  PatientsUnmerged,
];

/** Every type of event that a log can hold. */
export const EVENT_TYPES: readonly EventType[] = [...CATALOGUE, CohortDefined];

const BY_NAME = new Map(CATALOGUE.map((type) => [type.name, type]));

/** The type of a patient's event of that name, or undefined. */
export const eventTypeOf = (name: string): EventType | undefined => BY_NAME.get(name);

/** Names of data fields that are stored sealed. A name is sealed in every type, so a correction needs no look-up. */
export const SEALED_FIELDS: ReadonlySet<string> = new Set(CATALOGUE.flatMap((type) => type.sealed ?? []));
