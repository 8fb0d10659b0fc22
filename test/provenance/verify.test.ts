import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Database } from '../../src/adapters/sqlite/database.js';
import { IntegrityError } from '../../src/ports/index.js';
import {
  TILE_ABOVE,
  TamperedLog,
  findingsIn,
  flip,
  replaced,
  rewrite,
  served,
  servedByPatient,
  sql,
  verified,
} from './tampered-log.js';

const SIZE = 700;
/** Event 499 is the last of its batch, and of patient 19. */
const AT = 499;
let log: TamperedLog;
beforeAll(async () => {
  log = await TamperedLog.written(SIZE);
});
afterAll(() => log.dispose());

const place = (index: number): string => `${index} ${log.ids[index]!}`;

describe('verify over a log as it was written', () => {
  it('finds nothing in 2,000 events over eight tiles, and gives the root of RFC 6962', async () => {
    const long = await TamperedLog.written(2_000);
    let leaves: Buffer[] = [];
    const folder = long.edited((database) => {
      const texts = database.prepare('SELECT leaf FROM leaves ORDER BY position').pluck().all() as string[];
      leaves = texts.map((text) => Buffer.from(text));
    });
    const report = await verified(folder);
    expect(report).toEqual({ size: 2_000, root: rootOf(leaves).toString('hex'), findings: [] });
    expect(await served(folder)).toBe(2_000);
    expect(await servedByPatient(folder)).toBe(2_000);
    long.dispose();
  });
});

/** MTH of RFC 6962 section 2.1, by its own recursion. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0]!);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

/** Edits of one event that are named exactly, and that nobody is ever served. */
const ALTERED: Record<string, { edit: (database: Database) => void; codes: readonly string[]; above?: boolean }> = {
  'who recorded it': {
    edit: (database) => rewrite(database, AT, 'header', replaced('"clinician"', '"physician"')),
    codes: ['altered-header'],
  },
  'the salt of its header': {
    edit: (database) => rewrite(database, AT, 'header_salt', flip),
    codes: ['altered-header'],
  },
  'its header, which is no JSON any more': {
    edit: sql(`UPDATE events SET header = 'gone' WHERE position = ${AT}`),
    codes: ['altered-header', 'altered-header'],
  },
  'its clinical date': {
    edit: (database) => rewrite(database, AT, 'clinical', replaced('2009-03-02', '2008-03-02')),
    codes: ['altered-content'],
  },
  'the salt of its content': {
    edit: (database) => rewrite(database, AT, 'content_salt', flip),
    codes: ['altered-content'],
  },
  'its clinical content, taken away': {
    edit: sql(`UPDATE events SET clinical = NULL WHERE position = ${AT}`),
    codes: ['altered-content'],
  },
  'its sealed content, taken from another event': {
    edit: sql(`UPDATE events SET identity = (SELECT identity FROM events WHERE position = 0) WHERE position = ${AT}`),
    codes: ['altered-content'],
  },
  'its leaf, which is none any more': {
    edit: sql(`UPDATE leaves SET leaf = 'null' WHERE position = ${AT}`),
    codes: ['altered-leaf', 'altered-leaf'],
    above: true,
  },
  'the column of its type': {
    edit: sql(`UPDATE events SET type = 'Died' WHERE position = ${AT}`),
    codes: ['altered-column'],
  },
  'its leaf': {
    edit: sql(`DELETE FROM leaves WHERE position = ${AT}`),
    codes: ['missing'],
  },
};

describe('verify over a log that was edited behind the back of the store', () => {
  it.each(Object.keys(ALTERED))(
    'names the event of which somebody altered %s, and nobody is served it',
    async (what) => {
      const { edit, codes, above } = ALTERED[what]!;
      const folder = log.edited(edit);
      const named = codes.map((code) => `${code} ${place(AT)}`);
      expect(await findingsIn(folder)).toEqual(above ? [...named, TILE_ABOVE] : named);
      await expect(served(folder)).rejects.toBeInstanceOf(IntegrityError);
      await expect(servedByPatient(folder)).rejects.toBeInstanceOf(IntegrityError);
      await expect(served(folder, 'patient-p19')).rejects.toBeInstanceOf(IntegrityError);
      expect(await served(folder, 'patient-p0')).toBe(SIZE / 20);
    },
  );

  it.each([
    ['id', '00000000-0000-4000-8000-000000000000'],
    ['stream', 'patient-p0'],
    ['revision', 999],
    ['patient_id', 'p0'],
    ['recorded_at', '2020-01-01T00:00:00.000Z'],
  ])('names the column %s where it differs from the header', async (column, value) => {
    const folder = log.edited((database) => {
      if (column === 'stream') database.exec("DELETE FROM events WHERE stream = 'patient-p0' AND revision = 24");
      database.prepare(`UPDATE events SET ${column} = ? WHERE position = ?`).run(value, AT);
    });
    const { findings } = await verified(folder);
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'altered-column',
        index: AT,
        how: `${column} differs from the header`,
        found: String(value),
      }),
    );
    // The two columns that no reader looks at are found by verify alone.
    if (column === 'patient_id' || column === 'recorded_at') return;
    await expect(served(folder)).rejects.toBeInstanceOf(IntegrityError);
    await expect(servedByPatient(folder)).rejects.toBeInstanceOf(IntegrityError);
    const stream = column === 'stream' ? 'patient-p0' : 'patient-p19';
    await expect(served(folder, stream)).rejects.toBeInstanceOf(IntegrityError);
  });

  it('finds any bit that is flipped in what is hashed, wherever it lies', async () => {
    const columns = ['header', 'header_salt', 'clinical', 'content_salt'];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(SIZE - 1),
        fc.constantFrom(...columns),
        fc.nat(),
        fc.nat(6),
        async (at, column, byte, bit) => {
          const folder = log.edited((database) =>
            rewrite(database, at, column, (old) => {
              const copy = Buffer.from(old);
              copy[byte % copy.length]! ^= 1 << bit;
              return copy;
            }),
          );
          const code = column.startsWith('header') ? 'altered-header' : 'altered-content';
          expect(await findingsIn(folder)).toContain(`${code} ${place(at)}`);
        },
      ),
      { numRuns: 15, seed: 11 },
    );
  });
});

describe('hepatrace verify', () => {
  const verify = (folder: string) =>
    spawnSync(process.execPath, ['dist/cli.js', 'verify', '--data-dir', folder], { encoding: 'utf8' });

  it('exits with 0 over a clean log and with 1 where it names what was altered', () => {
    const clean = verify(log.edited(() => undefined));
    expect([clean.status, clean.stderr]).toEqual([0, '']);
    expect(clean.stdout).toContain(`log of ${SIZE} events`);
    const altered = verify(log.edited(ALTERED['its clinical date']!.edit));
    expect(altered.status).toBe(1);
    expect(altered.stdout).toMatch(new RegExp(`altered-content +position ${AT}, event ${log.ids[AT]!}`));
  });
});
