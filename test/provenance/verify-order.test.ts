import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/adapters/sqlite/database.js';
import { IntegrityError } from '../../src/ports/index.js';
import { TILE_ABOVE, TamperedLog, findingsIn, flip, makeTilesAnew, served, sql, verified } from './tampered-log.js';

const SIZE = 700;
/** Event 499 is the last of its batch, and of patient 19. */
const AT = 499;
let log: TamperedLog;
beforeAll(async () => {
  log = await TamperedLog.written(SIZE);
});
afterAll(() => log.dispose());

const place = (index: number): string => `${index} ${log.ids[index]!}`;
const withTile = (level: number, n: number, change: (old: Buffer) => Buffer) => (database: Database) => {
  const old = database.prepare('SELECT hashes FROM tiles WHERE level = ? AND n = ?').pluck().get(level, n) as Buffer;
  database.prepare('UPDATE tiles SET hashes = ? WHERE level = ? AND n = ?').run(change(old), level, n);
};

describe('verify over a log whose leaves and tiles were edited, or whose events were moved', () => {
  it('names a leaf whose instant was moved, by the hash that the tile kept', async () => {
    const folder = log.edited(
      sql(`UPDATE leaves SET leaf = replace(leaf, '00.000Z', '01.000Z') WHERE position = ${AT}`),
    );
    expect(await findingsIn(folder)).toEqual([`altered-leaf ${place(AT)}`, TILE_ABOVE]);
  });

  it('names the leaf whose hash was changed in its tile', async () => {
    const folder = log.edited(withTile(0, 1, (old) => Buffer.concat([flip(old.subarray(0, 32)), old.subarray(32)])));
    expect(await findingsIn(folder)).toEqual([`altered-leaf ${place(256)}`]);
  });

  it.each<[string, (database: Database) => void, readonly string[]]>([
    ['was altered above the leaves', withTile(1, 0, flip), ['1/0']],
    ['was put in at a level that the log has not reached', sql("INSERT INTO tiles VALUES (3, 0, x'00')"), ['3/0']],
    ['has bytes that are no whole hash', withTile(0, 2, (old) => Buffer.concat([old, Buffer.of(1)])), ['0/2']],
    ['has more hashes than a tile holds', withTile(0, 0, (old) => Buffer.concat([old, old])), ['0/0']],
    [
      'stands before the first',
      sql('INSERT INTO tiles SELECT 0, -1, hashes FROM tiles WHERE level = 0 AND n = 0'),
      ['0/-1'],
    ],
  ])('names a tile that %s', async (_, edit, names) => {
    const { findings } = await verified(log.edited(edit));
    expect(findings.map(({ code, found }) => `${code} ${found}`)).toEqual(names.map((name) => `altered-tile ${name}`));
  });

  it('names a tile that is gone, and the leaves that stand in none', async () => {
    expect((await verified(log.edited(sql('DELETE FROM tiles WHERE level = 1')))).findings).toMatchObject([
      { code: 'altered-tile', expected: '1/0', how: 'the tile is gone' },
    ]);
    const { findings } = await verified(log.edited(sql('DELETE FROM tiles WHERE level = 0 AND n = 1')));
    expect(findings).toHaveLength(257);
    expect(findings[0]).toMatchObject({ code: 'inserted', index: 256, eventId: log.ids[256]! });
    expect(findings.at(-1)).toMatchObject({ code: 'altered-tile', expected: '0/1', how: 'the tile is gone' });
  });

  it('names the leaves that the last tile lost', async () => {
    const folder = log.edited(withTile(0, 2, (old) => old.subarray(0, -64)));
    expect(await findingsIn(folder)).toEqual([`inserted ${place(698)}`, `inserted ${place(699)}`]);
  });

  it('names an event that was deleted, by its leaf, and the gap that it leaves in its patient', async () => {
    const folder = log.edited(sql(`DELETE FROM events WHERE position = ${AT}`));
    expect(await findingsIn(folder)).toEqual([`missing ${place(AT)}`, `revision-gap ${place(519)}`]);
    await expect(served(folder)).rejects.toMatchObject({ position: AT, what: 'it is missing' });
    await expect(served(folder, 'patient-p19')).rejects.toMatchObject({ position: 519 });
  });

  it('serves no stream whose last event lost its leaf, though no later revision shows a gap', async () => {
    // The last event of patient 19.
    const folder = log.edited(sql('DELETE FROM leaves WHERE position = 679'));
    expect(await findingsIn(folder)).toEqual([`missing ${place(679)}`]);
    await expect(served(folder, 'patient-p19')).rejects.toMatchObject({ position: 679, what: 'its leaf is missing' });
  });

  it('names events that were deleted together with their leaves, in the middle and at the end', async () => {
    const middle = log.edited(sql('DELETE FROM events WHERE position = 499; DELETE FROM leaves WHERE position = 499'));
    expect(await findingsIn(middle)).toEqual(['missing 499 null', `revision-gap ${place(519)}`]);
    await expect(served(middle)).rejects.toMatchObject({ position: AT });
    const end = log.edited(sql('DELETE FROM events WHERE position > 696; DELETE FROM leaves WHERE position > 696'));
    expect((await verified(end)).findings).toMatchObject([
      { code: 'missing', index: 697, expected: 'indexes 697 to 699', how: 'events and leaves are gone, 3 of them' },
    ]);
    const eventsOnly = log.edited(sql('DELETE FROM events WHERE position > 697'));
    expect(await findingsIn(eventsOnly)).toEqual([`missing ${place(698)}`, `missing ${place(699)}`]);
    await expect(served(eventsOnly)).rejects.toMatchObject({ position: 698 });
  });

  it('names an event that was put in: after the last, before the first, far away, with or without a leaf', async () => {
    const put = (position: number, leaf: boolean) => (database: Database) => {
      database.exec(`INSERT INTO events SELECT ${position}, stream, 100, 'new', type, patient_id, recorded_at, header,
        header_salt, clinical, identity, content_salt FROM events WHERE position = ${AT}`);
      if (leaf) database.exec(`INSERT INTO leaves SELECT ${position}, leaf FROM leaves WHERE position = ${AT}`);
    };
    expect(await findingsIn(log.edited(put(700, true)))).toContain('inserted 700 new');
    expect(await findingsIn(log.edited(put(700, false)))).toEqual(['inserted 700 new', 'revision-gap 700 new']);
    const before = log.edited(put(-1, true));
    expect(await findingsIn(before)).toEqual(['inserted -1 new']);
    await expect(served(before, 'patient-p19')).rejects.toBeInstanceOf(IntegrityError);
    const far = await findingsIn(log.edited(put(1e12, true)));
    expect(far.slice(0, 2)).toEqual(['missing 700 null', 'inserted 1000000000000 new']);
  });

  it('finds two events that changed places: alone, with their leaves, and with their hashes in the tiles', async () => {
    const swap = (table: string) =>
      `UPDATE ${table} SET position = -1 WHERE position = 40; UPDATE ${table} SET position = 40 WHERE position = 41;
       UPDATE ${table} SET position = 41 WHERE position = -1;`;
    const alone = await findingsIn(log.edited(sql(swap('events'))));
    // The event that now stands at 40 is the one that was written at 41.
    expect(alone).toContain(`altered-header 40 ${log.ids[41]!}`);
    expect(alone).toContain(`altered-header 41 ${log.ids[40]!}`);
    const withLeaves = log.edited(sql(swap('events') + swap('leaves')));
    const reordered = [`reordered 40 ${log.ids[41]!}`, `reordered 41 ${log.ids[40]!}`];
    expect(await findingsIn(withLeaves)).toEqual(
      expect.arrayContaining([...reordered, `altered-leaf ${place(41).replace('41', '40')}`]),
    );
    await expect(served(withLeaves)).rejects.toBeInstanceOf(IntegrityError);
    const withTiles = log.edited((database) => {
      database.exec(swap('events') + swap('leaves'));
      makeTilesAnew(database);
    });
    expect(await findingsIn(withTiles)).toEqual(reordered);
    await expect(served(withTiles)).rejects.toBeInstanceOf(IntegrityError);
  });
});
