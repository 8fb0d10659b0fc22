import { block, page, table } from '../../analyses/index.js';
import { definitionText } from '../../cohorts/index.js';
import type { DefinedCohort, Moved } from '../../studies/index.js';
import { count } from '../told.js';

/** Two versions of a cohort beside each other: what is written otherwise, and who moved by which criterion. */
export function diffText([before, after]: readonly [DefinedCohort, DefinedCohort], movers: readonly Moved[]): string {
  const title = `From ${before.name}@${before.version} to ${after.name}@${after.version}`;
  const lines = lineDiff(definitionText(before.definition), definitionText(after.definition));
  return page(
    block(title, '═'.repeat(title.length), ...lines.map(({ mark, line }) => `  ${mark} ${line}`.trimEnd())),
    movers.length === 0
      ? 'Nobody moves.'
      : block(
          `${count(movers.length, 'patient moves', 'patients move')}:`,
          ...table(
            movers.map(({ patientId, from, to }) => [
              `  ${patientId}`,
              words(from.verdict),
              '→',
              words(to.verdict),
              why(from, to),
            ]),
            [1, 2, 3, 4],
          ),
        ),
  );
}

const words = (verdict: string): string => verdict.replace('-', ' ');

/** What decided, of the version that does not have the patient in, the later one first. */
function why(from: Moved['from'], to: Moved['to']): string {
  const [told, of] = to.decidedBy === null ? [from, 'was kept out by'] : [to, 'by'];
  const criterion = told.decidedBy === null ? undefined : told.criteria[told.decidedBy - 1];
  return criterion ? `${of} ${criterion.name}: ${criterion.reason.text}` : '';
}

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** The longest common lines stay; the others are taken out and put in (Hunt & McIlroy 1976, by the plain table). */
function lineDiff(before: string, after: string): readonly Line[] {
  const [a, b] = [before.trimEnd().split('\n'), after.trimEnd().split('\n')];
  const longest = a.map(() => b.map(() => 0));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = longest[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: ' ', line: a[i] ?? '' });
      [i, j] = [i + 1, j + 1];
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', line: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ mark: '+', line: b[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}
