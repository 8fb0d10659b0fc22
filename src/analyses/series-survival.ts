import { inMonths } from '../outcomes/index.js';
import { kaplanMeier, type Coefficient, type LogRank, type Quantile, type Reason } from '../statistics/index.js';
import { compareGroups } from './group-comparison.js';
import type { SeriesFacts } from './series-patient.js';
import { compareByState } from './state-comparison.js';

/** PFS of the patients of one class. */
export interface SeriesSurvivalClass {
  readonly name: string;
  readonly n: number;
  readonly events: number;
  /** Days, with 95% limits on the log-log scale; null where the curve, or the limit, does not fall to one half. */
  readonly median: Quantile;
  readonly months: number | null;
  readonly patients: readonly string[];
}

/** PFS by what was known at the outset, each class compared by the log-rank test. */
export interface SeriesBreakdown {
  readonly by: 'resectability at the outset' | 'timing of the metastases';
  readonly classes: readonly SeriesSurvivalClass[];
  readonly logRank: Pick<LogRank, 'chiSquare' | 'df' | 'p' | 'reason'>;
}

/** PFS and conversion to resection, which comes later: as a covariate that changes with time (endpoints.md 8.3). */
export interface SeriesConversion {
  /** Patients unresectable or uncertain at the outset, and how many of them were converted before their PFS ended. */
  readonly n: number;
  readonly converted: number;
  /** Of being converted against not (yet). */
  readonly hazardRatio: Coefficient | null;
  readonly reason: Reason | null;
  readonly patients: readonly string[];
}

type SeriesPatient = { readonly patientId: string; readonly facts: SeriesFacts };
type Evaluable = SeriesPatient & { readonly time: number; readonly status: 'event' | 'censored' };

const INITIAL = ['resectable', 'uncertain', 'unresectable', 'unknown'] as const;
const TIMING = ['synchronous', 'metachronous-early', 'metachronous-late', 'not-stated'] as const;

export function survivalOf(patients: readonly SeriesPatient[]): {
  readonly breakdowns: readonly SeriesBreakdown[];
  readonly conversion: SeriesConversion;
} {
  const evaluable = patients.flatMap(({ patientId, facts }): Evaluable[] =>
    facts.pfs ? [{ patientId, facts, time: facts.pfs.days, status: facts.pfs.event ? 'event' : 'censored' }] : [],
  );
  return {
    breakdowns: [
      breakdown('resectability at the outset', INITIAL, evaluable, ({ initial }) => initial),
      breakdown('timing of the metastases', TIMING, evaluable, ({ timing }) => timing ?? 'not-stated'),
    ],
    conversion: byConversion(evaluable),
  };
}

function breakdown(
  by: SeriesBreakdown['by'],
  names: readonly string[],
  evaluable: readonly Evaluable[],
  classOf: (facts: SeriesFacts) => string,
): SeriesBreakdown {
  const classes = names.flatMap((name): SeriesSurvivalClass[] => {
    const those = evaluable.filter(({ facts }) => classOf(facts) === name);
    if (those.length === 0) return [];
    const { n, events, median } = kaplanMeier(
      those.map(({ time }) => time),
      those.map(({ status }) => (status === 'event' ? 1 : 0)),
    );
    const months = median.time === null ? null : inMonths(median.time);
    return [{ name, n, events, median, months, patients: those.map(({ patientId }) => patientId) }];
  });
  const { logRank, reason } = compareGroups(
    names,
    evaluable.map(({ facts, time, status }) => ({ time, status, group: classOf(facts) })),
  );
  const { chiSquare, df, p } = logRank ?? { chiSquare: null, df: null, p: null };
  return { by, classes, logRank: { chiSquare, df, p, reason: logRank?.reason ?? reason } };
}

const ELIGIBLE: readonly string[] = ['uncertain', 'unresectable'];

function byConversion(evaluable: readonly Evaluable[]): SeriesConversion {
  const eligible = evaluable.filter(({ facts }) => ELIGIBLE.includes(facts.initial));
  const { n, reached, hazardRatio, reason } = compareByState(
    eligible.map(({ facts, time, status }) => ({ time, status, since: facts.convertedAt })),
    'log-log',
  );
  return { n, converted: reached, hazardRatio, reason, patients: eligible.map(({ patientId }) => patientId) };
}
