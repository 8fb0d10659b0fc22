import { DAYS_PER_MONTH } from '../outcomes/index.js';
import { numbersAtRisk, quantile, type Step } from '../statistics/index.js';

export interface Curve {
  readonly name: string;
  readonly steps: readonly Step[];
  /** The number at risk on a day, where the steps do not tell it; null: no line of its own. */
  readonly atRisk?: ((day: number) => number) | null;
}

/** Rows of the grid: 16 intervals, so that 100, 75, 50, 25 and 0 % each have their own. */
const ROWS = 17;
const COLUMNS = 64;
/** Curves that one picture can keep apart, each in its own pen. */
const PENS = [
  { level: '─', fall: '│', from: '┐', to: '└', censored: '┼' },
  { level: '━', fall: '┃', from: '┓', to: '┗', censored: '╋' },
  { level: '═', fall: '║', from: '╗', to: '╚', censored: '╬' },
] as const;
type Pen = (typeof PENS)[number];
type Grid = string[][];

/**
 * Kaplan-Meier curves in text, one picture for every three, on a common axis in months with the numbers at risk beneath
 * its ticks. Censorings stand as crosses; the dotted line leads to the medians. Groups without patients are left out.
 */
export const survivalPlot = (curves: readonly Curve[]): readonly string[] => pictures(curves, false);

/** Cumulative incidences in text, from 0 % upwards; the steps hold what is left of each, one less the incidence. */
export const incidencePlot = (curves: readonly Curve[]): readonly string[] => pictures(curves, true);

function pictures(curves: readonly Curve[], rising: boolean): readonly string[] {
  const drawn = curves.filter(({ steps }) => steps.length > 0);
  const last = Math.max(0, ...drawn.map(({ steps }) => steps.at(-1)?.time ?? 0));
  return Array.from({ length: Math.ceil(drawn.length / PENS.length) }, (_, index) =>
    picture(drawn.slice(index * PENS.length, (index + 1) * PENS.length), axisTo(last), rising),
  );
}

interface Axis {
  /** Months between two ticks. */
  readonly step: number;
  readonly ticks: number;
  /** Columns between two ticks. */
  readonly spacing: number;
  /** First column whose time is not before that day. */
  readonly columnOf: (days: number) => number;
}

/** The finest axis of at most eight intervals that holds the last day. */
function axisTo(last: number): Axis {
  const months = last / DAYS_PER_MONTH;
  const step = [1, 2, 3, 6, 12, 24, 36, 60, 120].find((one) => months <= one * 8) ?? Math.ceil(months / 8);
  const ticks = Math.max(1, Math.ceil(months / step));
  const spacing = Math.floor(COLUMNS / ticks);
  const daysAColumn = (step * DAYS_PER_MONTH) / spacing;
  return {
    step,
    ticks,
    spacing,
    columnOf: (days) => Math.ceil(days / daysAColumn),
  };
}

function picture(curves: readonly Curve[], axis: Axis, rising: boolean): string {
  const margin = Math.max(7, ...curves.map(({ name }) => Math.min(16, name.length)));
  const grid: Grid = Array.from({ length: ROWS }, () => Array<string>(axis.ticks * axis.spacing + 1).fill(' '));
  const pens = curves.map((curve, index) => ({ curve, pen: PENS[index] ?? PENS[0] }));
  // The first curve is drawn last, so that it lies on top.
  for (const { curve, pen } of pens.toReversed()) draw(grid, curve.steps, axis, pen);
  if (rising) turnOver(grid);
  else leadToMedian(grid, curves, axis);
  const ticked = Array.from({ length: axis.ticks + 1 }, (_, tick) => tick * axis.step);
  const months = under(ticked.map(String), axis);
  const left = (text: string): string =>
    (text.length > margin ? `${text.slice(0, margin - 1)}…` : text).padStart(margin);
  const legend = [
    ...(curves.length > 1 ? pens.map(({ curve, pen }) => `${pen.level.repeat(3)} ${curve.name}`) : []),
    '┼ censored',
  ];
  return [
    `${left('')}  ${legend.join('   ').padStart(axis.ticks * axis.spacing + 1)}`,
    ...grid.map((row, index) => `${left(scale(index))} ${index % 4 === 0 ? '┤' : '│'}${row.join('')}`.trimEnd()),
    `${left('')} └${Array.from(grid[0] ?? [], (_, column) => (column % axis.spacing === 0 ? '┬' : '─')).join('')}`,
    `${left('months')}${months}`,
    '',
    'at risk'.padStart(margin),
    ...curves.flatMap(({ name, steps, atRisk }) => {
      if (atRisk === null) return [];
      const times = ticked.map((month) => month * DAYS_PER_MONTH);
      const numbers = atRisk ? times.map(atRisk) : numbersAtRisk(steps, times);
      return [`${left(name)}${under(numbers.map(String), axis)}`];
    }),
  ].join('\n');
}

const scale = (row: number): string => (row % 4 === 0 ? `${100 - (row / 4) * 25} %` : '');

/** The bottom row is for a survival of 0 alone. */
const rowOf = (survival: number): number =>
  survival === 0 ? ROWS - 1 : Math.min(ROWS - 2, Math.round((1 - survival) * (ROWS - 1)));

/** The curve up to its last patient: a column shows the survival at its own time, after all that fell before. */
function draw(grid: Grid, steps: readonly Step[], axis: Axis, pen: Pen): void {
  const put = (row: number, column: number, mark: string): void => {
    const line = grid[row];
    if (line) line[column] = mark;
  };
  const end = axis.columnOf(steps.at(-1)?.time ?? 0);
  let above = 0;
  for (let column = 0; column <= end; column += 1) {
    const row = rowOf(steps.findLast(({ time }) => axis.columnOf(time) <= column)?.survival ?? 1);
    if (row === above) put(row, column, pen.level);
    else {
      put(above, column, pen.from);
      for (let between = above + 1; between < row; between += 1) put(between, column, pen.fall);
      put(row, column, pen.to);
    }
    above = row;
  }
  for (const { time, survival, censored } of steps) {
    if (censored > 0) put(rowOf(survival), axis.columnOf(time), pen.censored);
  }
}

/** What fell rises. */
function turnOver(grid: Grid): void {
  for (const row of grid.reverse()) {
    for (const [column, mark] of row.entries()) row[column] = TURNED[mark] ?? mark;
  }
}
const TURNED: Readonly<Record<string, string>> = { '┐': '┘', '└': '┌', '┓': '┛', '┗': '┏', '╗': '╝', '╚': '╔' };

/** Dots along one half, up to the last median. */
function leadToMedian(grid: Grid, curves: readonly Curve[], axis: Axis): void {
  const half = grid[(ROWS - 1) / 2] ?? [];
  const reached = Math.max(0, ...curves.map(({ steps }) => axis.columnOf(quantile(steps, 0.5).time ?? 0)));
  for (let column = 0; column < reached; column += 1) if (half[column] === ' ') half[column] = '┈';
}

/** Numbers centred beneath the ticks, from two columns left of the grid on. */
const under = (numbers: readonly string[], { spacing }: Axis): string =>
  numbers.reduce(
    (line, text, tick) => line.padEnd(Math.max(0, 2 + tick * spacing - Math.floor((text.length - 1) / 2))) + text,
    '',
  );
