import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../src/adapters/sqlite/database.js';
import { CommandLine } from './command-line.js';

interface Report {
  readonly findings: readonly { code: string; index: number | null; how: string; expected: string; found: string }[];
  readonly notChecked: readonly string[];
}

let line: CommandLine;
beforeAll(() => {
  line = new CommandLine();
  line.environment['ANCHORS'] = `file:${join(line.folder, 'anchor')}`;
  const { status, stderr } = line.run(['demo', '--data-dir', line.dataDir]);
  if (status !== 0) throw new Error(stderr);
});
afterAll(() => line.dispose());

const verify = (...options: string[]): Report & { status: number | null } => {
  const { status, stdout } = line.run(['verify', '--json', ...options]);
  return { status, ...(JSON.parse(stdout) as Report) };
};
const readModelTables = (): string[] => {
  const database = openDatabase(join(line.dataDir, 'read-models.db'));
  const names = database.prepare(
    "SELECT name FROM sqlite_schema WHERE name GLOB 'documents_[0-9]*' AND type = 'table'",
  );
  const tables = names.pluck().all() as string[];
  database.close();
  return tables;
};
/** Edits a file of the data folder, runs the check, and puts the old value back. */
function edited<T>(file: string, change: string, restore: string, check: () => T): T {
  const run = (sql: string): void => {
    const database = openDatabase(join(line.dataDir, file));
    for (const name of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
      database.exec(`DROP TRIGGER ${String(name)}`);
    database.exec(sql);
    database.close();
  };
  run(change);
  try {
    return check();
  } finally {
    run(restore);
  }
}

describe('hepatrace verify of the demo cohort, anchored', () => {
  it('finds nothing, read models included, and leaves nothing unchecked', () => {
    expect(verify('--deep')).toMatchObject({ status: 0, findings: [], notChecked: [] });
  });

  it('says what it left out when it begins in the middle, and without an anchor', () => {
    expect(verify('--from', '500')).toMatchObject({
      status: 0,
      findings: [],
      notChecked: ['the events before index 500'],
    });
    const anchors = line.environment['ANCHORS']!;
    delete line.environment['ANCHORS'];
    const { status, notChecked } = verify();
    line.environment['ANCHORS'] = anchors;
    expect([status, notChecked]).toEqual([0, [expect.stringMatching(/^whether the log was rewritten whole/)]]);
  });

  it('names the patient and the field of a read model that somebody changed, with --deep alone', () => {
    const [table = ''] = readModelTables();
    const where = `WHERE collection = 'os' AND id = (SELECT min(id) FROM ${table} WHERE body LIKE '%"days":%')`;
    edited(
      'read-models.db',
      `CREATE TABLE kept AS SELECT * FROM ${table} ${where};
       UPDATE ${table} SET body = replace(body, '"days":', '"days":1') ${where}`,
      `UPDATE ${table} SET body = (SELECT body FROM kept) ${where}; DROP TABLE kept`,
      () => {
        expect(verify().status).toBe(0);
        const { status, findings } = verify('--deep');
        expect([status, findings.length]).toEqual([1, 1]);
        expect(findings[0]).toMatchObject({
          code: 'read-model-differs',
          how: expect.stringMatching(/^patient \S+, os\/endpoint\/days: /),
          found: `1${findings[0]!.expected}`,
        });
      },
    );
  });

  it('ends with 1 at a finding, 2 at wrong usage, 3 where it cannot finish', () => {
    const altered = edited(
      'events.db',
      "UPDATE events SET recorded_at = '2001' WHERE position = 7",
      "UPDATE events SET recorded_at = json_extract(header, '$.recordedAt') WHERE position = 7",
      () => verify(),
    );
    expect([altered.status, altered.findings.map(({ code, index }) => [code, index])]).toEqual([
      1,
      [['altered-column', 7]],
    ]);
    for (const wrong of [
      ['--from', 'x'],
      ['--vkey', 'x'],
      ['--anchors', join(line.folder, 'nowhere')],
    ])
      expect(line.run(['verify', ...wrong]).status).toBe(2);
    expect(line.run(['verify', '--data-dir', join(line.folder, 'empty')]).status).toBe(3);
  });
});
