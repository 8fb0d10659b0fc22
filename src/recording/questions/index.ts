import { cycleRepeated, longGapBetweenCycles } from './chemotherapy.js';
import { afterConsentWithdrawn } from './consent.js';
import { afterDeath, grade5WithoutDeath, secondDeath } from './death.js';
import { responseWithoutBaseline, targetLesionTooSmall, tooManyTargetLesions } from './imaging.js';
import {
  liverResectionWithoutMetastasis,
  marginContradictsPathology,
  r0WithDiseaseLeft,
  secondStageWithoutFirst,
} from './operations.js';
import type { Question } from './question.js';
import { retractionOfReferenced } from './references.js';

/** All that is questioned. */
export const QUESTIONS: readonly Question[] = [
  liverResectionWithoutMetastasis,
  marginContradictsPathology,
  r0WithDiseaseLeft,
  secondStageWithoutFirst,
  responseWithoutBaseline,
  tooManyTargetLesions,
  targetLesionTooSmall,
  cycleRepeated,
  longGapBetweenCycles,
  grade5WithoutDeath,
  secondDeath,
  afterDeath,
  afterConsentWithdrawn,
  retractionOfReferenced,
];
