import type { Endpoints, TimeToEvent } from '../outcomes/index.js';
import { DATE, FLAG, listOf, number, object, TEXT, words, type Kind } from './kinds.js';

/** A value already derived, or fixed at registration. */
export interface Fact {
  readonly kind: Kind;
  /** When it is known: `fixed` at time zero, at a built-in moment, or never before the end of follow-up. */
  readonly known: 'fixed' | 'never' | 'conversion' | 'progression' | 'death';
  /** Where it is read: a field of the registration, or a path below the endpoints. */
  readonly of: 'registration' | 'endpoints';
}

type Scalar = string | number | boolean | null;
/** Paths to the leaves of a value; a list is a leaf. */
type Leaf<T> = {
  [K in keyof T & string]: NonNullable<T[K]> extends Scalar | readonly unknown[]
    ? K
    : `${K}.${Leaf<NonNullable<T[K]>>}`;
}[keyof T & string];
/** A path to a leaf of the endpoints, as the type of the outcomes has them. */
type EndpointLeaf = Leaf<Endpoints>;
/** Paths to the times to an event. */
type TimePath<T> = {
  [K in keyof T & string]: T[K] extends TimeToEvent
    ? K
    : { [L in keyof T[K] & string]: T[K][L] extends TimeToEvent ? `${K}.${L}` : never }[keyof T[K] & string];
}[keyof T & string];

const DAYS = number('days');
const LENGTH = number('tenths of mm', 0);
const COUNT = number(null, 0);
const EVALUABLE = words('evaluable', 'not-evaluable');
const TIMED = words('event', 'censored', 'not-evaluable');
const RESPONSE = words('CR', 'PR', 'SD', 'NON-CR/NON-PD', 'PD', 'NE');
const RESECTABILITY = words('resectable', 'uncertain', 'unresectable');
const MARGIN = words('R0', 'R1', 'R2');

/** Every time to an event; a new one has to be named here. */
const TIMES: Readonly<Record<TimePath<Endpoints>, Fact['known']>> = {
  pfs: 'progression',
  os: 'death',
  dfs: 'death',
  ttp: 'progression',
  ttf: 'death',
  conversionOrProgression: 'never',
  'responseDuration.unconfirmed': 'progression',
  'responseDuration.confirmed': 'progression',
};
/** What every time to an event has; months are for display. */
const TIME_LEAVES: Readonly<Record<string, Kind>> = {
  status: TIMED,
  days: DAYS,
  start: DATE,
  date: DATE,
  'reason.code': TEXT,
};

const timeFacts = Object.entries(TIMES).flatMap(([endpoint, known]) =>
  Object.entries(TIME_LEAVES).map(([leaf, kind]) => [`${endpoint}.${leaf}`, [kind, known]] as const),
);

