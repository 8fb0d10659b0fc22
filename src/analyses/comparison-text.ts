import type { Coefficient, LogRank, RestrictedMeanDifference } from '../statistics/index.js';
import type { Result } from './analysis.js';
import type { HazardRatios, Trend } from './group-comparison.js';
import type { SurvivalComparison } from './survival-comparison.js';
import { block, pText, table, withLimits } from './text.js';

type Compared = Pick<Result<object, object, SurvivalComparison>, 'comparison' | 'groupBy' | 'stratifyBy'>;

/** The groups beside each other for the terminal: the tests, then events, hazard ratios and means, a line a group. */
export function comparisonText({ comparison, groupBy, stratifyBy }: Compared): string {
  if (!comparison) return '';
  const title = `Compared by ${groupBy}${stratifyBy === null ? '' : `, within strata of ${stratifyBy}`}`;
  const { logRank, trend, cox, restrictedMean, reason, notStated } = comparison;
  if (!logRank || !cox) return block(title, `  not compared: ${reason?.text ?? ''}`);
  const silent = `${notStated} of whom the record does not say it stand as a group of their own, here as in the curves.`;
  return block(
    title,
    ...table(tests(logRank, trend, cox), [1]),
    '',
    ...table(lines(logRank, cox, restrictedMean), [5, 7]),
    ...(notStated > 0 ? [`  ${silent}`] : []),
  );
}

function tests(logRank: LogRank, trend: Trend | null, cox: HazardRatios): readonly (readonly string[])[] {
  const leftOut = trend && trend.leftOut > 0 ? `, ${trend.leftOut} left out` : '';
  const ratio = cox.tests?.likelihoodRatio;
  return [
    ['  log-rank test', testText(logRank)],
    ...(trend ? [['  trend', `${testText(trend)}: ${trend.order.join(' < ')}${leftOut}`]] : []),
    [
      '  Cox regression',
      ratio
        ? `likelihood ratio ${testText({ ...ratio, reason: null })}, ties: ${TIES[cox.ties]}`
        : `no hazard ratios: ${cox.reason?.text ?? ''}`,
    ],
  ];
}

const TIES = { efron: 'Efron', breslow: 'Breslow' };

/** A line a group, the reference first. */
function lines(
  { groups }: LogRank,
  { reference, coefficients }: HazardRatios,
  restrictedMean: SurvivalComparison['restrictedMean'],
): readonly (readonly string[])[] {
  const rows = groups
    .toSorted((a, b) => Number(b.name === reference) - Number(a.name === reference))
    .map(({ name, n, observed, expected }) => [
      `  ${name}`,
      ...[String(n), String(observed), expected.toFixed(1)],
      ...(coefficients ? ratioCells(coefficients.find((one) => one.name === name)) : []),
      ...(restrictedMean ? meanCells(restrictedMean.find((one) => one.name === name)) : []),
    ]);
  const titles = [
    '',
    ...['n', 'events', 'expected'],
    ...(coefficients ? ['hazard ratio', ''] : []),
    ...(restrictedMean ? ['difference in mean', ''] : []),
  ];
  return [titles, ...rows];
}

/** The reference has none of its own. */
const ratioCells = (one: Coefficient | undefined): readonly string[] =>
  one
    ? [withLimits(ratioText(one.hazardRatio), [ratioText(one.lower), ratioText(one.upper)]), pText(one.p)]
    : ['1', 'reference'];

const ratioText = (ratio: number): string => (ratio < 0.1 ? ratio.toPrecision(2) : ratio.toFixed(2));

function meanCells(one: RestrictedMeanDifference | undefined): readonly string[] {
  if (!one) return ['0', 'reference'];
  const { difference, lower, upper, p, reason } = one;
  if (difference === null) return ['—', reason?.text ?? ''];
  const limits = [lower, upper].map((limit) => limit?.toFixed(1) ?? null);
  return [withLimits(difference.toFixed(1), limits), p === null ? '' : pText(p)];
}

function testText({ chiSquare, df, p, reason }: Pick<LogRank, 'chiSquare' | 'df' | 'p' | 'reason'>): string {
  if (chiSquare === null || p === null) return reason?.text ?? '';
  return `χ² = ${chiSquare.toFixed(2)} on ${df} df, ${pText(p)}`;
}
