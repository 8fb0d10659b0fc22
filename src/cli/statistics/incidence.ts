import { table } from '../../analyses/index.js';
import { aalenJohansen, incidenceAt, type AalenJohansen, type IncidenceAt } from '../../statistics/index.js';
import { OPTIONS, type Asked, type Estimator } from './estimator.js';
import { decimals, limitsText } from './numbers-text.js';
import { pick } from './sample.js';
import { causesOf, type Coding } from './status.js';

export const incidence: Estimator = {
  name: 'incidence',
  about: 'Cumulative incidence by Aalen-Johansen',
  example: 'mgus.csv --time months --status outcome --event malignancy,death --at 120,240',
  options: [...OPTIONS.survival, OPTIONS.group, OPTIONS.at, OPTIONS.curve, OPTIONS.limits],
  estimate(sample, asked) {
    const times = sample.days(asked.time);
    const { causes, coding } = causesOf(sample, asked.status, asked.event);
    const count = coding.events.length;
    const groups = sample.groups(asked.group).map(({ name, rows }) => {
      const found = aalenJohansen(pick(times, rows), pick(causes, rows), asked.limits, count);
      const last = found.steps.at(-1)?.time ?? 0;
      return { name, ...found, at: incidenceAt(found, asked.at ?? [last]) };
    });
    const causeNames = coding.events.map(({ value }) => value);
    return {
      result: { causes: causeNames, groups },
      status: coding,
      text: textOf(groups, coding, asked),
    };
  },
};

interface NamedIncidence extends AalenJohansen {
  readonly name: string;
  readonly at: readonly IncidenceAt[];
}

/** Events by cause; then, a line a cause, the incidence on the days asked for, the last one unless any, or all along the curve. */
function textOf(
  groups: readonly NamedIncidence[],
  { events }: Coding,
  { group = '', curve }: Asked,
): readonly string[] {
  const names = events.map(({ value }) => value);
  const summary = groups.map(({ name, n, events: byCause, censored }) => [
    name,
    ...[n, ...byCause, censored].map(String),
  ]);
  const rows = groups.flatMap(({ name, steps, at }) =>
    (curve ? steps : at).flatMap(({ time, atRisk, eventFree, causes }) => [
      ...causes.map(({ incidence: risk, standardError, lower, upper }, k) => [
        ...[name, String(time), String(atRisk), names[k]!],
        ...[decimals(risk), decimals(standardError), limitsText(lower, upper)],
      ]),
      [name, String(time), String(atRisk), 'event-free', decimals(eventFree), '', ''],
    ]),
  );
  return [
    table([[group, 'n', ...names, 'censored'], ...summary]).join('\n'),
    table([[group, 'day', 'at risk', 'cause', 'incidence', 'std. error', '95 % limits'], ...rows], [3]).join('\n'),
  ];
}
