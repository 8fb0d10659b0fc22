import type { Named } from './analysis.js';
import { DAYS_PER_MONTH } from '../outcomes/index.js';
import { survivalAt } from '../statistics/index.js';
import { survivalPlot } from './survival-plot.js';
import type { SurvivalGroup, SurvivalResult } from './survival.js';
import { block, excludedText, footer, header, page, percent, points, table, withLimits } from './text.js';

/** Where survival is read off the curve for the table, in months. */
const LANDMARKS = [6, 12, 24];

/** A Kaplan-Meier result for the terminal: what was asked, medians, survival at landmarks, the curve, who is excluded. */
export function survivalText(title: string, result: SurvivalResult): string {
  const { groups, patients } = result;
  const imputed = patients.filter((patient) => patient.imputed).length;
  return page(
    header(title, result),
    block(...medians(groups)),
    block(...landmarks(groups)),
    ...survivalPlot(groups.map(({ name, curve }) => ({ name, steps: curve }))),
    imputed > 0
      ? `${imputed} of ${patients.length} times rest on a partial date, imputed (${result.options.partialDates}).`
      : '',
    excludedText(result),
    footer(result),
  );
}

function medians(groups: readonly Named<SurvivalGroup>[]): readonly string[] {
  const rows = groups.map(({ name, n, events, censored, median: { days, lower, upper, months, reason } }) => [
    name,
    ...[n, events, censored].map(String),
    days === null ? (reason?.code ?? '').replaceAll('-', ' ') : withLimits(`${days} days`, [lower, upper].map(textOf)),
    months.median === null ? '' : withLimits(`${tenth(months.median)} months`, [months.lower, months.upper].map(tenth)),
  ]);
  const open = groups.some(({ median: { reason } }) => reason?.code === 'limit-not-reached');
  return [
    ...table([['', 'n', 'events', 'censored', 'median', ''], ...rows], [4, 5]),
    ...(open ? ['— the limit is not reached'] : []),
  ];
}

/** Survival while somebody of the group is at risk: past that there is nothing to read off. */
function landmarks(groups: readonly Named<SurvivalGroup>[]): readonly string[] {
  const at = groups.map(({ curve }) =>
    survivalAt(
      curve,
      LANDMARKS.map((months) => months * DAYS_PER_MONTH),
    ),
  );
  const reached = LANDMARKS.filter((_, index) => at.some((group) => group[index]?.carried === false));
  if (reached.length === 0) return [];
  const rows = groups.map(({ name }, group) => [
    name,
    ...reached.map((_, index) => {
      const { survival = null, lower = null, upper = null, carried = true } = at[group]?.[index] ?? {};
      return survival === null || carried ? '—' : withLimits(percent(survival), points([lower, upper]));
    }),
  ]);
  const titles = ['survival at', ...reached.map((months) => `${months} months`)];
  return table([titles, ...rows], [1, 2, 3]);
}

const textOf = (days: number | null): string | null => (days === null ? null : String(days));

const tenth = (months: number | null): string | null => (months === null ? null : months.toFixed(1));
