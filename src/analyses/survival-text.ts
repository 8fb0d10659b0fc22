import type { Named } from './analysis.js';
import { comparisonText } from './comparison-text.js';
import { DAYS_PER_MONTH } from '../outcomes/index.js';
import type { RestrictedMean } from '../statistics/index.js';
import { survivalPlot } from './survival-plot.js';
import type { Median, Quartile } from './survival-estimate.js';
import type { EndedBy, SurvivalGroup, SurvivalResult } from './survival.js';
import { block, excludedText, footer, header, page, percent, points, table, withLimits } from './text.js';

/**
 * A Kaplan-Meier result for the terminal: what was asked, medians, survival on given days, the curve,
 * the groups compared, who is excluded.
 */
export function survivalText(title: string, result: SurvivalResult): string {
  const { groups, patients } = result;
  const imputed = patients.filter((patient) => patient.imputed).length;
  return page(
    header(title, result),
    block(...medians(groups)),
    block(...endings(groups)),
    block(...quartiles(groups)),
    block(...onDays(groups)),
    ...survivalPlot(groups.map(({ name, curve }) => ({ name, steps: curve }))),
    comparisonText(result),
    imputed > 0
      ? `${imputed} of ${patients.length} times rest on a partial date, imputed (${result.options.partialDates}).`
      : '',
    excludedText(result),
    footer(result),
  );
}

function medians(groups: readonly Named<SurvivalGroup>[]): readonly string[] {
  const rows = groups.map(({ name, n, events, censored, median }) => [
    name,
    ...[n, events, censored].map(String),
    quantileText(median),
    monthsText(median),
  ]);
  const open = groups.some(({ median: { reason } }) => reason?.code === 'limit-not-reached');
  return [
    ...table([['', 'n', 'events', 'censored', 'median', ''], ...rows], [4, 5]),
    ...(open ? ['— the limit is not reached'] : []),
  ];
}

/** How the times of all groups ended; and how many were censored for visits missed after liver surgery (endpoints.md 3.1.5). */
function endings(groups: readonly Named<SurvivalGroup>[]): readonly string[] {
  const counts = new Map<string, EndedBy>();
  for (const ended of groups.flatMap(({ reasons }) => reasons)) {
    const key = `${ended.status} ${ended.code}`;
    counts.set(key, { ...ended, count: ended.count + (counts.get(key)?.count ?? 0) });
  }
  const all = [...counts.values()].toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  const listed = (title: string, is: EndedBy['status']): readonly string[] => {
    const those = all.filter(({ status }) => status === is);
    return those.length > 0 ? [`${title} ${those.map(({ count, code }) => `${count} ${code}`).join(', ')}`] : [];
  };
  const spaced = all.find(({ code }) => code === 'missed-assessments-after-liver-surgery');
  return [
    ...listed('events  ', 'event'),
    ...listed('censored', 'censored'),
    ...(spaced
      ? [
          `${spaced.count} censored for missed assessments after liver surgery, when visits are further apart: ` +
            'the option schedule.phases gives them a rhythm of their own.',
        ]
      : []),
  ];
}

/** When a quarter and three quarters had the event, and the mean up to tau: what the median leaves unsaid. */
function quartiles(groups: readonly Named<SurvivalGroup>[]): readonly string[] {
  const means = groups.flatMap(({ restrictedMean }) => (restrictedMean ? [restrictedMean] : []));
  const rows = groups.map(({ name, quartiles: [first, , third], restrictedMean }) => [
    name,
    ...[first, third].map((one) => (one ? quantileText(one) : '')),
    ...(restrictedMean ? [meanText(restrictedMean)] : []),
  ]);
  const titles = ['quartiles', '25 %', '75 %', ...means.slice(0, 1).map(({ tau }) => `mean up to ${tau} days`)];
  return groups.some(({ n }) => n > 0) ? table([titles, ...rows]) : [];
}

/** Past the last patient there is nothing to read off, unless nobody is left. */
function onDays(groups: readonly Named<SurvivalGroup>[]): readonly string[] {
  const titles = groups[0]?.at.map(({ time }) => `${time} days, ${tenthOf(time / DAYS_PER_MONTH)} months`) ?? [];
  const rows = groups.map(({ name, at }) => [
    name,
    ...at.map(({ survival, lower, upper, carried }) => {
      if (survival === null || (carried && survival > 0)) return '—';
      return lower === null ? percent(survival) : withLimits(percent(survival), points([lower, upper]));
    }),
  ]);
  return titles.length > 0 && groups.some(({ n }) => n > 0) ? table([['survival at', ...titles], ...rows]) : [];
}

/** `420 days (300 – —)`, or why there is no time. */
export const quantileText = ({ days, lower, upper, reason }: Omit<Quartile, 'p'>): string =>
  days === null
    ? (reason?.code ?? '').replaceAll('-', ' ')
    : withLimits(`${days} days`, [lower?.toString() ?? null, upper?.toString() ?? null]);

/** `13.8 months (9.9 – —)`; nothing where there is no median. */
export const monthsText = ({ months: { median, lower, upper } }: Median): string =>
  median === null ? '' : withLimits(`${median.toFixed(1)} months`, [tenth(lower), tenth(upper)]);

const meanText = ({ mean, lower, upper }: RestrictedMean): string =>
  mean === null ? '—' : withLimits(`${mean.toFixed(1)} days`, [tenth(lower), tenth(upper)]);

const tenth = (value: number | null): string | null => value?.toFixed(1) ?? null;

/** `6`, `3.3`. */
const tenthOf = (months: number): string => String(Math.round(months * 10) / 10);
