import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../src/adapters/sqlite/database.js';
import { CommandLine } from './command-line.js';

interface Report {
  readonly findings: readonly { code: string; index: number | null; how: string; expected: string; found: string }[];
  readonly notChecked: readonly string[];
}

let line: CommandLine;
beforeAll(() => {
  line = new CommandLine('embedded');
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

  it('reports the same by one thread and by several, of a log as it was written and of one that was tampered with', () => {
    const by = (threads: string): unknown => verify('--threads', threads);
    expect(by('2')).toEqual(by('1'));
    edited(
      'events.db',
      `UPDATE events SET recorded_at = '2001' WHERE position IN (7, 300, 511);
       CREATE TABLE kept AS SELECT * FROM leaves WHERE position BETWEEN 600 AND 610;
       DELETE FROM leaves WHERE position BETWEEN 600 AND 610`,
      `UPDATE events SET recorded_at = json_extract(header, '$.recordedAt') WHERE position IN (7, 300, 511);
       INSERT INTO leaves SELECT * FROM kept; DROP TABLE kept`,
      () => {
        const report = verify('--threads', '1');
        expect(report.findings).toHaveLength(3 + 11);
        expect([by('2'), by('3')]).toEqual([report, report]);
      },
    );
    expect(line.run(['verify', '--threads', '0']).status).toBe(2);
  });

  it('ends with 3 at Ctrl-C, says how far it got, and leaves the log as it was', async () => {
    const anchor = join(line.folder, 'anchor');
    const tile = join(
      anchor,
      readdirSync(anchor, { encoding: 'utf8', recursive: true }).find((name) => name.endsWith('tile/0/000'))!,
    );
    const kept = readFileSync(tile);
    rmSync(tile);
    // A file that gives its content when it is told to: the check stands still in the middle.
    execFileSync('mkfifo', [tile]);
    const child = line.start(['verify', '--json']);
    // Opens when the other side reads; should it end without, it opens all the same.
    child.once('exit', () => closeSync(openSync(tile, constants.O_RDONLY | constants.O_NONBLOCK)));
    const gate = await open(tile, 'w');
    child.kill('SIGINT');
    child.stderr.once('data', () => void gate.writeFile(kept).then(() => gate.close()));
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    rmSync(tile);
    writeFileSync(tile, kept);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /stopping; once more to stop at once\nhepatrace: interrupted before the first event; nothing was changed\n$/,
    );
    expect(verify()).toMatchObject({ status: 0, findings: [] });
  });
});
