import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openForReading, openForWriting } from '../../src/adapters/index.js';
import { readKeyFile } from '../../src/adapters/key-file.js';
import { followUp } from '../contracts/event-store.contract.js';
import { dataFolder, writeKey } from './data-folder.js';

describe('the key file', () => {
  it('is made at first need with 32 random bytes that only its owner can read, and is the same from then on', () => {
    const { dataDir, keyFile } = dataFolder();
    const key = readKeyFile(keyFile, dataDir, true);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(keyFile)).mode & 0o777).toBe(0o700);
    expect(Buffer.from(readFileSync(keyFile, 'utf8'), 'base64').equals(key.export())).toBe(true);
    expect(readKeyFile(keyFile, dataDir, false).equals(key)).toBe(true);
    const elsewhere = dataFolder();
    expect(readKeyFile(elsewhere.keyFile, elsewhere.dataDir, true).equals(key)).toBe(false);
  });

  it.each([0o640, 0o604, 0o620])('is refused with mode %o: others can get at it', (mode) => {
    const { dataDir, keyFile } = dataFolder();
    readKeyFile(keyFile, dataDir, true);
    chmodSync(keyFile, mode);
    expect(() => readKeyFile(keyFile, dataDir, false)).toThrow(`can be read by others: chmod 600 ${keyFile}`);
  });

  it('is refused inside the data folder, by whatever name or link one gets there', () => {
    const { dataDir } = dataFolder();
    mkdirSync(dataDir);
    const link = `${dataDir}-link`;
    symlinkSync(dataDir, link);
    for (const file of ['key', '..key', 'sub/key', '../data/key'])
      expect(() => readKeyFile(join(dataDir, file), dataDir, true)).toThrow(
        /lies in the data folder: set HEPATRACE_KEY/,
      );
    expect(() => readKeyFile(join(link, 'key'), dataDir, true)).toThrow(/lies in the data folder/);
    expect(() => readKeyFile(join(dataDir, 'key'), link, true)).toThrow(/lies in the data folder/);
    expect(existsSync(join(dataDir, 'key'))).toBe(false);
    // Beside it, under a name that begins alike, is outside.
    expect(readKeyFile(`${dataDir}.key`, dataDir, true).symmetricKeySize).toBe(32);
  });

  it.each(['', 'no key', Buffer.alloc(31).toString('base64'), Buffer.alloc(32).toString('hex')])(
    'is refused when it holds %j',
    (text) => {
      const { dataDir, keyFile } = dataFolder();
      writeKey(`${dataDir}.key`, text);
      expect(() => readKeyFile(`${dataDir}.key`, dataDir, false)).toThrow(
        /holds no key of 32 bytes in base64: restore/,
      );
      expect(existsSync(keyFile)).toBe(false);
    },
  );

  it('is refused when it was exchanged, and never made anew where keys are wrapped under the one that is gone', async () => {
    const folder = dataFolder();
    const { store, close } = openForWriting(folder);
    await store.append('patient-p1', 'none', [followUp('p1', { note: 'sealed' })]);
    await close();
    for (const open of [openForReading, openForWriting]) {
      const exchanged = open({ ...folder, keyFile: writeKey(`${folder.dataDir}.${open.name}`) });
      await expect(exchanged.keys.secret('import-ids')).rejects.toMatchObject({ code: 'wrong-key' });
      await exchanged.close();
      const lost = open({ ...folder, keyFile: `${folder.dataDir}.lost` });
      await expect(lost.keys.secret('import-ids')).rejects.toMatchObject({ code: 'no-key' });
      await lost.close();
    }
    expect(existsSync(`${folder.dataDir}.lost`)).toBe(false);
  });
});
