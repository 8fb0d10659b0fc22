import type { Named } from './analysis.js';
import type { Best, Figure, ResponseComparison, ResponseGroup, ResponseResult } from './response.js';
import { block, excludedText, footer, header, page, percent, points, pText, table, withLimits } from './text.js';
import { waterfallPlot } from './waterfall-plot.js';

const LINES = [
  ['objective response, unconfirmed', 'objective-response', 'unconfirmed'],
  ['objective response, confirmed', 'objective-response', 'confirmed'],
  ['disease control, unconfirmed', 'disease-control', 'unconfirmed'],
  ['disease control, confirmed', 'disease-control', 'confirmed'],
] as const satisfies readonly (readonly [string, Figure['of'], Figure['confirmation']])[];
const COLUMNS = ['intention-to-treat', 'evaluable'] as const;

/** A response result for the terminal: the proportions, the best responses, the groups compared, the waterfall. */
export function responseText(result: ResponseResult): string {
  const { groups, comparison, patients } = result;
  return page(
    header('Response to treatment', result),
    ...groups.map((group) => block(...(groups.length > 1 ? [`${group.name} (n = ${group.n})`] : []), ...rates(group))),
    'of all treated: who cannot be evaluated counts as no response; of the evaluable: an adequate assessment or a progression',
    block(...distribution(groups)),
    comparisonText(comparison),
    waterfallPlot(
      patients.flatMap(({ waterfall: { change }, unconfirmed }) =>
        change === null ? [] : [{ change, best: unconfirmed }],
      ),
      patients.length,
    ),
    excludedText(result),
    footer(result),
  );
}

function rates({ proportions }: Named<ResponseGroup>): readonly string[] {
  const rows = LINES.map(([title, of, confirmation]) => [
    title,
    ...COLUMNS.flatMap((among) => {
      const one = proportions.find(
        (each) => each.of === of && each.confirmation === confirmation && each.among === among,
      );
      if (!one || one.proportion === null) return ['', 'nobody'];
      const { numerator, denominator, proportion, lower, upper } = one;
      return [`${numerator} of ${denominator}`, withLimits(percent(proportion), points([lower, upper]))];
    }),
  ]);
  return table([['', '', 'of all treated', '', 'of the evaluable'], ...rows], [2, 4]);
}

function distribution(groups: readonly Named<ResponseGroup>[]): readonly string[] {
  const names = groups[0]?.best.map(({ response }) => response) ?? [];
  const seen = names.filter((name) =>
    groups.some(({ best }) => best.some((one) => one.response === name && one.unconfirmed + one.confirmed > 0)),
  );
  const shown: readonly Best[] = names.filter((name) => name !== 'NON-CR/NON-PD' || seen.includes(name));
  const rows = groups.flatMap(({ name, best }) =>
    (['unconfirmed', 'confirmed'] as const).map((confirmation) => [
      groups.length > 1 ? `${name}, ${confirmation}` : confirmation,
      ...shown.map((one) => String(best.find(({ response }) => response === one)?.[confirmation] ?? 0)),
    ]),
  );
  const why = groups.flatMap(({ name, notEvaluable }) =>
    notEvaluable.length === 0
      ? []
      : [
          `NE${groups.length > 1 ? ` of ${name}` : ''}: ${notEvaluable.map(({ code, count }) => `${count} ${code}`).join(', ')}`,
        ],
  );
  return [...table([['best response', ...shown], ...rows]), ...why];
}

function comparisonText(comparison: ResponseComparison | null): string {
  if (!comparison) return '';
  const { groups, differences, reason } = comparison;
  if (!groups) return `Not compared: ${reason?.text ?? ''}`;
  const rows = LINES.map(([title, of, confirmation]) => [
    title,
    ...COLUMNS.flatMap((among) => {
      const one = differences.find(
        (each) => each.of === of && each.confirmation === confirmation && each.among === among,
      );
      if (!one || one.difference === null) return ['nobody', ''];
      const { difference, lower, upper, p } = one;
      return [
        withLimits(`${(100 * difference).toFixed(1)} points`, points([lower, upper])),
        p === null ? '' : pText(p),
      ];
    }),
  ]);
  return block(
    ...table([[`${groups[0]} minus ${groups[1]}`, 'of all treated', '', 'of the evaluable', ''], ...rows]),
    "limits by Newcombe's method 10; p by Fisher's exact test",
  );
}
