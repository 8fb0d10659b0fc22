import type { Because, Conversion } from '../outcomes/index.js';
import { wilson, type Proportion } from '../statistics/index.js';
import type { Analysis, ResultOf } from './analysis.js';
import { conversionText } from './conversion-text.js';

/** Patients of one initial class, or of both, and how many of them were brought to resection. */
export interface ConversionRate extends Proportion {
  readonly initial: 'unresectable' | 'uncertain' | 'unresectable or uncertain';
  readonly denominatorIs: string;
  /** Why there is no proportion; null when there is one. */
  readonly reason: Because | null;
}

export interface ConversionGroup {
  readonly n: number;
  readonly converted: number;
  readonly proportions: readonly ConversionRate[];
}

export interface ConversionRow {
  readonly initial: Conversion['initial'];
  readonly converted: boolean;
  /** Days from time zero to the resection, or to the end of follow-up; null where the record gives no such time. */
  readonly time: number | null;
  readonly status: Conversion['status'];
  readonly margin: Conversion['margin'];
  /** What came before the resection. */
  readonly after: Conversion['after'];
  readonly imputed: boolean;
  readonly reason: Because;
  readonly evidence: readonly string[];
}

export type ConversionResult = ResultOf<ConversionRow, ConversionGroup>;

const CLASSES = [
  ['unresectable', ['unresectable']],
  ['uncertain', ['uncertain']],
  ['unresectable or uncertain', ['unresectable', 'uncertain']],
] as const;

/**
 * Conversion to a clearing liver resection, R0 or R1, as a proportion of all who were not resectable at the outset
 * (endpoints.md 5.2, 5.3). Everyone of whom conversion can be asked counts, without treatment or follow-up too.
 */
export const conversion: Analysis<ConversionRow, ConversionGroup> = {
  name: 'conversion',
  version: 1,
  about: 'Conversion to liver resection of patients unresectable or uncertain at the outset, with Wilson limits',
  endpoints: ['conversion'],
  timeless: true,
  parameters: {},
  limits: () => 'wilson',
  patient: ({ outcomes }) => {
    const { initial, converted, days, status, margin, after, imputed, reason, evidence } =
      outcomes.endpoints.conversion;
    if (converted === null) return { excluded: reason };
    return { initial, converted, time: days, status, margin, after, imputed, reason, evidence };
  },
  summary: ({ rows }, { size }) => ({
    n: rows.length,
    converted: rows.filter(({ converted }) => converted).length,
    proportions: CLASSES.map(([initial, classes]) => {
      const eligible = rows.filter((row) => classes.some((one) => one === row.initial));
      return {
        initial,
        ...wilson(eligible.filter(({ converted }) => converted).length, eligible.length),
        denominatorIs: `all patients ${initial} at the outset, the untreated and the lost included (intention to treat)`,
        reason: eligible.length > 0 ? null : emptyBecause(size, initial),
      };
    }),
  }),
  text: conversionText,
};

const emptyBecause = (size: number, initial: string): Because =>
  size === 0
    ? { code: 'empty-cohort', text: 'The cohort has no patient.' }
    : { code: 'empty-class', text: `No patient of the group was ${initial} at the outset.` };
