import { createSecretKey } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileAnchor } from '../../src/adapters/anchors/file.js';
import { GitAnchor } from '../../src/adapters/anchors/git.js';
import { CheckpointedEventStore } from '../../src/adapters/checkpointed-event-store.js';
import { openDatabase } from '../../src/adapters/sqlite/database.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import { Anchor } from '../../src/ports/index.js';
import {
  Checkpointer,
  HashTree,
  keepInFolder,
  leafHash,
  openCheckpoint,
  readAnchors,
  vkeyOf,
  type CheckpointerOptions,
} from '../../src/provenance/index.js';
import { followUp, HandClock } from '../contracts/event-store.contract.js';
import { makeHashesAnew, replaced, rewrite } from './tampered-log.js';

let root: string;
let data: string;
let kept: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hepatrace-checkpoints-'));
  [data, kept] = [join(root, 'data'), join(root, 'anchor')];
  mkdirSync(data);
});
afterEach(() => rmSync(root, { recursive: true }));

const by = { subject: 'u', role: 'local-user', organisation: 'local' };

/** Opens the log with its anchors as a service does, and closes it as one does. */
async function running<T>(
  anchors: readonly Anchor[],
  use: (open: {
    store: CheckpointedEventStore;
    signed: SqliteEventStore['signed'];
    checkpointer: Checkpointer;
    vkey: () => Promise<string>;
  }) => Promise<T>,
  options: CheckpointerOptions = {},
): Promise<T> {
  const keys = new SqliteKeys(data, () => createSecretKey(Buffer.alloc(32, 7)));
  const clock = new HandClock();
  const bare = SqliteEventStore.forWriting(data, keys, clock);
  const checkpointer = new Checkpointer(bare, bare.signed, keys, clock, anchors, options);
  const store = new CheckpointedEventStore(bare, checkpointer);
  try {
    return await use({ store, signed: bare.signed, checkpointer, vkey: () => vkeyOf(bare, keys) });
  } finally {
    await checkpointer.close();
    await store.close();
    await keys.close();
  }
}

/** Records so many contacts with a patient. */
async function record(store: CheckpointedEventStore, count: number, patient = 'p1'): Promise<void> {
  const events = Array.from({ length: count }, () => followUp(patient));
  await store.append(`patient-${patient}`, 'any', events);
}
const recorded = (count: number, anchors: readonly Anchor[] = []) =>
  running(anchors, ({ store }) => record(store, count));

