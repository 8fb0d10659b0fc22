import { timeZeroOf } from './question.js';
import { isSynthetic, type Timeline } from '../timeline/index.js';
import { complications, noComplications } from './complications.js';
import { conversionOrProgression, noConversionOrProgression } from './conversion-or-progression.js';
import { conversion, noConversion } from './conversion.js';
import { courseOf, type Course } from './course.js';
import { diseaseFreeSurvival } from './disease-free-survival.js';
import { findingsOf } from './findings.js';
import { firstProgression, noProgression } from './first-progression.js';
import type { Endpoints, Options, Outcomes, Question } from './outcomes.js';
import { noMortality, operativeMortality } from './operative-mortality.js';
import { noSurgery, surgery } from './operations.js';
import { overallSurvival } from './overall-survival.js';
import { noPathologicalResponse, pathologicalResponse } from './pathological-response.js';
import { noPresentation, presentation } from './presentation.js';
import { progressionFreeSurvival, timeToProgression } from './progression-free-survival.js';
import { noResectability, resectability } from './resectability.js';
import { noResponseEndpoints, responseEndpoints } from './response-endpoints.js';
import { findZero } from './time-zero.js';
import { noToxicity, toxicity } from './toxicity.js';
import { treatmentLines } from './treatment-lines.js';
import { noTreatment, treatment } from './treatment.js';
import { because, noTime } from './time-to-event.js';
import { timeToTreatmentFailure } from './treatment-failure.js';
import { noMarkers, tumourMarkers } from './tumour-markers.js';

/**
 * The outcomes of one patient: endpoints by the rules of endpoints.md, each with its reason and the ids of the events
 * behind it. Pure and total: any timeline has an answer, and the order of recording changes none, but for assessments of
 * resectability on one day, of which the last recorded rules. Days are whole, months are for display.
 */
export function derive(timeline: Timeline, question: Question): Outcomes {
  const { patientId, revision, dateBasis } = timeline;
  const { ruleSet, timeZero, options, cutOff } = question;
  const course = courseOf(timeline, question);
  return {
    patientId,
    revision,
    dateBasis,
    synthetic: isSynthetic(timeline),
    ruleSet,
    timeZero,
    options,
    cutOff,
    ...(course ? evaluate(course, question) : { endpoints: noCalendar(options), findings: [] }),
  };
}

/**
 * The time zero of the question is that of OS. PFS, conversion and best response share it under `as-recorded`; every other
 * rule set defines theirs, the start of first-line treatment. Disease-free survival has its own.
 */
function evaluate(course: Course, question: Question): Pick<Outcomes, 'endpoints' | 'findings'> {
  const name = timeZeroOf(question);
  const zero = findZero(course, name);
  const ofSurvival = question.timeZero === name ? zero : findZero(course, question.timeZero);
  const firstLine = name === 'first-line-treatment' ? zero : findZero(course, 'first-line-treatment');
  const lines = treatmentLines(course, firstLine);
  const metastases = presentation(course);
  const pfs = progressionFreeSurvival(course, zero, question);
  const converted = conversion(course, zero, name);
  const response = responseEndpoints(course, zero, pfs);
  return {
    endpoints: {
      pfs,
      os: overallSurvival(course, ofSurvival, question),
      dfs: diseaseFreeSurvival(course),
      ttp: timeToProgression(course, zero, question),
      ttf: timeToTreatmentFailure(course, zero, question),
      firstProgression: firstProgression(course, zero, question),
      conversion: converted,
      conversionOrProgression: conversionOrProgression(course, zero, question, converted),
      ...response.endpoints,
      tumourMarkers: tumourMarkers(course, zero),
      metastases,
      resectability: resectability(course, zero, name),
      treatment: treatment(course, firstLine, lines),
      surgery: surgery(course, metastases.timing),
      pathologicalResponse: pathologicalResponse(course),
      toxicity: toxicity(course, zero),
      operativeMortality: operativeMortality(course),
      complications: complications(course),
    },
    findings: [...findingsOf(course, [zero, ofSurvival], lines), ...response.findings],
  };
}

/** The cut-off cannot be placed among the patient's days. */
function noCalendar(options: Options): Endpoints {
  const reason = because('no-calendar', 'The cut-off and the dates of this patient are not both calendar or relative.');
  const obstacle = { reason, used: [] };
  return {
    pfs: noTime(obstacle),
    os: noTime(obstacle),
    dfs: noTime(obstacle),
    ttp: noTime(obstacle),
    ttf: noTime(obstacle),
    firstProgression: noProgression('not-evaluable', obstacle),
    conversion: noConversion('unknown', reason, []),
    conversionOrProgression: noConversionOrProgression(reason),
    ...noResponseEndpoints(obstacle),
    tumourMarkers: noMarkers(obstacle),
    metastases: noPresentation(reason, []),
    resectability: noResectability(reason),
    treatment: noTreatment(reason),
    surgery: noSurgery(reason),
    pathologicalResponse: noPathologicalResponse(reason),
    toxicity: noToxicity(reason),
    operativeMortality: noMortality(reason, options.mortalityDays),
    complications: noComplications(reason),
  };
}
