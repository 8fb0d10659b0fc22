import type { Proportion } from '../statistics/index.js';
import type { AdverseEventTable } from './safety-events.js';
import type { SafetyGroup, SafetyResult } from './safety.js';
import { block, excludedText, footer, header, page, percent, points, table, withLimits } from './text.js';

/** A safety result for the terminal: side effects and complications term by term, and mortality after operations. */
export function safetyText(result: SafetyResult): string {
  return page(
    header('Safety', result),
    ...result.groups.flatMap((group) => [
      ...(result.groups.length > 1 ? [`${group.name} (n = ${group.n})`] : []),
      adverseEventsText('Side effects', group.toxicity, 'grade 3 or above'),
      adverseEventsText('Complications', group.complications, 'Clavien–Dindo III or above'),
      mortalityText(group),
    ]),
    excludedText(result),
    footer(result),
  );
}

function adverseEventsText(
  title: string,
  { patients, recorded, versions, rates, reason, denominatorIs }: AdverseEventTable,
  severe: string,
): string {
  if (reason) return `${title}: ${reason.text}`;
  const pooled = versions.length > 1;
  const rows = rates.map(({ term, any, severe: those, versions: by }) => [
    term === null ? 'any of them' : `${term}${pooled ? ` (${by.join(', ')})` : ''}`,
    ...cells(any),
    ...cells(those),
  ]);
  return block(
    ...table([[title, '', 'any grade', '', severe], ...rows], [2, 4]),
    `of ${patients} ${denominatorIs}, each by the worst grade; of ${patients - recorded} nothing is recorded, which counts as none`,
    ...(versions.length > 0
      ? [`graded by CTCAE ${versions.join(', ')}${pooled ? ': a row pools grades of several scales' : ''}`]
      : []),
  );
}

const cells = ({ numerator, proportion, lower, upper }: Proportion): readonly string[] => [
  String(numerator),
  proportion === null ? '—' : withLimits(percent(proportion), points([lower, upper])),
];

function mortalityText({ mortality: { withinDays, rates } }: SafetyGroup): string {
  if (rates[0]?.operations === 0)
    return `Mortality within ${withinDays} days of an operation: no operation is recorded.`;
  const rows = rates.map(({ kind, procedure, operations, died, alive, notKnown, proportion, lower, upper }) => [
    procedure === null ? (kind === 'any' ? 'any operation' : kind.replace('-', ' ')) : `  ${procedure}`,
    ...[operations, died, alive, notKnown].map(String),
    proportion === null ? '—' : withLimits(percent(proportion), points([lower, upper])),
  ]);
  const titles = ['operations', 'died', 'alive', 'not known', 'mortality'];
  return block(
    ...table([[`Mortality within ${withinDays} days`, ...titles], ...rows], [5]),
    'of the operations whose patient died by then or is known alive then; the others are counted apart',
  );
}