const edit = (change: (database: ReturnType<typeof openDatabase>) => void): void => {
  const database = openDatabase(join(data, 'events.db'));
  for (const name of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
    database.exec(`DROP TRIGGER ${String(name)}`);
  change(database);
  database.close();
};
/** Turns a living patient dead in the record of that index, and makes every hash anew. */
const rewriteHistory = (index: number): void =>
  edit((database) => {
    rewrite(database, index, 'clinical', replaced('"alive"', '"dying"'));
    makeHashesAnew(database);
  });

/** An anchor that can be switched off. */
class Switched extends FileAnchor {
  down = false;

  override lastNotes(): Promise<readonly string[]> {
    return this.down ? Promise.reject(new Error('no route to host')) : super.lastNotes();
  }

  override keep(...args: Parameters<FileAnchor['keep']>): Promise<void> {
    return this.down ? Promise.reject(new Error('no route to host')) : super.keep(...args);
  }
}
const soon = async (reached: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await reached()); tries += 1) {
    if (tries > 400) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe('the log of patients who are followed up', () => {
  it('is signed when the service stops, and goes on from there at the next start', async () => {
    await recorded(3);
    await running([], async ({ store, signed, checkpointer, vkey }) => {
      const first = (await signed.lastCheckpoint())!;
      expect(openCheckpoint(first.note, await vkey())).toMatchObject({ origin: first.origin, size: 3 });
      expect(await checkpointer.checkpoint()).toEqual(first);
      await record(store, 2);
      expect(await checkpointer.status()).toMatchObject({ signed: 3, unsigned: 2, frozen: null });
      const second = (await checkpointer.checkpoint())!;
      expect(second).toMatchObject({ origin: first.origin, size: 5 });
      expect(openCheckpoint(second.note, await vkey()).root).toEqual(
        await new HashTree((level, n) => signed.tile(level, n)).root(5),
      );
    });
  });

  it('is signed every thousand events, and after a while when there is news', async () => {
    await running([], async ({ store, signed }) => {
      await record(store, 999);
      expect(await signed.lastCheckpoint()).toBeNull();
      await record(store, 1);
      await soon(async () => (await signed.lastCheckpoint())?.size === 1_000);
    });
    await running(
      [],
      async ({ store, signed }) => {
        await record(store, 1);
        await soon(async () => (await signed.lastCheckpoint())?.size === 1_001);
      },
      { everyMs: 20 },
    );
  });

  it('makes no key while nothing is recorded', async () => {
    await running([], () => Promise.resolve());
    expect(existsSync(join(data, 'keys.db'))).toBe(false);
  });
});

describe('an anchor', () => {
  it('holds every checkpoint and the leaf hashes below it, in the layout of a tiled log', async () => {
    for (const count of [200, 100, 300]) await recorded(count, [new FileAnchor(kept)]);
    const [anchored] = await readAnchors(kept);
    expect(anchored?.checkpoints.map(({ size }) => size)).toEqual([200, 300, 600]);
    const { origin } = anchored!;
    const widths = await Promise.all([0, 1, 2, 3].map(async (n) => (await anchored!.tile(n))?.length ?? null));
    expect(widths).toEqual([256 * 32, 256 * 32, 88 * 32, null]);
    expect(existsSync(join(kept, origin, 'tile/0/002.p/88'))).toBe(true);
    expect(existsSync(join(kept, origin, 'tile/0/001.p'))).toBe(false);
    await running([], async ({ signed, vkey }) => {
      const entries = [];
      for await (const page of signed.entries({ after: 255, upTo: 256 })) entries.push(...page);
      expect((await anchored!.tile(1))!.subarray(0, 32)).toEqual(leafHash(entries[0]!.leaf));
      const last = readFileSync(join(kept, origin, 'checkpoint'), 'utf8');
      expect(openCheckpoint(last, await vkey()).size).toBe(600);
    });
  });

  it('never changes a hash that it keeps', async () => {
    const checkpoint = (size: number) => ({ origin: 'o/1', size, note: `o/1\n${size}\n${'A'.repeat(43)}=\n` });
    const tile = (...bytes: number[]) => Promise.resolve(Buffer.concat(bytes.map((byte) => Buffer.alloc(32, byte))));
    await keepInFolder(kept, checkpoint(2), () => tile(1, 2));
    await expect(keepInFolder(kept, checkpoint(3), () => tile(1, 9, 3))).rejects.toThrow(
      'tile 0/0 of the log is not the one that is kept here',
    );
    await expect(keepInFolder(kept, checkpoint(3), () => tile(1, 2))).rejects.toThrow('gone or too short');
    const [anchored] = await readAnchors(kept);
    expect(await anchored!.tile(0)).toEqual(await tile(1, 2));
    expect(anchored!.checkpoints).toEqual([checkpoint(2)]);
    await keepInFolder(kept, checkpoint(3), () => tile(1, 2, 3));
    expect((await readAnchors(kept))[0]?.checkpoints.map(({ size }) => size)).toEqual([2, 3]);
  });

  it('in git gets one commit a checkpoint, and what it follows gets them too', async () => {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'init.defaultBranch=main', ...args], { encoding: 'utf8' }).trim();
    git('init', '--quiet', '--bare', join(root, 'far'));
    git('clone', '--quiet', join(root, 'far'), kept);
    execFileSync('git', ['-C', kept, 'config', 'push.autoSetupRemote', 'true']);
    git('-C', kept, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'begin');
    git('-C', kept, 'push', '--quiet');
    for (const count of [2, 3]) await recorded(count, [new GitAnchor(kept)]);
    const [{ origin } = { origin: '' }] = await readAnchors(kept);
    const messages = git('-C', join(root, 'far'), 'log', '--format=%s').split('\n');
    expect(messages).toEqual([`${origin}: 5 events`, `${origin}: 2 events`, 'begin']);
    expect(git('-C', kept, 'status', '--porcelain')).toBe('');
  });

  it('that is down holds up no write and no later signature, and catches up when it is back', async () => {
    const anchor = new Switched(kept);
    await running(
      [anchor],
      async ({ store, checkpointer }) => {
        await record(store, 2);
        await checkpointer.checkpoint();
        await soon(async () => (await checkpointer.status()).anchors[0]?.size === 2);
        anchor.down = true;
        await record(store, 2);
        expect((await checkpointer.checkpoint())?.size).toBe(4);
        await soon(async () => ((await checkpointer.status()).anchors[0]?.failure?.failures ?? 0) > 2);
        expect((await checkpointer.status()).anchors[0]).toMatchObject({
          size: 2,
          failure: { why: 'no route to host' },
        });
        anchor.down = false;
        await soon(async () => (await checkpointer.status()).anchors[0]?.size === 4);
        expect((await checkpointer.status()).anchors[0]?.failure).toBeNull();
      },
      { firstRetryMs: 5 },
    );
    expect((await readAnchors(kept))[0]?.checkpoints.at(-1)?.size).toBe(4);
  });

  it('that never answered since the start keeps back signatures, but no writes', async () => {
    const anchor = new Switched(kept);
    await recorded(2, [anchor]);
    anchor.down = true;
    await running([anchor], async ({ store, signed, checkpointer }) => {
      await record(store, 2);
      await expect(checkpointer.checkpoint()).rejects.toThrow('no route to host');
      expect(await checkpointer.status()).toMatchObject({ signed: 2, unsigned: 2, frozen: null });
      anchor.down = false;
      expect((await checkpointer.checkpoint())?.size).toBe(4);
      expect(await signed.size()).toBe(4);
    });
  });

  it('with a note that somebody wrote over does not freeze the log, and nothing is signed until it is mended', async () => {
    await recorded(2, [new FileAnchor(kept)]);
    const [{ origin } = { origin: '' }] = await readAnchors(kept);
    const file = join(kept, origin, 'checkpoint');
    const note = readFileSync(file, 'utf8');
    writeFileSync(file, note.replace('\n2\n', '\n9\n'));
    await running([new FileAnchor(kept)], async ({ store, checkpointer }) => {
      await record(store, 1);
      await expect(checkpointer.checkpoint()).rejects.toMatchObject({ code: 'bad-signature' });
      expect((await checkpointer.status()).anchors[0]?.failure?.why).toMatch(/signature .* is not over this text/);
      writeFileSync(file, note);
      expect((await checkpointer.checkpoint())?.size).toBe(3);
    });
  });
});

