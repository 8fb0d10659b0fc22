import type { Endpoints } from '../../outcomes/index.js';
import type { ColumnType } from './column.js';

/** What a reader is told of a leaf of the outcomes. */
export interface Leaf {
  readonly type: ColumnType;
  readonly about: string;
  readonly unit?: string;
}

type Scalar = string | number | boolean | null;
type LeafOf<T> = {
  [K in keyof T & string]: NonNullable<T[K]> extends readonly unknown[]
    ? never
    : NonNullable<T[K]> extends Scalar
      ? K
      : `${K}.${LeafOf<NonNullable<T[K]>>}`;
}[keyof T & string];

/** Path to a value of the endpoints that is no list; the texts of reasons, which their codes stand for, are left out. */
type EndpointLeaf = Exclude<LeafOf<Endpoints>, `${string}.text`>;

const word = (about: string): Leaf => ({ type: 'string', about });
const date = (about: string): Leaf => ({ type: 'date', about });
const flag = (about: string): Leaf => ({ type: 'boolean', about });
const count = (about: string): Leaf => ({ type: 'integer', about });
const days = (about: string): Leaf => ({ type: 'integer', unit: 'days', about });
const length = (about: string): Leaf => ({ type: 'integer', unit: '0.1 mm', about });

type Under<P extends string, L> = { readonly [K in keyof L & string as `${P}.${K}`]: Leaf };

/** The same leaves below a path, each told of what the path is. */
const under = <P extends string, L extends Readonly<Record<string, Leaf>>>(path: P, title: string, leaves: L) =>
  Object.fromEntries(
    Object.entries(leaves).map(([name, leaf]) => [`${path}.${name}`, { ...leaf, about: `${title}: ${leaf.about}` }]),
  ) as Under<P, L>;

const WHY = {
  'reason.code': word('code of the reason.'),
  imputed: flag('a partial date was used.'),
};
const TIME = {
  status: word('event, censored or not-evaluable.'),
  days: days('from time zero to the event or censoring.'),
  months: { type: 'number', unit: 'months of 30.4375 days', about: 'the same for display, rounded to 0.01.' },
  start: date('time zero.'),
  date: date('day of the event or censoring.'),
  ...WHY,
} as const satisfies Readonly<Record<string, Leaf>>;
const ANSWER = { status: word('evaluable or not-evaluable.'), ...WHY };
const SHOWN = { status: word('event, censored or not-evaluable.'), ...WHY };
const RESECTIONS = {
  planned: count('done or given up.'),
  started: count('done or given up at exploration.'),
  done: count('done.'),
};

/** Every such value, by its path; one that the outcomes gain has to be told here before it compiles. */
export const ENDPOINT_LEAVES: Readonly<Record<EndpointLeaf, Leaf>> = {
  ...under('pfs', 'Progression-free survival', TIME),
  ...under('os', 'Overall survival', TIME),
  ...under('dfs', 'Disease-free survival', TIME),
  ...under('ttp', 'Time to progression', TIME),
  ...under('ttf', 'Time to treatment failure', TIME),
  ...under('firstProgression', 'First progression', SHOWN),
  'firstProgression.pattern': word('First progression: liver-only, extrahepatic-only, both or not-stated.'),
  'firstProgression.date': date('First progression: its day.'),
  ...under('conversion', 'Conversion to a liver resection', SHOWN),
  'conversion.initial': word('Resectability at the outset: resectable, uncertain, unresectable or unknown.'),
  'conversion.converted': flag('Brought to an R0 or R1 liver resection; missing where conversion is no question.'),
  'conversion.days': days('Conversion: from time zero to the resection, or to the end of the watch over it.'),
  'conversion.date': date('Conversion: day of the resection, or of the end of the watch over it.'),
  'conversion.margin': word('Conversion: margin of the resection.'),
  'conversion.after': word('Conversion: what came before the resection.'),
  ...under('conversionOrProgression', 'First of conversion, progression and death', TIME),
  'conversionOrProgression.cause': word('First of conversion, progression and death: which.'),
  'conversionOrProgression.convertedLater': flag('Converted after a progression.'),
  ...under('bestResponse', 'Best overall response', ANSWER),
  'bestResponse.unconfirmed': word('Best overall response without confirmation.'),
  'bestResponse.date': date('Best overall response without confirmation: its day.'),
  'bestResponse.confirmed': word('Best overall response, CR and PR confirmed at least 28 days later.'),
  'bestResponse.confirmedDate': date('Best overall response with confirmation: its day.'),
  'bestResponse.confirmedReason.code': word('Best overall response with confirmation: code of the reason.'),
  ...under('responseDuration.unconfirmed', 'Duration of response', TIME),
  ...under('responseDuration.confirmed', 'Duration of confirmed response', TIME),
  ...under('responseDepth', 'Depth of response', ANSWER),
  'responseDepth.baselineSum': length('Sum of diameters of the target lesions before treatment.'),
  'responseDepth.smallestSum': length('Smallest sum before progression, liver surgery or a new therapy.'),
  'responseDepth.change': {
    type: 'number',
    unit: '%',
    about: 'The smallest sum against the baseline, rounded to 0.1.',
  },
  'responseDepth.date': date('Day of the smallest sum.'),
  ...under('responses', 'Assessments of response', ANSWER),
  'responses.baseline.date': date('Day of the imaging before treatment.'),
  'responses.baseline.sum': length('Sum of diameters on that day.'),
  ...under('tumourMarkers', 'Tumour markers', ANSWER),
  ...under('metastases', 'Liver metastases', ANSWER),
  'metastases.timing': word('Liver metastases: synchronous, metachronous-early or metachronous-late.'),
  'metastases.asStated': flag('Liver metastases: the record says how they were found, whatever the dates.'),
  ...under('resectability', 'Resectability', ANSWER),
  'resectability.initial': word('By the first multidisciplinary assessment, up to time zero.'),
  'resectability.current': word('By the last multidisciplinary assessment.'),
  ...under('treatment', 'Treatment', ANSWER),
  'treatment.intent': word('What chemotherapy was for, told from what followed.'),
  'treatment.chemotherapyStart': word('Chemotherapy began before surgery, or after which.'),
  ...under('surgery', 'Surgery', ANSWER),
  ...under('surgery.counts.liver', 'Liver resections', RESECTIONS),
  ...under('surgery.counts.second-stage', 'Second stages of liver resections', RESECTIONS),
  ...under('surgery.counts.primary', 'Resections of the primary', RESECTIONS),
  'surgery.sequence': word('Of synchronous metastases, by the first resection of each.'),
  'surgery.sequenceReason.code': word('Order of the resections: code of the reason.'),
  ...under('pathologicalResponse', 'Pathological response', ANSWER),
  'pathologicalResponse.date': date('Pathological response: day of the first specimen with a statement.'),
  'pathologicalResponse.complete': flag('No viable tumour in that specimen.'),
  'pathologicalResponse.regression.scale': word('Scale of tumour regression.'),
  'pathologicalResponse.regression.grade': word('Grade on that scale.'),
  ...under('toxicity', 'Side effects', ANSWER),
  'toxicity.worstGrade': count('Worst grade of all terms on or after time zero (CTCAE).'),
  ...under('operativeMortality', 'Operative mortality', ANSWER),
  'operativeMortality.withinDays': days('Operative mortality: counted up to this day after an operation.'),
  ...under('complications', 'Complications', ANSWER),
  'complications.worstGrade': word('Worst grade of Clavien and Dindo.'),
};
