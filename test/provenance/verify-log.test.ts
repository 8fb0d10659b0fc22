import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/adapters/sqlite/database.js';
import { noteSigner, signCheckpoint } from '../../src/provenance/index.js';
import { TamperedLog, flip, makeHashesAnew, makeTilesAnew, reading, replaced, rewrite, sql } from './tampered-log.js';

const SIZE = 300;
/** Event 150 is of patient 10, who has one event in every twenty. */
const AT = 150;
let log: TamperedLog;
let scratch: string;
beforeAll(async () => {
  log = await TamperedLog.written(SIZE, { signed: true });
  scratch = mkdtempSync(join(tmpdir(), 'hepatrace-verify-log-'));
});
afterAll(() => {
  log.dispose();
  rmSync(scratch, { recursive: true });
});

/** The log as GET /provenance/log?content=true answers it. */
async function exported(folder: string): Promise<object[]> {
  const lines: object[] = [];
  await reading(folder, async ({ signed }) => {
    for await (const page of signed.entries({ after: -1 }))
      for (const { index, leaf, header, headerSalt, contentSalt, content } of page) {
        const [hs, cs, bytes] = [headerSalt, contentSalt, content].map((part) => part?.toString('base64url') ?? null);
        lines.push({ index, leaf, hs, header, cs, content: bytes });
      }
  });
  return lines;
}

interface Given {
  readonly lines: object[];
  readonly note?: string;
  readonly anchor?: string | null;
}
interface Found {
  readonly size: number;
  readonly root: string | null;
  readonly checked: Record<string, number>;
  readonly findings: (string | number | null)[][];
}

const lastNote = (): string => readFileSync(join(log.anchor, log.vkey.split('+')[0]!, 'checkpoint'), 'utf8');
const python = spawnSync('python3', ['--version']).status === 0;
if (!python) process.stderr.write('verify-log.mjs was not held against the second verifier: no python3 here\n');

/** What verify-log.mjs finds; the second verifier must find the same. */
function found({ lines, note = lastNote(), anchor = log.anchor }: Given): Found & { notChecked: string[] } {
  const [file, noteFile] = [join(scratch, 'log.ndjson'), join(scratch, 'note')];
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  writeFileSync(noteFile, note);
  const anchors = anchor === null ? [] : ['--anchors', anchor];
  const run = spawnSync(
    process.execPath,
    ['scripts/verify-log.mjs', file, '--checkpoint', noteFile, '--vkey', log.vkey, '--json', ...anchors],
    { encoding: 'utf8' },
  );
  expect(run.stderr).toBe('');
  const told = JSON.parse(run.stdout) as Omit<Found, 'findings'> & {
    notChecked: string[];
    findings: { code: string; index: number | null }[];
  };
  expect(run.status).toBe(told.findings.length > 0 ? 1 : 0);
  const { size, root, checked } = told;
  const findings = told.findings.map(({ code, index }) => [code, index]);
  if (python) {
    const second = spawnSync(
      'python3',
      ['test/provenance/verify_log.py', file, noteFile, log.vkey, ...anchors.slice(1)],
      { encoding: 'utf8' },
    );
    expect(second.stderr).toBe('');
    const { findings: secondFindings, ...rest } = JSON.parse(second.stdout) as Found;
    expect(rest).toEqual({ size, root, checked });
    expect(secondFindings.map(String).toSorted()).toEqual(findings.map(String).toSorted());
  }
  return { size, root, checked, findings, notChecked: told.notChecked };
}

const taken = (database: Database): void => {
  database.exec(`DELETE FROM events WHERE position = ${AT}; DELETE FROM leaves WHERE position = ${AT}`);
};
const swapped = (table: string): string =>
  `UPDATE ${table} SET position = -1 WHERE position = 40; UPDATE ${table} SET position = 40 WHERE position = 41;
   UPDATE ${table} SET position = 41 WHERE position = -1;`;