/** The other endpoints, leaf by leaf. A path that the outcomes do not have is an error of the compiler. */
const LEAVES: Readonly<Partial<Record<EndpointLeaf, readonly [Kind, Fact['known']]>>> = {
  'conversion.status': [TIMED, 'conversion'],
  'conversion.initial': [RESECTABILITY, 'fixed'],
  'conversion.converted': [FLAG, 'conversion'],
  'conversion.days': [DAYS, 'conversion'],
  'conversion.date': [DATE, 'conversion'],
  'conversion.margin': [words('R0', 'R1'), 'conversion'],
  'conversion.after': [words('systemic', 'embolisation', 'systemic-and-embolisation', 'nothing'), 'conversion'],
  'conversion.reason.code': [TEXT, 'conversion'],
  'conversionOrProgression.cause': [words('conversion', 'progression', 'death'), 'never'],
  'conversionOrProgression.convertedLater': [FLAG, 'never'],
  'bestResponse.status': [EVALUABLE, 'progression'],
  'bestResponse.unconfirmed': [RESPONSE, 'progression'],
  'bestResponse.date': [DATE, 'progression'],
  'bestResponse.confirmed': [RESPONSE, 'progression'],
  'bestResponse.confirmedDate': [DATE, 'progression'],
  'bestResponse.reason.code': [TEXT, 'progression'],
  'responseDepth.status': [EVALUABLE, 'progression'],
  'responseDepth.baselineSum': [LENGTH, 'fixed'],
  'responseDepth.smallestSum': [LENGTH, 'progression'],
  'responseDepth.change': [number('%'), 'progression'],
  'responseDepth.date': [DATE, 'progression'],
  'responseDepth.reason.code': [TEXT, 'progression'],
  'metastases.status': [EVALUABLE, 'fixed'],
  'metastases.timing': [words('synchronous', 'metachronous-early', 'metachronous-late'), 'fixed'],
  'metastases.asStated': [FLAG, 'fixed'],
  'metastases.reason.code': [TEXT, 'fixed'],
  'firstProgression.status': [TIMED, 'progression'],
  'firstProgression.pattern': [words('liver-only', 'extrahepatic-only', 'both'), 'progression'],
  'firstProgression.sites': [listOf(TEXT), 'progression'],
  'firstProgression.date': [DATE, 'progression'],
  'firstProgression.reason.code': [TEXT, 'progression'],
  'resectability.status': [EVALUABLE, 'never'],
  'resectability.initial': [RESECTABILITY, 'fixed'],
  'resectability.current': [RESECTABILITY, 'never'],
  'resectability.assessments': [
    listOf(
      object({ date: DATE, classification: RESECTABILITY, by: words('mdt', 'one-person'), plannedStrategy: TEXT }),
    ),
    'never',
  ],
  'resectability.reason.code': [TEXT, 'never'],
  'treatment.status': [EVALUABLE, 'never'],
  'treatment.intent': [words('neoadjuvant', 'conversion', 'adjuvant', 'perioperative', 'palliative'), 'never'],
  'treatment.statedIntents': [listOf(TEXT), 'never'],
  'treatment.chemotherapyStart': [TEXT, 'never'],
  'treatment.lines': [
    listOf(
      object({
        number: COUNT,
        start: DATE,
        end: DATE,
        startedBy: words('first-treatment', 'progression', 'new-therapy'),
        endedBy: words('progression', 'new-therapy', 'stop', 'death'),
        regimens: listOf(TEXT),
        cycles: COUNT,
        statedNumber: COUNT,
      }),
    ),
    'never',
  ],
  'treatment.reason.code': [TEXT, 'never'],
  'surgery.status': [EVALUABLE, 'never'],
  'surgery.sequence': [
    words('primary-first', 'liver-first', 'simultaneous', 'primary-only', 'liver-only', 'neither'),
    'never',
  ],
  'surgery.operations': [
    listOf(
      object({
        date: DATE,
        kind: words('resection', 'ablation'),
        organ: words('primary', 'liver', 'other'),
        procedure: TEXT,
        intent: words('curative', 'palliative'),
        stage: words('first', 'second'),
        clearing: FLAG,
        margin: MARGIN,
        marginWidth: LENGTH,
        diseaseLeft: listOf(TEXT),
        lesions: COUNT,
        withAblation: FLAG,
        withPrimary: FLAG,
      }),
    ),
    'never',
  ],
  'surgery.abandoned': [listOf(object({ date: DATE, planned: TEXT, when: TEXT, cause: TEXT })), 'never'],
  'surgery.reason.code': [TEXT, 'never'],
  'pathologicalResponse.status': [EVALUABLE, 'never'],
  'pathologicalResponse.complete': [FLAG, 'never'],
  'pathologicalResponse.date': [DATE, 'never'],
  'pathologicalResponse.regression.scale': [TEXT, 'never'],
  'pathologicalResponse.regression.grade': [TEXT, 'never'],
  'pathologicalResponse.reason.code': [TEXT, 'never'],
  'toxicity.status': [EVALUABLE, 'never'],
  'toxicity.worstGrade': [number(null, 1, 5), 'never'],
  'toxicity.worst': [
    listOf(object({ term: TEXT, grade: number(null, 1, 5), ctcaeVersion: TEXT, date: DATE })),
    'never',
  ],
  'toxicity.versions': [listOf(TEXT), 'never'],
  'toxicity.reason.code': [TEXT, 'never'],
  'operativeMortality.status': [EVALUABLE, 'never'],
  'operativeMortality.operations': [
    listOf(object({ date: DATE, status: words('died', 'alive'), days: DAYS, done: listOf(TEXT) })),
    'never',
  ],
  'operativeMortality.reason.code': [TEXT, 'never'],
  'complications.status': [EVALUABLE, 'never'],
  'complications.worstGrade': [words('I', 'II', 'III', 'IIIa', 'IIIb', 'IV', 'IVa', 'IVb', 'V'), 'never'],
  'complications.observed': [
    listOf(
      object({
        term: TEXT,
        grade: words('I', 'II', 'III', 'IIIa', 'IIIb', 'IV', 'IVa', 'IVb', 'V'),
        major: FLAG,
        isgls: words('A', 'B', 'C'),
        date: DATE,
        after: DATE,
        days: COUNT,
      }),
    ),
    'never',
  ],
  'complications.reason.code': [TEXT, 'never'],
};

const REGISTERED: Readonly<Record<string, Kind>> = {
  sex: words('female', 'male', 'other'),
  age: number('years', 0, 130),
  birthYear: number(null, 1850, 2200),
  study: TEXT,
  site: TEXT,
  arm: TEXT,
  dateBasis: words('calendar', 'relative'),
};

/** Every fact that is not one of a named moment or set, by its name. */
export const FACTS: ReadonlyMap<string, Fact> = new Map<string, Fact>([
  ...Object.entries(REGISTERED).map(([name, kind]): [string, Fact] => [
    name,
    { kind, known: 'fixed', of: 'registration' },
  ]),
  ...[...timeFacts, ...Object.entries(LEAVES)].map(([path, [kind, known]]): [string, Fact] => [
    path,
    { kind, known, of: 'endpoints' },
  ]),
]);
