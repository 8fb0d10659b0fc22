/** Why nothing of an input could be imported. */
export interface ImportProblem {
  readonly code: string;
  /** File, and where in it: `crlm.yaml:12:5`, `crlm.csv, row 1`. */
  readonly place: string;
  readonly detail: string;
  readonly remedy: string;
}

/** The mapping or the file as a whole cannot be used; nothing was recorded. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefusedError';
  constructor(readonly problems: readonly ImportProblem[]) {
    super(problems.map(({ code, place, detail, remedy }) => `${place}: ${detail} [${code}]. ${remedy}`).join('\n'));
  }
}

/** Why one row, and with it its patient, was not recorded. */
export interface RowProblem {
  readonly code: string;
  readonly file: string;
  /** As a spreadsheet numbers them: the first row of the file is 1. */
  readonly row: number;
  /** Column of a table, JSON pointer into a line; null when the whole row is meant. */
  readonly column: string | null;
  readonly value: string | null;
  readonly detail: string;
  readonly remedy: string;
}

/** The name that was probably meant, or null when none is near (Levenshtein distance of at most a third of its length). */
function nearestName(name: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance <= Math.max(1, candidate.length / 3)) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** `Did you mean "x"?` where a name is near, and the names that there are. */
export function suggest(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return `${near === null ? '' : `Did you mean ${JSON.stringify(near)}? `}There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}.`;
}
