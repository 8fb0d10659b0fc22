import { LIFE_TYPES } from './life.js';
import { DISEASE_FREE, type Endpoints, type Question, type RuleSet, type TimeZero } from './outcomes.js';
import { isEntry, timeZeroOf } from './question.js';
import { RECORDED_SETS } from './recorded-sets.js';

/** The rule behind an endpoint, as far as it can be told without its code. */
export interface Rule {
  readonly name: keyof Endpoints;
  /** As people call it: `Progression-free survival`. */
  readonly title: string;
  /** Raised whenever the same record and question would give another answer. */
  readonly version: number;
  /** What the rule says, in whole sentences. */
  readonly text: string;
  /** Types of events that it reads: one of another type is left out, whatever it says. */
  readonly reads: readonly string[];
  /** What it counts from; null where it counts nothing. */
  readonly timeZero: TimeZero | typeof DISEASE_FREE | null;
}

type Of<T> = T | Readonly<Record<RuleSet, T>>;
interface Row {
  readonly title: string;
  readonly version: number;
  readonly text: Of<string>;
  readonly reads: Of<readonly string[]>;
  readonly from: (question: Question) => Rule['timeZero'];
}

const ASSESSMENTS = ['ResponseAssessed', 'ProgressionDocumented'];
const RESECTIONS = ['ResectionPerformed', 'PathologyReported'];
const OPERATIONS = ['ResectionPerformed', 'AblationPerformed', 'ResectionAbandoned'];
const CYCLES = ['ChemotherapyCycleGiven', 'ChemotherapyCourseGiven'];
const DOCUMENTED = [
  ...['ImagingPerformed', ...ASSESSMENTS, 'NewTherapyStarted', 'TreatmentStopped'],
  ...['ResectionPerformed', 'AblationPerformed'],
];
const OF_PFS = {
  'fda-2007-table-a': DOCUMENTED,
  'itt-ema': ASSESSMENTS,
  'as-recorded': [...ASSESSMENTS, ...LIFE_TYPES],
};
const OF_RESPONSE = [...DOCUMENTED, ...RESECTIONS];
const response = (title: string, text: string): Row => ({
  title,
  version: 1,
  text,
  reads: { 'fda-2007-table-a': OF_RESPONSE, 'itt-ema': OF_RESPONSE, 'as-recorded': [...OF_RESPONSE, ...LIFE_TYPES] },
  from: timeZeroOf,
});
const nowhere = (): null => null;

const CENSORED_BY_TABLE_A =
  'Without baseline imaging in the 28 days before, after a new therapy or after too many missed assessments the time is censored; without an event it is censored at the last adequate assessment.';

