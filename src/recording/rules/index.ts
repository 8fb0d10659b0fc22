import { cycleTwiceOnOneDay } from './chemotherapy.js';
import { beforeBirth, courseEndsBeforeItBegins, futureDate, mixedDateBasis } from './dates.js';
import { idRepeated, namesCorrection, retractedReference, unknownReference, wrongTypeReference } from './references.js';
import { dateBasisCorrected, notRegistered, registrationInUse, secondRegistration } from './registration.js';
import { responseContradictsParts } from './response.js';
import type { Rule } from './rule.js';

/** All that is refused for the sake of the patient's history; what one field alone can break is refused by `readEvent`. */
export const RULES: readonly Rule[] = [
  idRepeated,
  notRegistered,
  secondRegistration,
  registrationInUse,
  dateBasisCorrected,
  mixedDateBasis,
  futureDate,
  beforeBirth,
  courseEndsBeforeItBegins,
  unknownReference,
  namesCorrection,
  retractedReference,
  wrongTypeReference,
  responseContradictsParts,
  cycleTwiceOnOneDay,
];
