import { DAYS_PER_MONTH } from '../outcomes/index.js';
import type { Named } from './analysis.js';
import type { ConversionStep, IncidenceGroup, IncidenceResult } from './incidence.js';
import { incidencePlot, type Curve } from './survival-plot.js';
import { block, excludedText, footer, header, page, percent, points, table, withLimits } from './text.js';

/** A cumulative incidence for the terminal: what came first, the incidences on given days, the curves. */
export function incidenceText(result: IncidenceResult): string {
  const { groups, groupBy } = result;
  const later = groups.reduce((sum, { convertedLater }) => sum + convertedLater, 0);
  return page(
    header('Cumulative incidence of conversion to liver resection', result),
    block(
      ...table([
        ['', 'n', 'converted', 'progressed', 'died', 'censored'],
        ...groups.map(({ name, n, converted, progressed, died, censored }) => [
          name,
          ...[n, converted, progressed, died, censored].map(String),
        ]),
      ]),
      'each patient by what came first, from time zero; n: unresectable or uncertain at the outset, and treated',
      ...(later > 0 ? [`${later} converted only after a progression: in the rate (analyse conversion), not here`] : []),
    ),
    block(...onDays(groups)),
    ...incidencePlot(groups.length === 1 ? bothCauses(groups) : groups.map(({ name, curve }) => rising(name, curve))),
    block(
      'by Aalen-Johansen: progression and death compete; 1 − Kaplan-Meier would overestimate conversion',
      ...(groupBy === null
        ? []
        : ["the groups stand beside each other: no test compares them (Gray's is not offered)"]),
    ),
    excludedText(result),
    footer(result),
  );
}

/** Two lines a group; past the last patient there is nothing to read off. */
function onDays(groups: readonly Named<IncidenceGroup>[]): readonly string[] {
  const days = groups.find(({ n }) => n > 0)?.at.map(({ time }) => time) ?? [];
  if (days.length === 0) return [];
  const titles = days.map((time) => `${time} days, ${Math.round((time / DAYS_PER_MONTH) * 10) / 10} months`);
  const causes = [
    ['converted', 'conversion'],
    ['progressed or died', 'progressionOrDeath'],
  ] as const;
  const rows = groups
    .filter(({ n }) => n > 0)
    .flatMap(({ name, at }) =>
      causes.map(([title, cause]) => [
        groups.length === 1 ? title : `${name}: ${title}`,
        ...at.map(({ [cause]: { incidence, lower, upper }, carried, eventFree }) =>
          carried && eventFree > 0 ? '—' : withLimits(percent(incidence), points([lower, upper])),
        ),
      ]),
    );
  return table([['by', ...titles], ...rows]);
}

const bothCauses = (groups: readonly Named<IncidenceGroup>[]): readonly Curve[] =>
  groups.flatMap(({ curve }) => [
    rising('converted', curve),
    { ...rising('progressed or died', curve, 'progressionOrDeath'), atRisk: null },
  ]);

/** A curve that the plot turns over: what it draws is one less the incidence. */
const rising = (
  name: string,
  curve: readonly ConversionStep[],
  cause: 'conversion' | 'progressionOrDeath' = 'conversion',
): Curve => ({
  name,
  steps: curve.map((step) => ({ ...step, ...step[cause], survival: 1 - step[cause].incidence })),
});
