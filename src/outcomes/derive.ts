import { isSynthetic, type Timeline } from '../timeline/index.js';
import { complications, noComplications } from './complications.js';
import { conversionOrProgression, noConversionOrProgression } from './conversion-or-progression.js';
import { conversion, noConversion } from './conversion.js';
import { courseOf, type Course } from './course.js';
import { diseaseFreeSurvival } from './disease-free-survival.js';
import { findingsOf } from './findings.js';
import { firstProgression, noProgression } from './first-progression.js';
import { noMortality, operativeMortality } from './operative-mortality.js';
import { noSurgery, surgery } from './operations.js';
import type { Endpoints, Finding, Options, Outcomes, Question, TimeZero } from './outcomes.js';
import { overallSurvival } from './overall-survival.js';
import { noPathologicalResponse, pathologicalResponse } from './pathological-response.js';
import { noPresentation, presentation } from './presentation.js';
import { progressionFreeSurvival, timeToProgression } from './progression-free-survival.js';
import { timeZeroOf } from './question.js';
import { noResectability, resectability } from './resectability.js';
import { noResponseEndpoints, responseEndpoints } from './response-endpoints.js';
import { because, noTime, type Obstacle } from './time-to-event.js';
import { findZero, fromEntryOn, type Zero } from './time-zero.js';
import { noToxicity, toxicity } from './toxicity.js';
import { timeToTreatmentFailure } from './treatment-failure.js';
import { treatmentLines, type Line } from './treatment-lines.js';
import { noTreatment, treatment } from './treatment.js';
import { noMarkers, tumourMarkers } from './tumour-markers.js';

type Name = keyof Endpoints;

/** How an endpoint is derived, and its answer where the days of the patient cannot be placed. */
type Rules = {
  readonly [One in Name]: {
    readonly of: (derivation: Derivation) => Endpoints[One];
    readonly none: (obstacle: Obstacle, options: Options) => Endpoints[One];
  };
};

/**
 * The time zero of the question is that of OS. PFS, conversion and best response share it under `as-recorded`; every other
 * rule set defines theirs, the start of first-line treatment. Disease-free survival has its own.
 */
const RULES: Rules = {
  pfs: { of: ({ course, zero, question }) => progressionFreeSurvival(course, zero, question), none: noTime },
  os: { of: ({ course, zeroOfSurvival, question }) => overallSurvival(course, zeroOfSurvival, question), none: noTime },
  dfs: { of: ({ course, question }) => fromEntryOn(question.entry, diseaseFreeSurvival(course)), none: noTime },
  ttp: { of: ({ course, zero, question }) => timeToProgression(course, zero, question), none: noTime },
  ttf: { of: ({ course, zero, question }) => timeToTreatmentFailure(course, zero, question), none: noTime },
  firstProgression: {
    of: ({ course, zero, question }) => firstProgression(course, zero, question),
    none: (obstacle) => noProgression('not-evaluable', obstacle),
  },
  conversion: {
    of: ({ course, zero, question }) => conversion(course, zero, timeZeroOf(question)),
    none: ({ reason }) => noConversion('unknown', reason, []),
  },
  conversionOrProgression: {
    of: (one) => conversionOrProgression(one.course, one.zero, one.question, one.endpoint('conversion')),
    none: ({ reason }) => noConversionOrProgression(reason),
  },
  bestResponse: {
    of: ({ response }) => response.endpoints.bestResponse,
    none: (obstacle) => noResponseEndpoints(obstacle).bestResponse,
  },
  responseDuration: {
    of: ({ response }) => response.endpoints.responseDuration,
    none: (obstacle) => noResponseEndpoints(obstacle).responseDuration,
  },
  responseDepth: {
    of: ({ response }) => response.endpoints.responseDepth,
    none: (obstacle) => noResponseEndpoints(obstacle).responseDepth,
  },
  responses: {
    of: ({ response }) => response.endpoints.responses,
    none: (obstacle) => noResponseEndpoints(obstacle).responses,
  },
  tumourMarkers: { of: ({ course, zero }) => tumourMarkers(course, zero), none: noMarkers },
  metastases: { of: ({ course }) => presentation(course), none: ({ reason }) => noPresentation(reason, []) },
  resectability: {
    of: ({ course, zero, question }) => resectability(course, zero, timeZeroOf(question)),
    none: ({ reason }) => noResectability(reason),
  },
  treatment: {
    of: ({ course, firstLine, lines }) => treatment(course, firstLine, lines),
    none: ({ reason }) => noTreatment(reason),
  },
  surgery: {
    of: (one) => surgery(one.course, one.endpoint('metastases').timing),
    none: ({ reason }) => noSurgery(reason),
  },
  pathologicalResponse: {
    of: ({ course }) => pathologicalResponse(course),
    none: ({ reason }) => noPathologicalResponse(reason),
  },
  toxicity: { of: ({ course, zero }) => toxicity(course, zero), none: ({ reason }) => noToxicity(reason) },
  operativeMortality: {
    of: ({ course }) => operativeMortality(course),
    none: ({ reason }, { mortalityDays }) => noMortality(reason, mortalityDays),
  },
  complications: { of: ({ course }) => complications(course), none: ({ reason }) => noComplications(reason) },
};