/** One row an endpoint (endpoints.md 2 to 6), beside the code that carries it out. */
const ROWS: Readonly<Record<keyof Endpoints, Row>> = {
  pfs: {
    title: 'Progression-free survival',
    version: 1,
    text: {
      'fda-2007-table-a': `From the start of first-line treatment to the first progression documented by imaging, histology or at operation, or to death of any cause, whichever comes first. ${CENSORED_BY_TABLE_A} (FDA 2007, appendix 3, table A.)`,
      'itt-ema':
        'From the start of first-line treatment to the first progression of any basis or to death of any cause, whatever was missed, started or operated before; without either, censored at the last adequate assessment. (EMA/CHMP/27994/2008 Rev.1.)',
      'as-recorded':
        'From the time zero that was asked for to the first progression of any basis or to death of any cause, on that day or later; without either, censored on the last day that the patient is known to have been alive.',
    },
    reads: OF_PFS,
    from: timeZeroOf,
  },
  os: {
    title: 'Overall survival',
    version: 1,
    text: 'From time zero to death of any cause; censored on the last day that the patient is known to have been alive.',
    reads: LIFE_TYPES,
    from: ({ timeZero }) => timeZero,
  },
  dfs: {
    title: 'Disease-free survival',
    version: 1,
    text: 'From the first clearing liver resection whose margin counts, or the later operation that leaves no disease, to recurrence or death of any cause; a second primary is no event, a new therapy changes nothing; censored at the last adequate assessment. (Relapse-free survival of DATECAN, Cohen et al. 2020.)',
    reads: [...RESECTIONS, ...ASSESSMENTS],
    from: () => DISEASE_FREE,
  },
  ttp: {
    title: 'Time to progression',
    version: 1,
    text: {
      'fda-2007-table-a': `From the start of first-line treatment to the first progression documented by imaging, histology or at operation; death is no event. ${CENSORED_BY_TABLE_A}`,
      'itt-ema':
        'From the start of first-line treatment to the first progression of any basis; death is no event; without progression, censored at the last adequate assessment.',
      'as-recorded':
        'From the time zero that was asked for to the first progression of any basis, on that day or later; censored at death, else on the last day that the patient is known to have been alive.',
    },
    reads: OF_PFS,
    from: timeZeroOf,
  },
  ttf: {
    title: 'Time to treatment failure',
    version: 1,
    text: "From time zero to the earliest of progression of any basis, death, a new therapy, and a stop of treatment for toxicity, progression or the patient's wish; censored on the last day that the patient is known to have been alive.",
    reads: [...ASSESSMENTS, 'TreatmentStopped', ...LIFE_TYPES],
    from: timeZeroOf,
  },
  firstProgression: {
    title: 'First progression',
    version: 1,
    text: {
      'fda-2007-table-a':
        'The sites of all progressions on the day of the first one documented by imaging, histology or at operation.',
      'itt-ema': 'The sites of all progressions on the day of the first one, of any basis but a marker alone.',
      'as-recorded': 'The sites of all progressions on the day of the first one, of any basis but a marker alone.',
    },
    reads: ASSESSMENTS,
    from: timeZeroOf,
  },
  conversion: {
    title: 'Conversion to resection',
    version: 1,
    text: 'Whether a patient assessed as unresectable or uncertain at the outset came to a clearing liver resection, R0 or R1, on or after time zero. R2, ablation alone, a first stage alone and transplantation are none.',
    reads: ['DiagnosisMade', 'ResectabilityAssessed', ...RESECTIONS, ...LIFE_TYPES],
    from: timeZeroOf,
  },
  conversionOrProgression: {
    title: 'Conversion, progression or death',
    version: 1,
    text: 'The first of conversion, progression of any basis and death; of one day conversion. Censored on the last day that the patient is known to have been alive.',
    reads: ['DiagnosisMade', 'ResectabilityAssessed', ...RESECTIONS, ...ASSESSMENTS, ...LIFE_TYPES],
    from: timeZeroOf,
  },
  bestResponse: response(
    'Best response',
    'The best overall response after time zero, up to the first documented progression and before liver surgery or a new therapy; stable disease needs six weeks; confirmed, CR and PR need a second assessment at least 28 days later. (RECIST 1.1, 4.4.)',
  ),
  responseDuration: response(
    'Duration of response',
    'From the first assessment of the response to the end of progression-free survival by the same rule set, censored as that is.',
  ),
  responseDepth: response(
    'Depth of response',
    'The smallest sum of diameters in the window of the best response against that before treatment; positive where it only grew.',
  ),
  responses: response(
    'Responses',
    'Each day of imaging after time zero: the overall response as recorded beside the one that the lesions give by RECIST 1.1.',
  ),
  tumourMarkers: {
    title: 'Tumour markers',
    version: 1,
    text: 'Of each marker the last value up to time zero, the lowest and the last one after it, and how fast it rises; a marker alone is no progression.',
    reads: ['TumourMarkerMeasured', 'DiagnosisMade'],
    from: timeZeroOf,
  },
  metastases: {
    title: 'Presentation of the metastases',
    version: 1,
    text: 'Synchronous where the liver metastases were diagnosed by the day of the primary, or are stated as found at initial staging; metachronous after it, early within 12 calendar months.',
    reads: ['DiagnosisMade'],
    from: nowhere,
  },
  resectability: {
    title: 'Resectability',
    version: 1,
    text: 'The assessments of resectability, the first one from the diagnosis of the metastases to time zero as the class at the outset; of one day the last recorded rules.',
    reads: ['ResectabilityAssessed', 'DiagnosisMade'],
    from: timeZeroOf,
  },
  treatment: {
    title: 'Treatment',
    version: 1,
    text: 'Lines of treatment from the start of first-line treatment on: the next one starts with the first cycle after a progression, or with a new therapy; and what chemotherapy was for.',
    reads: [...ASSESSMENTS, 'NewTherapyStarted', 'TreatmentStopped', 'ResectabilityAssessed', ...RESECTIONS, ...CYCLES],
    from: () => 'first-line-treatment',
  },
  surgery: {
    title: 'Surgery',
    version: 1,
    text: 'The operations done and given up, each with organ, stage, margin and what it left, in the order of their days.',
    reads: [...OPERATIONS, 'PathologyReported', 'DiagnosisMade'],
    from: nowhere,
  },
  pathologicalResponse: {
    title: 'Pathological response',
    version: 1,
    text: 'What the pathology report of each liver resection says of the response; it is never part of the best response.',
    reads: [...OPERATIONS, 'PathologyReported'],
    from: nowhere,
  },
  toxicity: {
    title: 'Toxicity',
    version: 1,
    text: 'The worst grade of each side effect on or after time zero. (CTCAE, as each was graded.)',
    reads: ['ToxicityObserved'],
    from: timeZeroOf,
  },
  operativeMortality: {
    title: 'Mortality after operations',
    version: 1,
    text: 'Death of any cause within so many days of each operation; who is not known to be alive by then is counted apart.',
    reads: [...OPERATIONS, ...LIFE_TYPES],
    from: nowhere,
  },
  complications: {
    title: 'Complications',
    version: 1,
    text: 'Complications of operations and embolisations as recorded, by the grades of Clavien and Dindo.',
    reads: ['ComplicationObserved', 'EmbolisationPerformed', ...OPERATIONS],
    from: nowhere,
  },
};

/** The endpoints by name. */
export const ENDPOINTS = Object.keys(ROWS) as readonly (keyof Endpoints)[];

/** The rule of an endpoint under a question. */
export function ruleOf(name: keyof Endpoints, question: Question): Rule {
  const { title, version, text, reads, from } = ROWS[name];
  const timeZero = from(question);
  const types = of(reads, question.ruleSet);
  return {
    name,
    title,
    version,
    text: of(text, question.ruleSet),
    // Death ends every record: what is dated after it counts for no rule.
    reads: [...new Set([...zeroReads(timeZero), ...types, 'Died'])],
    timeZero,
  };
}

const of = <T extends string | readonly string[]>(one: Of<T>, ruleSet: RuleSet): T =>
  typeof one === 'string' || Array.isArray(one) ? (one as T) : (one as Readonly<Record<RuleSet, T>>)[ruleSet];

/** Types that a time zero is read from; that of a cohort is handed in with the question. */
function zeroReads(name: Rule['timeZero']): readonly string[] {
  if (name === null || name === DISEASE_FREE || isEntry(name)) return [];
  if (name === 'first-line-treatment') return ['DiagnosisMade', ...RECORDED_SETS['liver-treatment'].types];
  return name === 'first-r0-liver-resection' ? RESECTIONS : RECORDED_SETS[name].types;
}
