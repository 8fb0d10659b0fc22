import { DAYS_PER_MONTH } from '../outcomes/index.js';
import type { Coefficient } from '../statistics/index.js';
import type { Named } from './analysis.js';
import { STATE_WORDS, type State } from './surgery-state.js';
import type { StateSurvival, SurgeryGroup, SurgeryResult, SurgeryRow } from './surgery.js';
import { survivalPlot } from './survival-plot.js';
import { monthsText, quantileText } from './survival-text.js';
import { block, excludedText, footer, header, page, pText, table, withLimits } from './text.js';

const ENDPOINTS = { os: 'Overall survival', pfs: 'Progression-free survival' } as const;

/** Survival by a state that patients come into: as it changes, with its curves; from the landmark; who was dropped. */
export function surgeryText(result: SurgeryResult): string {
  // The frame has checked both.
  const { by, endpoint } = result.parameters as { readonly by: State; readonly endpoint: keyof typeof ENDPOINTS };
  const { title, yes, counts } = STATE_WORDS[by];
  const grouped = result.groups.length > 1;
  return page(
    header(`${ENDPOINTS[endpoint]} and ${title}`, result),
    block(
      `${yes}: from the day of ${counts};`,
      'before it the patient counts among the others, so that no time is credited to what came later (no immortal time)',
    ),
    ...result.groups.flatMap((group) => [
      ...(grouped ? [`${group.name} (n = ${group.n})`] : []),
      ...groupText(
        group,
        by,
        result.patients.filter((patient) => patient.group === group.name),
      ),
    ]),
    'Both describe: who comes this far differs in more than this from who does not.',
    excludedText(result),
    footer(result),
  );
}

function groupText(
  { timeDependent, landmark }: Named<SurgeryGroup>,
  by: State,
  rows: readonly SurgeryRow[],
): readonly string[] {
  const { yes, no } = STATE_WORDS[by];
  const { before, after, hazardRatio, reason, withoutTime } = timeDependent;
  const [notBy, byThen] = landmark.groups;
  const { dropped, kept, at, reachedLater, comparison } = landmark;
  const ratio = comparison.cox?.coefficients?.[0];
  return [
    block(
      ...table(
        [
          ['as it happens', 'patients', 'events', 'years at risk', 'median', ''],
          stateRow(`${no} (yet)`, before),
          stateRow(yes, after),
        ],
        [4, 5],
      ),
      hazardRatio
        ? `${ratioText(`once ${yes}`, hazardRatio)}, by start-stop Cox regression; the curves are Simon and Makuch's`
        : `no hazard ratio: ${reason?.text ?? ''}`,
      ...(withoutTime > 0 ? [`${withoutTime} with a time of 0 days: never at risk`] : []),
    ),
    ...survivalPlot([
      {
        name: no,
        steps: before.curve,
        atRisk: (day) => rows.filter((row) => !isIn(row, day) && row.time >= day).length,
      },
      {
        name: yes,
        steps: after.curve,
        atRisk: (day) => rows.filter((row) => isIn(row, day) && row.time >= day).length,
      },
    ]),
    block(
      ...table(
        [
          [`landmark at day ${at}`, 'patients', 'events', 'median from there', ''],
          ...[
            { name: `${no} by then`, group: notBy },
            { name: `${yes} by then`, group: byThen },
          ].map(({ name, group: { n, events, median } }) => [
            name,
            ...[n, events].map(String),
            quantileText(median),
            monthsText(median),
          ]),
        ],
        [3, 4],
      ),
      logRankText(comparison),
      ...(ratio ? [ratioText(`${yes} by then`, ratio)] : []),
      `${kept} of ${rows.length} followed past day ${at}; dropped: ${dropped.events} with the event and ${dropped.censored} censored by then`,
      ...(reachedLater > 0 ? [`${reachedLater} ${yes} only later: they stay among the ${no} by then`] : []),
    ),
  ];
}

/** In the state from the day after it was reached, and from time zero where it was reached by then. */
const isIn = ({ since }: SurgeryRow, day: number): boolean => since !== null && (since < day || since <= 0);

const stateRow = (name: string, { n, events, daysAtRisk, median }: StateSurvival): readonly string[] => [
  name,
  String(n),
  String(events),
  (daysAtRisk / (12 * DAYS_PER_MONTH)).toFixed(1),
  quantileText(median),
  monthsText(median),
];

const ratioText = (what: string, { hazardRatio, lower, upper, p }: Coefficient): string =>
  `hazard ratio ${what} ${withLimits(
    hazardRatio.toFixed(2),
    [lower, upper].map((limit) => limit.toFixed(2)),
  )}, ${pText(p)}`;

function logRankText({ logRank, reason }: SurgeryGroup['landmark']['comparison']): string {
  if (!logRank || logRank.p === null) return `not compared: ${(logRank?.reason ?? reason)?.text ?? ''}`;
  return `log-rank test χ² = ${logRank.chiSquare?.toFixed(2)} on ${logRank.df} df, ${pText(logRank.p)}`;
}