describe('verify-log.mjs, for an auditor who does not trust the service', () => {
  it('finds nothing in a log as it was written, and says what it held against what', async () => {
    const { size, root, checked, findings, notChecked } = found({ lines: await exported(log.edited(() => undefined)) });
    expect([size, findings]).toEqual([SIZE, []]);
    expect(Buffer.from(root!, 'hex').toString('base64')).toBe(lastNote().split('\n')[2]);
    // Checkpoints of 100, 200 and 300 events in the anchor, and the last one once more as it was handed over.
    expect(checked).toEqual({
      leaves: SIZE,
      headers: SIZE,
      contents: SIZE,
      checkpoints: 4,
      anchoredHashes: SIZE,
    });
    expect(notChecked).toEqual(['what sealed contents say: their keys are not part of the log']);
  });

  it('says what it could not check where contents are not shown and no anchor is at hand', async () => {
    const lines = (await exported(log.edited(() => undefined))).map((line) => ({
      ...line,
      cs: undefined,
      content: undefined,
    }));
    const { checked, findings, notChecked } = found({ lines, anchor: null });
    expect([findings, checked['contents']]).toEqual([[], 0]);
    expect(notChecked).toEqual([
      'the content of 300 events was not shown (ask for content=true)',
      'which event was changed where a root differs: no leaf hashes of an anchor',
      'what sealed contents say: their keys are not part of the log',
    ]);
  });

  // The file is edited as an attacker would, then exported. Expected: [code, index].
  it.each<[string, (database: Database) => void, (string | number)[][]]>([
    [
      'a header was altered',
      (database) => rewrite(database, AT, 'header', replaced('"clinician"', '"physician"')),
      [['altered-header', AT]],
    ],
    [
      'a clinical date was altered',
      (database) => rewrite(database, AT, 'clinical', replaced('2009-03-02', '2008-03-02')),
      [['altered-content', AT]],
    ],
    ['a sealed note was altered', (database) => rewrite(database, AT, 'identity', flip), [['altered-content', AT]]],
    [
      'a leaf was moved in time: its hash is in the anchor, the checkpoint of 200 events is the first that differs',
      sql(`UPDATE leaves SET leaf = replace(leaf, '00.000Z', '01.000Z') WHERE position = ${AT}`),
      [
        ['altered-leaf', AT],
        ['time-went-back', AT + 1],
        ['forked', 100],
      ],
    ],
    [
      'an event is gone and its leaf still there',
      sql(`DELETE FROM events WHERE position = ${AT}`),
      [
        ['missing', AT],
        ['revision-gap', AT + 20],
      ],
    ],
    [
      'an event is gone with its leaf, whose hash the anchor still knows',
      taken,
      [
        ['missing', AT],
        ['revision-gap', AT + 20],
      ],
    ],
    [
      'two events changed places, leaves and all',
      sql(swapped('events') + swapped('leaves')),
      [
        ['reordered', 40],
        ['reordered', 41],
        ['altered-leaf', 40],
        ['forked', 0],
      ],
    ],
    [
      'a clinical date was altered and every hash made anew',
      (database) => {
        rewrite(database, AT, 'clinical', replaced('2009-03-02', '2008-03-02'));
        makeHashesAnew(database);
      },
      [
        ['altered-leaf', AT],
        ['forked', 100],
      ],
    ],
    [
      'an event was taken out, the log closed behind it and every hash made anew',
      (database) => {
        taken(database);
        for (const table of ['events', 'leaves']) {
          database.exec(`UPDATE ${table} SET position = -position WHERE position > ${AT}`);
          database.exec(`UPDATE ${table} SET position = -position - 1 WHERE position < 0`);
        }
        makeHashesAnew(database);
      },
      [
        ['revision-gap', AT + 19],
        ['altered-leaf', AT],
        ['forked', 100],
        ['truncated', SIZE - 1],
      ],
    ],
    [
      'the end was cut off and the tiles made anew',
      (database) => {
        database.exec('DELETE FROM events WHERE position >= 290; DELETE FROM leaves WHERE position >= 290');
        makeTilesAnew(database);
      },
      [['truncated', 290]],
    ],
    [
      'an id was given twice to one patient and every hash made anew',
      (database) => {
        database.exec(
          'CREATE TABLE loose AS SELECT * FROM events; DROP TABLE events; ALTER TABLE loose RENAME TO events',
        );
        rewrite(database, AT, 'header', replaced(log.ids[AT]!, log.ids[AT - 20]!));
        rewrite(database, AT, 'id', replaced(log.ids[AT]!, log.ids[AT - 20]!));
        makeHashesAnew(database);
      },
      [
        ['duplicate-id', AT],
        ['altered-leaf', AT],
        ['forked', 100],
      ],
    ],
  ])('tells when %s; so does a second verifier', async (_, edit, findings) => {
    expect(found({ lines: await exported(log.edited(edit)) }).findings).toEqual(findings);
  });

  it('tells the range of the change from checkpoints alone, and nothing without one', async () => {
    const lines = await exported(
      log.edited((database) => {
        rewrite(database, AT, 'clinical', replaced('2009-03-02', '2008-03-02'));
        makeHashesAnew(database);
      }),
    );
    expect(found({ lines, anchor: null }).findings).toEqual([['forked', 0]]);
    const noTiles = log.anchorWith((folder) => rmSync(join(folder, 'tile'), { recursive: true }));
    expect(found({ lines, anchor: noTiles }).findings).toEqual([
      ['anchor-missing', 0],
      ['forked', 100],
    ]);
  });

  it('tells a note that was altered or that somebody else signed, and an anchor that was tampered with', async () => {
    const lines = await exported(log.edited(() => undefined));
    expect(found({ lines, note: lastNote().replace('\n300\n', '\n299\n') }).findings).toEqual([
      ['bad-signature', null],
    ]);
    const forger = noteSigner(log.vkey.split('+')[0]!, Buffer.alloc(32, 9));
    expect(found({ lines, note: signCheckpoint(forger, SIZE, Buffer.alloc(32)) }).findings).toEqual([
      ['unknown-key', null],
    ]);
    const tile = log.anchorWith((folder) => {
      const path = join(folder, 'tile/0/000');
      writeFileSync(path, flip(readFileSync(path)));
    });
    expect(found({ lines, anchor: tile }).findings).toEqual([['anchor-missing', null]]);
    const emptied = log.anchorWith((folder) => rmSync(folder, { recursive: true }));
    expect(found({ lines, anchor: emptied }).findings).toEqual([['anchor-missing', null]]);
  });

  it('tells lines that are gone, or stand out of order, in what was handed over', async () => {
    const lines = await exported(log.edited(() => undefined));
    expect(found({ lines: lines.toSpliced(AT, 2), anchor: null }).findings).toEqual([
      ['missing', AT],
      ['revision-gap', AT + 20],
      ['revision-gap', AT + 21],
    ]);
    expect(found({ lines: lines.toSpliced(AT, 0, lines[AT - 1]!) }).findings).toEqual([['reordered', AT - 1]]);
  });

  it('ends with 2 where it is called wrongly and with 3 where it cannot read the log', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['scripts/verify-log.mjs', ...args], { encoding: 'utf8' });
    writeFileSync(join(scratch, 'no-log'), '{"index":0}\n');
    expect([run().status, run('a', '--anchors', 'b').status, run('a', '--vkey', 'c').status]).toEqual([2, 2, 2]);
    expect([run('nowhere').status, run(join(scratch, 'no-log')).status]).toEqual([3, 3]);
    expect(run(join(scratch, 'no-log')).stderr).toBe('could not finish: line 1 is no line of a log\n');
  });
});
