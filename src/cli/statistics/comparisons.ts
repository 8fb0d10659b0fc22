import { table } from '../../analyses/index.js';
import {
  kaplanMeier,
  logRank,
  logRankTrend,
  rmst as restrictedMean,
  rmstDifference,
  type GroupedTimes,
  type LogRank,
} from '../../statistics/index.js';
import { OPTIONS, type Asked, type Estimator } from './estimator.js';
import { digits, limitsText, pText } from './numbers-text.js';
import { levels, pick, type Sample } from './sample.js';
import { statusesOf, type Coding } from './status.js';

export const logRankTest: Estimator = {
  name: 'log-rank',
  about: 'Log-rank test',
  example: 'lung.csv --time time --status status --event 2 --group sex',
  options: [...OPTIONS.survival, OPTIONS.groups, OPTIONS.strata],
  estimate(sample, asked) {
    const { patients, coding } = grouped(sample, asked);
    const result = logRank(patients);
    return { result, status: coding, text: logRankText(result, asked.group) };
  },
};

export const trend: Estimator = {
  name: 'trend',
  about: "Log-rank test for a trend along numbered groups (Tarone's)",
  example: 'lung.csv --time time --status status --event 2 --group ph.ecog',
  options: logRankTest.options,
  estimate(sample, asked) {
    const { patients, coding } = grouped(sample, asked);
    const result = logRankTrend(patients);
    const way =
      result.z === null
        ? []
        : [`z ${digits(result.z)}: events come ${result.z > 0 ? 'earlier' : 'later'} at higher scores`];
    return { result, status: coding, text: [...logRankText(result, asked.group), ...way] };
  },
};

export const rmst: Estimator = {
  name: 'rmst',
  about: 'Restricted mean survival time',
  example: 'lung.csv --time time --status status --event 2 --group sex --tau 730',
  options: [...OPTIONS.survival, OPTIONS.group, OPTIONS.tau],
  estimate(sample, asked) {
    const times = sample.days(asked.time);
    const { statuses, coding } = statusesOf(sample, asked.status, asked.event);
    const groups = sample.groups(asked.group).map(({ name, rows }) => ({
      name,
      n: rows.length,
      ...restrictedMean(kaplanMeier(pick(times, rows), pick(statuses, rows)).steps, asked.tau),
    }));
    const [first, second] = groups;
    const two = first && second && groups.length === 2;
    const difference = two ? { of: [first.name, second.name], ...rmstDifference(first, second) } : null;
    const rows = groups.map(({ name, n, mean, standardError, lower, upper, carried, reason }) => [
      ...[name, String(n), digits(mean), digits(standardError), limitsText(lower, upper, digits)],
      reason?.text ?? (carried ? 'past the last observation: the curve is drawn on' : ''),
    ]);
    const text = [
      table([[asked.group ?? '', 'n', `mean to day ${asked.tau}`, 'std. error', '95 % limits', ''], ...rows], [5]).join(
        '\n',
      ),
    ];
    if (difference) {
      const { difference: days, lower, upper, p, reason, of } = difference;
      const test = reason?.text ?? `95 % limits ${limitsText(lower, upper, digits)}, ${pText(p)}`;
      text.push(`${of.join(' minus ')}: ${digits(days)} days, ${test}`);
    }
    return { result: { groups, difference }, status: coding, text };
  },
};

function grouped(sample: Sample, asked: Asked): { readonly patients: GroupedTimes; readonly coding: Coding } {
  const { statuses, coding } = statusesOf(sample, asked.status, asked.event);
  const strata = asked.strata === undefined ? {} : { strata: sample.texts(asked.strata) };
  return {
    patients: { times: sample.days(asked.time), statuses, groups: sample.texts(asked.group!), ...strata },
    coding,
  };
}

/** Observed and expected events as R's `survdiff` prints them, then the test. */
export function logRankText({ groups, chiSquare, df, p, reason }: LogRank, group = ''): readonly string[] {
  const order = levels(groups.map(({ name }) => name));
  const rows = order.map((name) => {
    const { n, observed, expected, variance } = groups.find((group) => group.name === name)!;
    const square = (observed - expected) ** 2;
    const part = (by: number): string => digits(by > 0 ? square / by : null);
    return [name, String(n), String(observed), digits(expected), part(expected), part(variance)];
  });
  return [
    table([[group, 'n', 'observed', 'expected', '(O-E)²/E', '(O-E)²/V'], ...rows]).join('\n'),
    reason?.text ??
      `chi-square ${digits(chiSquare)} on ${df} ${df === 1 ? 'degree' : 'degrees'} of freedom, ${pText(p)}`,
  ];
}
