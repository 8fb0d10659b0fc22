import type { Mapping, TableRule } from './mapping.js';
import { ImportRefusedError, suggest, type ImportProblem } from './problem.js';
import type { SourceFile } from './source-file.js';

/**
 * The files in the order of the mapping's tables, then by name, whatever the order in which they were given. The file of
 * the rejected of a table is a file of that table.
 * @throws ImportRefusedError for a file of no table, a table without a file, or two files of one name
 */
export function filesOfTables(
  files: readonly SourceFile[],
  { tables }: Mapping,
): readonly (readonly [SourceFile, TableRule])[] {
  const pairs = tables.flatMap((table) =>
    files
      .filter(({ name }) => isOf(table, name))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((file) => [file, table] as const),
  );
  const patterns = tables.flatMap(({ match }) => match ?? []);
  const problems: ImportProblem[] = [];
  for (const [i, { name: place }] of files.entries()) {
    const uses = pairs.filter(([file]) => file === files[i]);
    if (uses.length === 0) {
      const detail = 'the mapping has no table for this file';
      problems.push({ code: 'unexpected-file', place, detail, remedy: suggest(place, patterns) });
    }
    if (uses.length > 1) {
      const detail = `the file is of ${uses.length} tables: ${uses.map(([, { match }]) => match).join(', ')}`;
      problems.push({ code: 'ambiguous-file', place, detail, remedy: 'Make `match` fit one table alone.' });
    }
    if (files.findIndex(({ name }) => name === place) < i) {
      const remedy = 'Give each file once, and files of the same table different names.';
      problems.push({ code: 'repeated-file', place, detail: 'two files have this name', remedy });
    }
  }
  for (const table of tables.filter((one) => !pairs.some(([, of]) => of === one))) {
    problems.push({
      code: 'missing-file',
      place: table.match ?? '',
      detail: 'no such file is given, and without it patients would be recorded in part',
      remedy: 'Give the files of all tables to one import.',
    });
  }
  if (problems.length > 0) throw new ImportRefusedError(problems);
  return pairs;
}

function isOf({ match }: TableRule, fileName: string): boolean {
  if (match === null) return true;
  const name = fileName.replace(/(\.rejected\.csv)+$/, '');
  const pattern = match
    .split('*')
    .map((part) => part.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${pattern}$`, 's').test(name);
}
