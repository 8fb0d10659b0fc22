import type { Best } from './response.js';

/** The deepest change of the sum of diameters, in percent of the baseline sum. */
export interface Bar {
  readonly change: number;
  readonly best: Best;
}

/** Percent that a line of text stands for. */
const LINE = 10;
/** A growth above is cut. */
const HIGHEST = 50;
const PARTIAL_RESPONSE = -30;
/** As many bars as a terminal can show. */
const MOST = 110;
const LETTERS: Readonly<Record<Best, string>> = { CR: 'C', PR: 'P', SD: 'S', 'NON-CR/NON-PD': 'S', PD: 'D', NE: '·' };

/**
 * A waterfall plot in text: a column a patient, the largest growth to the left, the best response beneath. The line is that
 * of a partial response; there is none of progression, which counts from the nadir.
 * @param of how many patients there are, those without such a change included
 * @returns nothing without a bar, or with more than a terminal can show
 */
export function waterfallPlot(bars: readonly Bar[], of: number): string {
  if (bars.length === 0 || bars.length > MOST) return '';
  const sorted = bars.toSorted((a, b) => b.change - a.change);
  const changes = sorted.map(({ change }) => change);
  const top = LINE * Math.ceil(Math.min(HIGHEST, Math.max(0, ...changes)) / LINE);
  const bottom = LINE * Math.floor(Math.min(PARTIAL_RESPONSE - LINE, ...changes) / LINE);
  const lines = Array.from({ length: (top - bottom) / LINE }, (_, line) => {
    const above = top - line * LINE;
    const cells = changes.map((change) => (above > 0 ? rising(change, above) : falling(change, above)));
    return `${scale(above)}${cells.join('')}`.trimEnd();
  });
  const missing = of - bars.length;
  return [
    `Best change of the sum of diameters${missing > 0 ? `; without one: ${missing} of ${of}` : ''}`,
    '',
    ...lines,
    `${' '.repeat(scale(0).length)}${sorted.map(({ best }) => LETTERS[best]).join('')}`,
    `${' '.repeat(scale(0).length)}C CR, P PR, S SD, D PD, · NE: best response, unconfirmed; the line: −30 %`,
  ].join('\n');
}

/** The line that begins at that height, of a bar that stands on 0. */
function rising(change: number, above: number): string {
  if (above === HIGHEST && change > HIGHEST) return '▲';
  const filled = (change - (above - LINE)) / LINE;
  return filled >= 0.75 ? '█' : filled >= 0.25 ? '▄' : ' ';
}

/** The line that begins at that height, of a bar that hangs from 0. */
function falling(change: number, above: number): string {
  const filled = (above - change) / LINE;
  if (filled >= 0.75) return '█';
  return filled >= 0.25 ? '▀' : above === PARTIAL_RESPONSE ? '▔' : ' ';
}

/** The height at which a line begins, where it is one that people look for. */
function scale(above: number): string {
  const named = above % HIGHEST === 0 || above === PARTIAL_RESPONSE;
  return `${(named ? `${above} %`.replace('-', '−') : '').padStart(7)} ${named ? '┤' : '│'}`;
}
