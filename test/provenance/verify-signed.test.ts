import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '../../src/adapters/sqlite/database.js';
import type { SignedCheckpoint } from '../../src/ports/index.js';
import {
  noteSigner,
  readAnchors,
  signCheckpoint,
  type Keeper,
  type VerifyOptions,
} from '../../src/provenance/index.js';
import {
  TamperedLog,
  findingsIn,
  flip,
  makeHashesAnew,
  makeTilesAnew,
  reading,
  replaced,
  rewrite,
} from './tampered-log.js';

const SIZE = 300;
/** Event 150 was recorded between the checkpoints of 100 and of 200 events. */
const AT = 150;
let log: TamperedLog;
beforeAll(async () => {
  log = await TamperedLog.written(SIZE, { signed: true });
});
afterAll(() => log.dispose());

const origin = (): string => log.vkey.split('+')[0]!;
const place = (index: number): string => `${index} ${log.ids[index]!}`;

const inDatabase = (folder: string): Promise<Keeper> =>
  reading(folder, async ({ signed }) => {
    const checkpoints: SignedCheckpoint[] = [];
    for await (const page of signed.checkpoints({ after: -1 })) checkpoints.push(...page);
    return { name: 'the database', checkpoints, anchored: null };
  });
async function inAnchor(folder: string): Promise<Keeper> {
  const anchored = await readAnchors(folder).catch(() => []);
  return { name: folder, checkpoints: anchored.flatMap(({ checkpoints }) => checkpoints), anchored };
}

/** Findings of a file that is held against its own checkpoints, and against an anchor unless that is null. */
async function findings(folder: string, anchor: string | null = log.anchor, more: VerifyOptions = {}) {
  const keepers = [await inDatabase(folder), ...(anchor === null ? [] : [await inAnchor(anchor)])];
  return findingsIn(folder, { story: { vkey: log.vkey, keepers }, ...more });
}

const anew = (database: Database): void => {
  rewrite(database, AT, 'clinical', replaced('2009-03-02', '2008-03-02'));
  makeHashesAnew(database);
};
const cutOff = (database: Database): void => {
  database.exec('DELETE FROM events WHERE position >= 290; DELETE FROM leaves WHERE position >= 290');
  makeTilesAnew(database);
};
const unsigned = (database: Database): void => void database.exec('DELETE FROM checkpoints');