const NAMES = Object.keys(RULES) as readonly Name[];

/** One patient and one question: what endpoints share is worked out when the first of them asks for it. */
class Derivation {
  readonly #zeros = new Map<TimeZero, Zero | Obstacle>();
  readonly #endpoints: { [One in Name]?: Endpoints[One] } = {};
  #lines?: readonly Line[];
  #response?: ReturnType<typeof responseEndpoints>;

  constructor(
    readonly course: Course,
    readonly question: Question,
  ) {}

  get zero(): Zero | Obstacle {
    return this.#zeroOf(timeZeroOf(this.question));
  }

  get zeroOfSurvival(): Zero | Obstacle {
    return this.#zeroOf(this.question.timeZero);
  }

  get firstLine(): Zero | Obstacle {
    return this.#zeroOf('first-line-treatment');
  }

  get lines(): readonly Line[] {
    return (this.#lines ??= treatmentLines(this.course, this.firstLine));
  }

  get response(): ReturnType<typeof responseEndpoints> {
    return (this.#response ??= responseEndpoints(this.course, this.zero, this.endpoint('pfs')));
  }

  get findings(): readonly Finding[] {
    const { course, zero, zeroOfSurvival, lines, response } = this;
    return [...findingsOf(course, [zero, zeroOfSurvival], lines), ...response.findings];
  }

  endpoint<One extends Name>(name: One): Endpoints[One] {
    return (this.#endpoints[name] ??= RULES[name].of(this));
  }

  #zeroOf(name: TimeZero): Zero | Obstacle {
    const zero = this.#zeros.get(name) ?? findZero(this.course, name, this.question.entry);
    this.#zeros.set(name, zero);
    return zero;
  }
}

/**
 * The outcomes of one patient: endpoints by the rules of endpoints.md, each with its reason and the ids of the events
 * behind it. Pure and total: any timeline has an answer, and the order of recording changes none, but for assessments of
 * resectability on one day, of which the last recorded rules. Days are whole, months are for display.
 */
export function derive(timeline: Timeline, question: Question): Outcomes {
  const { patientId, revision, dateBasis } = timeline;
  const { ruleSet, timeZero, options, cutOff } = question;
  const derivation = derivationOf(timeline, question);
  return {
    ...{ patientId, revision, dateBasis, synthetic: isSynthetic(timeline) },
    ...{ ruleSet, timeZero, options, cutOff },
    endpoints: answers(NAMES, derivation, options),
    findings: derivation?.findings ?? [],
  };
}

/** Some endpoints of one patient, as {@link derive} has them, without the work that the others take. */
export const endpointsOf = <One extends Name>(
  timeline: Timeline,
  question: Question,
  names: readonly One[],
): Pick<Endpoints, One> => answers(names, derivationOf(timeline, question), question.options);

function derivationOf(timeline: Timeline, question: Question): Derivation | null {
  const course = courseOf(timeline, question);
  return course && new Derivation(course, question);
}

/** @param derivation null where the cut-off cannot be placed among the patient's days */
const answers = <One extends Name>(
  names: readonly One[],
  derivation: Derivation | null,
  options: Options,
): Pick<Endpoints, One> =>
  Object.fromEntries(
    names.map((name) => [name, derivation ? derivation.endpoint(name) : RULES[name].none(NO_CALENDAR, options)]),
  ) as Pick<Endpoints, One>;

const NO_CALENDAR: Obstacle = {
  reason: because('no-calendar', 'The cut-off and the dates of this patient are not both calendar or relative.'),
  used: [],
};