describe('a log that is not what was signed of it', () => {
  const refusal = { code: 'log-frozen' };

  it('is frozen when history was rewritten, hashes and all: nothing is written and nothing signed', async () => {
    await recorded(300);
    rewriteHistory(7);
    await running([], async ({ store, signed, checkpointer }) => {
      await expect(record(store, 1)).rejects.toMatchObject(refusal);
      await expect(checkpointer.checkpoint()).rejects.toMatchObject(refusal);
      const { frozen } = await checkpointer.status();
      expect(frozen?.because).toEqual([
        {
          witness: 'the database',
          code: 'forked',
          missing: null,
          text: 'the database holds a checkpoint of 300 events that are not the first 300 of this log',
        },
      ]);
      expect(await signed.size()).toBe(300);
      expect((await signed.lastCheckpoint())?.size).toBe(300);
    });
  });

  it('is frozen by its anchors where the checkpoints of the database were taken away as well', async () => {
    await recorded(300, [new FileAnchor(kept)]);
    rewriteHistory(7);
    edit((database) => database.exec('DELETE FROM checkpoints'));
    await running([new FileAnchor(kept)], async ({ store, checkpointer }) => {
      await expect(record(store, 1)).rejects.toMatchObject(refusal);
      const { frozen } = await checkpointer.status();
      expect(frozen?.because).toMatchObject([{ witness: `file:${kept}`, code: 'forked' }]);
    });
  });

  it('is frozen when an older copy was put back, and says which indexes are missing', async () => {
    await recorded(5, [new FileAnchor(kept)]);
    copyFileSync(join(data, 'events.db'), join(root, 'backup.db'));
    await recorded(4, [new FileAnchor(kept)]);
    for (const file of ['events.db-wal', 'events.db-shm']) rmSync(join(data, file), { force: true });
    copyFileSync(join(root, 'backup.db'), join(data, 'events.db'));
    await running([new FileAnchor(kept)], async ({ store, checkpointer }) => {
      await expect(record(store, 1)).rejects.toThrow(
        'holds a checkpoint of 9 events, this log has 5: indexes 5 to 8 are missing',
      );
      expect((await checkpointer.status()).frozen?.because).toMatchObject([
        { code: 'truncated', missing: { from: 5, to: 8 } },
      ]);
    });
  });

  it('is not unfrozen by a thaw that was put into the file without the key', async () => {
    await recorded(3);
    const { patientId: _, ...ofNobody } = followUp('x');
    const keys = new SqliteKeys(data, () => createSecretKey(Buffer.alloc(32, 7)));
    const bare = SqliteEventStore.forWriting(data, keys, new HandClock());
    const { origin } = (await bare.signed.lastCheckpoint())!;
    const statement = `${origin.slice(0, -1)}2\ngoes on from ${origin}\n`;
    await bare.append('log', 'any', [{ ...ofNobody, type: 'LogThawed', data: { statement } }]);
    await bare.close();
    rewriteHistory(1);
    await running([], async ({ store, checkpointer }) => {
      await expect(record(store, 1)).rejects.toMatchObject(refusal);
      expect((await checkpointer.status()).frozen?.because.map(({ code }) => code)).toEqual(['forked']);
    });
  });

  it('is frozen when what it says of itself was altered, so that no thaw can be hidden', async () => {
    await recorded(3);
    const { patientId: _, ...ofNobody } = followUp('x');
    await running([], ({ store }) => store.append('log', 'any', [{ ...ofNobody, type: 'LogThawed' }]));
    edit((database) => rewrite(database, 3, 'clinical', replaced('"alive"', '"dying"')));
    await running([], async ({ store, checkpointer }) => {
      await expect(record(store, 1)).rejects.toMatchObject(refusal);
      expect((await checkpointer.status()).frozen?.because.map(({ code }) => code)).toEqual(['damaged']);
    });
  });

  it('goes on under a new origin once it is thawed, whose first leaf names the old one, what was good of it, and why', async () => {
    await recorded(3);
    await recorded(3);
    const before = await running([], async ({ signed }) => (await signed.lastCheckpoint())!.origin);
    rewriteHistory(4);
    const after = await running([], async ({ store, signed, checkpointer, vkey }) => {
      await expect(record(store, 1)).rejects.toMatchObject(refusal);
      const signedNow = (await checkpointer.thaw('restored on 1 March,\nby hand', by))!;
      expect(signedNow.size).toBe(7);
      expect(openCheckpoint(signedNow.note, await vkey()).origin).toBe(signedNow.origin);
      await record(store, 1);
      expect((await checkpointer.checkpoint())?.size).toBe(8);
      await expect(checkpointer.thaw('again', by)).rejects.toMatchObject({ code: 'not-frozen' });
      const entries = [];
      for await (const page of signed.entries({ after: 5, upTo: 6 })) entries.push(...page);
      const { statement } = (JSON.parse(entries[0]!.content!.toString('utf8', 6)) as { data: { statement: string } })
        .data;
      // Of six events the fifth was rewritten: the checkpoint of three still holds.
      expect(statement).toMatch(
        new RegExp(
          `^${signedNow.origin}\ngoes on from ${before}\nlast good checkpoint 3 [^ ]{44}\nreason restored on 1 March, by hand\n\n— `,
        ),
      );
      return signedNow.origin;
    });
    expect([before.at(-1), after.at(-1)]).toEqual(['1', '2']);
    await running([], async ({ store, checkpointer }) => {
      await record(store, 1);
      expect(await checkpointer.checkpoint()).toMatchObject({ origin: after, size: 9 });
    });
  });

  it('is frozen when a copy from before a thaw is put back beside an anchor that knows of it', async () => {
    await recorded(5, [new FileAnchor(kept)]);
    copyFileSync(join(data, 'events.db'), join(root, 'backup.db'));
    rewriteHistory(1);
    await running([new FileAnchor(kept)], async ({ checkpointer }) => {
      await checkpointer.thaw('let it be', by);
    });
    for (const file of ['events.db-wal', 'events.db-shm']) rmSync(join(data, file), { force: true });
    copyFileSync(join(root, 'backup.db'), join(data, 'events.db'));
    await running([new FileAnchor(kept)], async ({ store, checkpointer }) => {
      await expect(record(store, 1)).rejects.toMatchObject(refusal);
      expect((await checkpointer.status()).frozen?.because.map(({ code }) => code)).toEqual(['later-origin']);
    });
  });
});
