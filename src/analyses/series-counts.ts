import type { FigureKey } from './essadi-2011.js';
import type { SeriesFacts } from './series-patient.js';

/** The denominator that needs no words in the table. */
export const ALL = 'all patients';

type Is = (facts: SeriesFacts) => boolean;

/** Whom a figure counts, and of whom. */
export interface Count {
  readonly is: Is;
  readonly among?: Is;
  /** Of whom, in words; absent: all patients. */
  readonly denominator?: string;
  /** Who counts, in words, where the name of the figure leaves it open. */
  readonly counted?: string;
}

const YEARS: ReadonlySet<string | undefined> = new Set(['2007', '2008', '2009']);
const isEvaluable: Is = ({ best }) => best !== null;
const isComplete: Is = ({ best }) => best === 'CR';
const isUncertain: Is = ({ initial }) => initial === 'uncertain';

/** How each figure of the publication is counted here; the two of chemotherapy and the surgery are definitions of ours. */
export const COUNTS: Readonly<Record<Exclude<FigureKey, 'pfs'>, Count>> = {
  patients: { is: () => true },
  period: { is: ({ metastasesFound }) => YEARS.has(metastasesFound?.slice(0, 4)) },
  synchronous: { is: ({ timing }) => timing === 'synchronous' },
  metachronous: { is: ({ timing }) => timing?.startsWith('metachronous') ?? false },
  resectable: { is: ({ initial }) => initial === 'resectable' },
  unresectable: { is: ({ initial }) => initial === 'unresectable' },
  uncertain: { is: isUncertain },
  'chemotherapy-first': {
    is: ({ chemotherapy }) => chemotherapy === 'before-surgery',
    counted:
      'neither the primary nor the liver was resected before the first chemotherapy of the metastases, whether or not an operation followed',
  },
  'chemotherapy-after-primary': {
    is: ({ chemotherapy }) => chemotherapy === 'after-resection-of-primary',
    counted: 'the primary was resected before the first chemotherapy of the metastases',
  },
  response: {
    is: ({ best }) => best === 'CR' || best === 'PR',
    among: isEvaluable,
    denominator:
      'patients evaluable for response: an adequate assessment after the start of treatment, not after liver surgery or a new therapy',
  },
  complete: { is: isComplete, among: isEvaluable, denominator: 'patients evaluable for response' },
  histology: {
    is: ({ completeInHistology }) => completeInHistology,
    among: isComplete,
    denominator: 'patients with a complete response on imaging',
    counted: 'the pathologist found no viable tumour in the resected liver',
  },
  'side-effects': {
    is: ({ worstGrade }) => worstGrade !== null && worstGrade <= 2,
    among: ({ worstGrade }) => worstGrade !== null,
    denominator: 'patients with a side effect on record',
    counted: 'none above grade 2',
  },
  operated: {
    is: ({ operated }) => operated,
    counted: 'liver metastases were resected or ablated; an operation on the primary alone does not count',
  },
  r0: {
    is: (facts) => facts.r0,
    counted: 'a resection cleared the liver, with margin R0 in the pathology report or else in the operation record',
  },
  converted: {
    is: ({ converted }) => converted === true,
    among: isUncertain,
    denominator: 'patients uncertain at the outset, the untreated and the lost included',
    counted: 'a resection cleared the liver, R0 or R1',
  },
};
