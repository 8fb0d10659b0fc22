import { percent, points, table } from '../../analyses/index.js';
import { clopperPearson, fisherExact, newcombeDifference, wilson, type Counts } from '../../statistics/index.js';
import { OPTIONS, type Asked, type Estimator } from './estimator.js';
import { pText } from './numbers-text.js';
import type { Group, Sample } from './sample.js';
import { statusesOf, type Coding } from './status.js';

export const proportion: Estimator = {
  name: 'proportion',
  about: 'Proportion with Wilson and Clopper-Pearson limits',
  example: 'lung.csv --status status --event 2 --group sex',
  options: [...OPTIONS.outcome, OPTIONS.group],
  estimate(sample, asked) {
    const { counts, coding } = countsOf(sample, asked, sample.groups(asked.group));
    const groups = counts.map(({ name, numerator, denominator }) => ({
      name,
      wilson: wilson(numerator, denominator),
      clopperPearson: clopperPearson(numerator, denominator),
    }));
    const rows = groups.map(
      ({ name, wilson: { numerator, denominator, proportion: part, ...score }, clopperPearson: exact }) => [
        ...[name, String(numerator), String(denominator), part === null ? '—' : percent(part)],
        ...[score, exact].map(({ lower, upper }) => range(lower, upper)),
      ],
    );
    const head = ['', 'event', 'n', 'proportion', 'Wilson 95 %', 'Clopper-Pearson 95 %'];
    return { result: { groups }, status: coding, text: [table([head, ...rows]).join('\n')] };
  },
};

export const difference: Estimator = {
  name: 'difference',
  about: "Difference of two proportions with Newcombe's limits",
  example: 'lung.csv --status status --event 2 --group sex',
  options: [...OPTIONS.outcome, OPTIONS.groups],
  estimate(sample, asked) {
    const { counts, coding } = countsOf(sample, asked, sample.twoGroups(asked.group!));
    const [first, second] = counts as [Named, Named];
    const found = newcombeDifference(first, second);
    const text = `${first.name} minus ${second.name}: ${points([found.difference])[0]} percentage points, 95 % limits ${range(found.lower, found.upper)}`;
    return { result: { groups: counts, ...found }, status: coding, text: [countsText(counts), text] };
  },
};

export const fisher: Estimator = {
  name: 'fisher',
  about: "Fisher's exact test of two proportions",
  example: 'lung.csv --status status --event 2 --group sex',
  options: difference.options,
  estimate(sample, asked) {
    const { counts, coding } = countsOf(sample, asked, sample.twoGroups(asked.group!));
    const [first, second] = counts as [Named, Named];
    const found = fisherExact(first, second);
    return {
      result: { groups: counts, ...found },
      status: coding,
      text: [countsText(counts), `two-sided ${pText(found.p)}`],
    };
  },
};

type Named = Counts & { readonly name: string };

function countsOf(
  sample: Sample,
  asked: Asked,
  groups: readonly Group[],
): { readonly counts: readonly Named[]; readonly coding: Coding } {
  const { statuses, coding } = statusesOf(sample, asked.status, asked.event);
  const counts = groups.map(({ name, rows }) => ({
    name,
    numerator: rows.filter((row) => statuses[row] === 1).length,
    denominator: rows.length,
  }));
  return { counts, coding };
}

const countsText = (counts: readonly Named[]): string =>
  table([
    ['', 'event', 'none', 'n', 'proportion'],
    ...counts.map(({ name, numerator, denominator }) => [
      ...[name, String(numerator), String(denominator - numerator), String(denominator)],
      denominator === 0 ? '—' : percent(numerator / denominator),
    ]),
  ]).join('\n');

const range = (lower: number | null, upper: number | null): string =>
  points([lower, upper])
    .map((one) => one ?? '—')
    .join(' to ');
