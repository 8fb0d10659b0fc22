import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { copyKeys } from '../../src/adapters/sqlite/copied-keys.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder with the keys of these patients, and one secret. */
async function keysOf(patients: readonly string[], secret = true): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hepatrace-'));
  folders.push(folder);
  const keys = open(folder);
  if (patients.length > 0) await keys.forSealing(new Set(patients));
  if (secret) await keys.secret('of a test');
  await keys.close();
  return folder;
}
const open = (folder: string): SqliteKeys => new SqliteKeys(folder, () => createSecretKey(Buffer.alloc(32, 7)));

describe('the keys of patients that go along with a copied log', () => {
  it('open the same fields there, and are put there once', async () => {
    const [from, to] = [await keysOf(['p1', 'p2']), await keysOf([], false)];
    for (let run = 0; run < 2; run += 1) expect(copyKeys(from, to)).toBe(2);
    const [here, there] = [open(from), open(to)];
    const subjects = new Set(['p1', 'p2']);
    const ids = async (keys: SqliteKeys) => [...(await keys.forSealing(subjects)).values()].map(({ keyId }) => keyId);
    expect(await ids(there)).toEqual(await ids(here));
    expect(await there.secret('of a test')).toEqual(await here.secret('of a test'));
    await Promise.all([here.close(), there.close()]);
  });

  it.each([
    ['another key of the same patient', ['p1'], false],
    ['the key of a patient who is not in the log', ['p9'], false],
    ['another secret, and so another name of the log', [], true],
  ])('are not put beside %s', async (_, patients, secret) => {
    const [from, to] = [await keysOf(['p1', 'p2']), await keysOf(patients, secret)];
    expect(() => copyKeys(from, to)).toThrow(expect.objectContaining({ code: 'holds-something-else' }));
    const there = open(to);
    const { keyId } = (await there.forSealing(new Set(['p2']))).get('p2')!;
    const here = open(from);
    expect(await here.forOpening(keyId)).toBeNull();
    await Promise.all([here.close(), there.close()]);
  });
});