describe('verify against what was signed of a log', () => {
  it('finds nothing in a log as it was written, signed at 100, 200 and 300 events and anchored', async () => {
    expect((await inAnchor(log.anchor)).checkpoints.map(({ size }) => size)).toEqual([100, 200, 300]);
    expect(await findings(log.edited(() => undefined))).toEqual([]);
  });

  it('names the event that was altered, though every hash of the file was made anew and no checkpoint left in it', async () => {
    const found = [`altered-leaf ${place(AT)}`, 'forked 100 null'];
    expect(await findings(log.edited(anew))).toEqual(found);
    const folder = log.edited((database) => {
      anew(database);
      unsigned(database);
    });
    expect(await findings(folder)).toEqual(found);
    // With nothing outside the file there is nothing to tell by.
    expect(await findings(folder, null)).toEqual([]);
  });

  it('tells the range between two checkpoints where these are all there is', async () => {
    expect(await findings(log.edited(anew), null)).toEqual(['forked 100 null']);
  });

  it('names a run of altered events once', async () => {
    const folder = log.edited((database) => {
      for (const at of [AT, AT + 1, AT + 2, AT + 4])
        rewrite(database, at, 'clinical', replaced('2009-03-02', '2008-03-02'));
      makeHashesAnew(database);
    });
    expect(await findings(folder)).toEqual([
      `altered-leaf ${place(AT)}`,
      `altered-leaf ${place(AT + 4)}`,
      'forked 100 null',
    ]);
  });

  it('tells that the end was cut off, and from which index', async () => {
    expect(await findings(log.edited(cutOff))).toEqual(['truncated 290 null']);
    expect(await findings(log.edited(cutOff), null)).toEqual(['truncated 290 null']);
  });

  it('tells a checkpoint of the file that was altered, and one that the attacker signed himself', async () => {
    const altered = log.edited((database) =>
      database.exec(
        "UPDATE checkpoints SET note = replace(note, char(10) || '300' || char(10), char(10) || '301' || char(10))",
      ),
    );
    expect(await findings(altered)).toEqual(['bad-signature null null']);
    const forger = noteSigner(origin(), Buffer.alloc(32, 9));
    const forged = log.edited((database) => {
      anew(database);
      unsigned(database);
      database
        .prepare('INSERT INTO checkpoints (origin, size, note) VALUES (?, ?, ?)')
        .run(origin(), SIZE, signCheckpoint(forger, SIZE, Buffer.alloc(32)));
    });
    expect(await findings(forged, null)).toEqual(['unknown-key null null']);
  });

  it('tells an anchor that is empty, keeps another log, lost its leaf hashes, or knows of a thaw', async () => {
    const folder = log.edited(() => undefined);
    const emptied = log.anchorWith((kept) => rmSync(kept, { recursive: true }));
    expect(await findings(folder, emptied)).toEqual(['anchor-missing null null']);
    const moved = log.anchorWith((kept) => {
      cpSync(kept, join(kept, '../../../another/log'), { recursive: true });
    });
    expect(await findings(folder, moved)).toEqual([]);
    const noTiles = log.anchorWith((kept) => rmSync(join(kept, 'tile'), { recursive: true }));
    expect(await findings(log.edited(anew), noTiles)).toEqual(['anchor-missing 0 null', 'forked 100 null']);
    const thawed = log.anchorWith((kept) => {
      const later = noteSigner(origin().replace(/1$/, '2'), Buffer.alloc(32, 9));
      mkdirSync(join(kept, '../2'));
      writeFileSync(join(kept, '../2/checkpoint'), signCheckpoint(later, 400, Buffer.alloc(32)));
    });
    expect(await findings(folder, thawed)).toEqual(['unknown-key null null']);
  });

  it('accuses no event where it is the leaf hashes of the anchor that were altered', async () => {
    const altered = log.anchorWith((kept) => {
      const path = join(kept, 'tile/0/000');
      writeFileSync(path, flip(readFileSync(path)));
    });
    expect(
      await findings(
        log.edited(() => undefined),
        altered,
      ),
    ).toEqual(['anchor-missing null null']);
  });

  it('looks at nothing before the index it is told to begin with, and holds all against what was signed', async () => {
    const folder = log.edited((database) => {
      for (const at of [50, AT]) rewrite(database, at, 'header', replaced('"clinician"', '"physician"'));
    });
    // Patient 10's correction, event 298, names event 10, which is not read.
    expect(await findings(folder, log.anchor, { from: 100 })).toEqual([`altered-header ${place(AT)}`]);
    expect(await findings(log.edited(cutOff), log.anchor, { from: 100 })).toEqual(['truncated 290 null']);
    expect(await findings(log.edited(cutOff), log.anchor, { from: 5_000 })).toEqual(['truncated 290 null']);
  });
});

describe('verify over a log of which a key is gone', () => {
  it('names the first event that needs the key of its patient', async () => {
    const folder = log.edited(() => undefined);
    const keys = openDatabase(join(folder, 'keys.db'));
    expect(keys.prepare("DELETE FROM data_keys WHERE subject = 'p9'").run().changes).toBe(1);
    keys.close();
    const found = await reading(folder, (_, opened) =>
      findings(folder, null, { hasKey: async (keyId) => (await opened.forOpening(keyId)) !== null }),
    );
    // Every third event has a sealed note; 9 is the first of patient 9.
    expect(found).toEqual([`key-missing ${place(9)}`]);
  });
});
