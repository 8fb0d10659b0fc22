import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../src/adapters/sqlite/database.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import { HandClock, collect, followUp } from '../contracts/event-store.contract.js';
import { dataFolder } from './data-folder.js';

const kek = createSecretKey(randomBytes(32));
const folderOfKeys = (): string => {
  const { dataDir } = dataFolder();
  mkdirSync(dataDir);
  return dataDir;
};
const keyOf = async (keys: SqliteKeys, subject: string): Promise<{ keyId: Buffer; key: KeyObject }> =>
  (await keys.forSealing(new Set([subject]))).get(subject)!;

describe('the data keys of patients', () => {
  it('are one a patient, the same at every call and after the file was opened again', async () => {
    const folder = folderOfKeys();
    const keys = new SqliteKeys(folder, () => kek);
    const [first, other] = [await keyOf(keys, 'p1'), await keyOf(keys, 'p2')];
    expect(first.keyId.equals(other.keyId)).toBe(false);
    expect(first.key.equals(other.key)).toBe(false);
    await keys.close();
    const again = new SqliteKeys(folder, () => kek, true);
    expect((await again.forOpening(first.keyId))!.equals(first.key)).toBe(true);
    await again.close();
    const writer = new SqliteKeys(folder, () => kek);
    expect((await keyOf(writer, 'p1')).keyId.equals(first.keyId)).toBe(true);
    await writer.close();
  });

  it('give a secret that is the same after the file was opened again, and another for another purpose', async () => {
    const folder = folderOfKeys();
    const keys = new SqliteKeys(folder, () => kek);
    const secret = await keys.secret('import-ids');
    expect(secret).toHaveLength(32);
    expect((await keys.secret('other')).equals(secret)).toBe(false);
    await keys.close();
    const again = new SqliteKeys(folder, () => kek, true);
    expect((await again.secret('import-ids')).equals(secret)).toBe(true);
    await expect(again.secret('never asked before')).rejects.toMatchObject({ code: 'keys-read-only' });
    await again.close();
  });

  it('lie in no file of the folder in the clear, nor does the secret or the key that wraps them', async () => {
    const folder = folderOfKeys();
    const keys = new SqliteKeys(folder, () => kek);
    const { keyId, key } = await keyOf(keys, 'p1');
    const secret = await keys.secret('import-ids');
    // While it is open the newest pages lie in the WAL beside it.
    const bytes = Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))));
    expect(bytes.includes(keyId)).toBe(true);
    for (const hidden of [key.export(), secret, kek.export()]) expect(bytes.includes(hidden)).toBe(false);
    await keys.close();
  });

  it('open nothing once destroyed: the event stays, what was sealed in it does not come back', async () => {
    const folder = folderOfKeys();
    const keys = new SqliteKeys(folder, () => kek);
    const store = SqliteEventStore.forWriting(folder, keys, new HandClock());
    for (const patient of ['p1', 'p2'])
      await store.append(`patient-${patient}`, 'none', [followUp(patient, { note: `of ${patient}` })]);
    const { keyId } = await keyOf(keys, 'p1');
    await store.close();
    await keys.close();
    const database = openDatabase(join(folder, 'keys.db'));
    database.exec("DELETE FROM data_keys WHERE subject = 'p1'");
    database.close();
    const reopened = new SqliteKeys(folder, () => kek, true);
    expect(await reopened.forOpening(keyId)).toBeNull();
    const log = SqliteEventStore.forReading(folder, reopened);
    const [first, second] = await collect(log.readAll({ identity: true }));
    expect(first).toMatchObject({ patientId: 'p1', data: { status: 'alive' } });
    expect(first).not.toHaveProperty('note');
    expect(second).toMatchObject({ patientId: 'p2', note: 'of p2' });
    await log.close();
    await reopened.close();
  });

  it('are refused when they were altered, or put under the name of another patient', async () => {
    const folder = folderOfKeys();
    const keys = new SqliteKeys(folder, () => kek);
    const { keyId } = await keyOf(keys, 'p1');
    await keyOf(keys, 'p2');
    await keys.close();
    const database = openDatabase(join(folder, 'keys.db'));
    database.exec(
      "UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys WHERE subject = 'p2') WHERE subject = 'p1'",
    );
    database.close();
    const reopened = new SqliteKeys(folder, () => kek, true);
    await expect(reopened.forOpening(keyId)).rejects.toMatchObject({
      code: 'integrity-failure',
      what: `the wrapped key ${keyId.toString('hex')} was altered`,
    });
    await reopened.close();
  });

  it('are refused under another key file than the one that they were made under', async () => {
    const folder = folderOfKeys();
    const keys = new SqliteKeys(folder, () => kek);
    await keyOf(keys, 'p1');
    await keys.close();
    for (const readOnly of [true, false]) {
      const exchanged = new SqliteKeys(folder, () => createSecretKey(randomBytes(32)), readOnly);
      await expect(exchanged.secret('import-ids')).rejects.toMatchObject({
        code: 'wrong-key',
        message: expect.stringContaining('set HEPATRACE_KEY_FILE to that one, or restore it from its backup'),
      });
    }
  });
});
