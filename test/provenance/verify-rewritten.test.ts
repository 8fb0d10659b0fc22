import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IntegrityError } from '../../src/ports/index.js';
import {
  TamperedLog,
  findingsIn,
  makeHashesAnew,
  makeTilesAnew,
  replaced,
  rewrite,
  served,
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

describe('verify against an attacker who makes every hash of the file anew', () => {
  it('finds the gap that an event leaves in its patient when it is taken out and the log closed behind it', async () => {
    const folder = log.edited((database) => {
      database.exec(`DELETE FROM events WHERE position = ${AT}; DELETE FROM leaves WHERE position = ${AT}`);
      for (const table of ['events', 'leaves']) {
        database.exec(`UPDATE ${table} SET position = -position WHERE position > ${AT}`);
        database.exec(`UPDATE ${table} SET position = -position - 1 WHERE position < 0`);
      }
      makeHashesAnew(database);
    });
    // Event 519 has moved up to 518.
    expect(await findingsIn(folder)).toEqual([`revision-gap 518 ${log.ids[519]!}`]);
  });

  it('finds an id that stands twice in the record of a patient', async () => {
    const folder = log.edited((database) => {
      database.exec(
        'CREATE TABLE loose AS SELECT * FROM events; DROP TABLE events; ALTER TABLE loose RENAME TO events',
      );
      rewrite(database, 519, 'header', replaced(log.ids[519]!, log.ids[499]!));
      rewrite(database, 519, 'id', replaced(log.ids[519]!, log.ids[499]!));
      makeHashesAnew(database);
    });
    expect(await findingsIn(folder)).toEqual([`duplicate-id 519 ${log.ids[499]!}`]);
  });

  it.each([
    ['correction', 698, 10],
    ['retraction', 699, 11],
  ])('finds a %s of an event that is not there', async (_, at, named) => {
    const folder = log.edited((database) => {
      rewrite(database, at, 'clinical', replaced(log.ids[named]!, '00000000-0000-4000-8000-000000000000'));
      makeHashesAnew(database);
    });
    expect(await findingsIn(folder)).toEqual([`dangling-reference ${place(at)}`]);
  });

  it('finds an instant that lies before the one of the leaf before it', async () => {
    const folder = log.edited((database) =>
      makeHashesAnew(database, (position, at) => (position === AT ? '2020-01-01T00:00:00.000Z' : at)),
    );
    expect(await findingsIn(folder)).toEqual([`time-went-back ${place(AT)}`]);
  });

  // The file agrees with itself in both cases, so nothing inside it can tell. Only the root can: it is another one than
  // whoever kept the root at that size outside the data folder will expect.
  it('cannot see an end that was cut off everywhere, nor content whose hashes were all made anew: the root tells', async () => {
    const { root } = await verified(log.edited(() => undefined));
    const cut = log.edited((database) => {
      database.exec('DELETE FROM events WHERE position >= 690; DELETE FROM leaves WHERE position >= 690');
      makeTilesAnew(database);
    });
    const rewritten = log.edited((database) => {
      rewrite(database, AT, 'clinical', replaced('2009-03-02', '2008-03-02'));
      makeHashesAnew(database);
    });
    const reports = [await verified(cut), await verified(rewritten)];
    expect(reports.map(({ size, findings }) => [size, findings])).toEqual([
      [690, []],
      [SIZE, []],
    ]);
    for (const report of reports) expect(report.root).not.toBe(root);
  });
});

describe('verify over a damaged file', () => {
  /** Where an event's header lies in the file; pages that were split keep old copies in their unused parts. */
  const headersAt = (bytes: Buffer, index: number): number[] => {
    const places: number[] = [];
    const header = `{"id":"${log.ids[index]!}"`;
    for (let at = bytes.indexOf(header); at >= 0; at = bytes.indexOf(header, at + 1)) places.push(at);
    return places;
  };
  const alterRole = (bytes: Buffer, index: number): void => {
    for (const at of headersAt(bytes, index)) bytes.write('X', bytes.indexOf('clinician', at));
  };

  it('says that a page is damaged and which events it held, and names what it found before and after', async () => {
    const folder = log.overwritten((bytes) => {
      for (const altered of [5, 690]) alterRole(bytes, altered);
      const pageSize = bytes.readUInt16BE(16);
      for (const at of headersAt(bytes, 600)) bytes.fill(0xff, at - (at % pageSize), at - (at % pageSize) + 8);
    });
    const { findings } = await verified(folder);
    const ofItself = findings.filter(({ how }) => how === "the database's own integrity check");
    expect(ofItself.map(({ found }) => found).join()).toMatch(/page \d+: .*error code 11/);
    const others = findings.slice(ofItself.length);
    expect(others).toMatchObject([
      { code: 'altered-header', index: 5, eventId: log.ids[5]! },
      { code: 'page-corrupt', how: expect.stringMatching(/^the events of indexes \d+ to \d+ cannot be read$/) },
      { code: 'altered-header', index: 690, eventId: log.ids[690]! },
    ]);
    // A page of 4096 bytes holds about five of these events, 600 among them.
    const [from, to] = /(\d+) to (\d+)/.exec(others[1]!.how)!.slice(1).map(Number);
    expect([from! > 590 && from! <= 600, to! >= 600 && to! < 610]).toEqual([true, true]);
    await expect(served(folder)).rejects.toBeInstanceOf(IntegrityError);
  });

  it('names the event whose bytes were flipped in the file, though the database sees no damage', async () => {
    const folder = log.overwritten((bytes) => alterRole(bytes, 600));
    expect(await findingsIn(folder)).toEqual([`altered-header ${place(600)}`]);
  });

  it('refuses a file that is no database any more', async () => {
    const folder = log.overwritten((bytes) => bytes.fill(0, 0, 100));
    await expect(verified(folder)).rejects.toMatchObject({
      code: 'integrity-failure',
      what: 'the database file is damaged (SQLITE_NOTADB)',
    });
  });
});
