import { timeZeroOf, type Because, type BestResponse } from '../outcomes/index.js';
import { fisherExact, newcombeDifference, type Proportion, type ProportionDifference } from '../statistics/index.js';
import type { Analysis, ResultOf, Rows } from './analysis.js';
import { NOT_STATED } from './group-by.js';
import { PROPORTION_LIMITS, proportionOf, type ProportionLimits } from './proportion-limits.js';
import { spiderOf, swimmerOf, waterfallOf, type SpiderPoint, type Swimmer, type Waterfall } from './response-plots.js';
import { responseText } from './response-text.js';
import { nobodyIn } from './survival-estimate.js';

/** From the best to none, as a table has them. */
export const BEST = ['CR', 'PR', 'SD', 'NON-CR/NON-PD', 'PD', 'NE'] as const;
export type Best = (typeof BEST)[number];

/** What is counted, of whom. */
export interface Figure {
  /** Objective response: CR or PR. Disease control: these, SD or NON-CR/NON-PD. */
  readonly of: 'objective-response' | 'disease-control';
  readonly confirmation: 'unconfirmed' | 'confirmed';
  readonly among: 'intention-to-treat' | 'evaluable';
}

export interface ResponseProportion extends Figure, Proportion {
  readonly denominatorIs: string;
  /** Why there is no proportion; null when there is one. */
  readonly reason: Because | null;
}

export interface ResponseGroup {
  readonly n: number;
  readonly proportions: readonly ResponseProportion[];
  /** Patients by best overall response; each column adds up to n. */
  readonly best: readonly { readonly response: Best; readonly unconfirmed: number; readonly confirmed: number }[];
  /** Of those without a best response (NE, unconfirmed), by the code of the reason. */
  readonly notEvaluable: readonly { readonly code: string; readonly count: number }[];
}

export interface ResponseDifference extends Figure, ProportionDifference {
  /** Fisher's exact test, two-sided. */
  readonly p: number | null;
}

export interface ResponseComparison {
  /** First minus second; null where there are no two stated groups. */
  readonly groups: readonly [string, string] | null;
  readonly differences: readonly ResponseDifference[];
  readonly reason: Because | null;
}

export interface ResponseRow extends Pick<BestResponse, 'imputed' | 'evidence' | 'reason'> {
  readonly unconfirmed: Best;
  readonly confirmed: Best;
  /** An adequate assessment after time zero, or a progression, counts. */
  readonly evaluable: boolean;
  readonly waterfall: Waterfall;
  readonly spider: readonly SpiderPoint[];
  readonly swimmer: Swimmer;
}

export type ResponseResult = ResultOf<ResponseRow, ResponseGroup, ResponseComparison>;

export type ResponseParameters = { readonly limits: ProportionLimits };

const FIGURES: readonly Figure[] = (['objective-response', 'disease-control'] as const).flatMap((of) =>
  (['unconfirmed', 'confirmed'] as const).flatMap((confirmation) =>
    (['intention-to-treat', 'evaluable'] as const).map((among) => ({ of, confirmation, among })),
  ),
);
const COUNTED: Readonly<Record<Figure['of'], readonly Best[]>> = {
  'objective-response': ['CR', 'PR'],
  'disease-control': ['CR', 'PR', 'SD', 'NON-CR/NON-PD'],
};
const DENOMINATORS: Readonly<Record<Figure['among'], (timeZero: string) => string>> = {
  'intention-to-treat': (timeZero) =>
    `all patients counted from ${timeZero} (intention to treat): not evaluable is no response`,
  evaluable: (timeZero) => `patients with an adequate assessment after ${timeZero}, or a progression`,
};

/**
 * Response to treatment by best overall response (endpoints.md 6.5, 6.6, 9): proportions with their denominators, the
 * distribution, and of each patient what waterfall, spider and swimmer plots draw.
 */
export const response: Analysis<ResponseRow, ResponseGroup, ResponseComparison, ResponseParameters> = {
  name: 'response',
  version: 2,
  about: 'Objective response and disease control, unconfirmed and confirmed, of all treated and of the evaluable',
  timeless: true,
  parameters: { limits: PROPORTION_LIMITS },
  limits: ({ limits }) => limits,
  patient: ({ outcomes: { endpoints } }) => {
    const { status, unconfirmed, confirmed, reason, imputed, evidence } = endpoints.bestResponse;
    if (unconfirmed === null || confirmed === null) return { excluded: reason };
    return {
      unconfirmed,
      confirmed,
      evaluable: status === 'evaluable',
      waterfall: waterfallOf(endpoints),
      spider: spiderOf(endpoints),
      swimmer: swimmerOf(endpoints),
      reason,
      imputed,
      evidence,
    };
  },
  summary: ({ rows }, { question, parameters: { limits }, size }) => ({
    n: rows.length,
    proportions: FIGURES.map((figure) => {
      const { numerator, denominator } = countsOf(rows, figure);
      return {
        ...figure,
        ...proportionOf(numerator, denominator, limits),
        denominatorIs: DENOMINATORS[figure.among](timeZeroOf(question)),
        reason: denominator > 0 ? null : (nobodyIn(rows.length, size) ?? NOBODY_EVALUABLE),
      };
    }),
    best: BEST.map((one) => ({
      response: one,
      unconfirmed: rows.filter(({ unconfirmed }) => unconfirmed === one).length,
      confirmed: rows.filter(({ confirmed }) => confirmed === one).length,
    })),
    notEvaluable: reasonsOf(rows.filter(({ unconfirmed }) => unconfirmed === 'NE')),
  }),
  comparison: compare,
  text: responseText,
};

const NOBODY_EVALUABLE: Because = { code: 'nobody-evaluable', text: 'No patient of the group is evaluable.' };

function countsOf(rows: readonly ResponseRow[], { of, confirmation, among }: Figure) {
  const those = rows.filter(({ evaluable }) => evaluable || among === 'intention-to-treat');
  const counting = those.filter((row) => COUNTED[of].includes(row[confirmation]));
  return { numerator: counting.length, denominator: those.length };
}

function compare(groups: readonly Rows<ResponseRow>[]): ResponseComparison {
  const stated = groups.filter(({ name, rows }) => rows.length > 0 && !NOT_STATED.includes(name));
  const [first, second] = stated;
  if (!first || !second || stated.length > 2) {
    const text = `Two groups are compared; patients are in ${stated.length}.`;
    return { groups: null, differences: [], reason: { code: 'not-two-groups', text } };
  }
  return {
    groups: [first.name, second.name],
    differences: FIGURES.map((figure) => {
      const counts = [countsOf(first.rows, figure), countsOf(second.rows, figure)] as const;
      return { ...figure, ...newcombeDifference(...counts), p: fisherExact(...counts).p };
    }),
    reason: null,
  };
}

function reasonsOf(rows: readonly ResponseRow[]): ResponseGroup['notEvaluable'] {
  const counts = new Map<string, number>();
  for (const { reason } of rows) counts.set(reason.code, (counts.get(reason.code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count })).toSorted((a, b) => (a.code < b.code ? -1 : 1));
}
