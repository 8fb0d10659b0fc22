import { table } from '../../analyses/index.js';
import {
  kaplanMeier,
  quantile,
  reverseKaplanMeier,
  survivalAt,
  type KaplanMeier,
  type Quantile,
  type Reason,
  type Step,
  type SurvivalAt,
} from '../../statistics/index.js';
import { OPTIONS, type Asked, type Estimate, type Estimator } from './estimator.js';
import { daysWithLimits, decimals, limitsText } from './numbers-text.js';
import { pick, type Sample } from './sample.js';
import { statusesOf } from './status.js';

/** A curve under a name, with its quartiles and what was asked of it. */
export interface NamedCurve extends KaplanMeier {
  readonly name: string;
  /** `p` is the part that has had the event. */
  readonly quartiles: readonly (Quantile & { readonly p: number; readonly reason: Reason | null })[];
  readonly at: readonly SurvivalAt[];
}

export const km: Estimator = {
  name: 'km',
  about: 'Kaplan-Meier',
  example: 'lung.csv --time time --status status --event 2 --group sex --at 365,730',
  options: [...OPTIONS.survival, OPTIONS.group, OPTIONS.at, OPTIONS.curve, OPTIONS.limits],
  estimate: (sample, asked) => curvesOf(sample, asked, kaplanMeier),
};

export const reverseKm: Estimator = {
  name: 'reverse-km',
  about: 'Follow-up by reverse Kaplan-Meier',
  example: 'lung.csv --time time --status status --event 2',
  options: km.options,
  estimate(sample, asked) {
    const { text, ...estimate } = curvesOf(sample, asked, reverseKaplanMeier);
    const note =
      'The curve is of the follow-up: its events are the censorings of the status, which the events only cut short.';
    return { ...estimate, text: [note, ...text] };
  },
};

function curvesOf(sample: Sample, asked: Asked, estimator: typeof kaplanMeier): Estimate {
  const times = sample.days(asked.time);
  const { statuses, coding } = statusesOf(sample, asked.status, asked.event);
  const groups = sample
    .groups(asked.group)
    .map(({ name, rows }) => named(name, estimator(pick(times, rows), pick(statuses, rows), asked.limits), asked.at));
  return { result: { groups }, status: coding, text: curvesText(groups, asked) };
}

export function named(name: string, curve: KaplanMeier, days: readonly number[] = []): NamedCurve {
  const quartiles = [0.25, 0.5, 0.75].map((p) => {
    const found = quantile(curve.steps, p);
    return { p, ...found, reason: found.time === null ? notReached(curve.n, p) : null };
  });
  return { name, ...curve, quartiles, at: survivalAt(curve.steps, days) };
}

const notReached = (n: number, p: number): Reason =>
  n === 0
    ? { code: 'empty-cohort', text: 'there is nobody to estimate from' }
    : { code: 'not-reached', text: `the curve never falls to ${1 - p}` };

/** Quartiles of each curve, then the steps that were asked for. */
export function curvesText(
  curves: readonly NamedCurve[],
  { curve, at, group = '' }: Partial<Asked>,
): readonly string[] {
  const summary = curves.map(({ name, n, events, censored, quartiles }) => [
    name,
    ...[n, events, censored].map(String),
    ...quartiles.map(daysWithLimits),
  ]);
  const points = curves.flatMap(({ name, at: asked }) =>
    asked.map((point) => [name, ...pointText(point), carried(point)]),
  );
  const steps = curves.flatMap(({ name, steps: all }) =>
    all.filter(({ events }) => events > 0).map((step) => [name, ...pointText(step), String(step.events)]),
  );
  const columns = [group, 'day', 'at risk', 'survival', 'std. error', '95 % limits'];
  return [
    [
      ...table([[group, 'n', 'events', 'censored', 'days to 25 %', 'median', '75 %'], ...summary]),
      ...(summary.some((row) => row.join(' ').includes('—')) ? ['— not reached'] : []),
    ].join('\n'),
    at ? table([[...columns, ''], ...points], [6]).join('\n') : '',
    curve ? table([[...columns, 'events'], ...steps]).join('\n') : '',
  ];
}

const pointText = ({ time, atRisk, survival, standardError, lower, upper }: SurvivalAt | Step): readonly string[] => [
  String(time),
  String(atRisk),
  decimals(survival),
  decimals(standardError),
  limitsText(lower, upper),
];

const carried = ({ carried: past }: SurvivalAt): string => (past ? 'carried on, nobody is at risk' : '');
