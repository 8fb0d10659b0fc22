import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileFrom, importFiles, readMapping } from '../../src/interchange/index.js';
import { fileWith, importInto, Log, SECRET } from './in-memory.js';
import { GOOD, MAPPING, refusal, table } from './trial.js';

describe('a run', () => {
  const many = table(...Array.from({ length: 500 }, (_, i) => `P${i},2/9/2006,F,61,NA,NA`));

  it('keeps as many patients in flight as it may, and no more', async () => {
    const log = new Log();
    let inFlight = 0;
    let most = 0;
    const report = await importInto(log, await fileWith('trial.csv', many), MAPPING, {
      async record(patientId, drafts) {
        most = Math.max(most, ++inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight--;
        return log.record(patientId, drafts);
      },
    });
    expect(report.counts).toMatchObject({ patients: 500, recorded: 500 });
    expect(most).toBe(64);
  });

  it('that is stopped says so, and goes on where it was when it is run again', async () => {
    const log = new Log();
    const path = await fileWith('trial.csv', many);
    const stop = new AbortController();
    const record: typeof log.record = (patientId, drafts) => {
      if (log.calls === 99) stop.abort();
      return log.record(patientId, drafts);
    };
    const report = await importInto(log, path, MAPPING, { record, signal: stop.signal });
    expect(report.interrupted).toBe(true);
    expect(report.counts.recorded).toBe(log.events.length);
    expect(log.events.length).toBeLessThan(500);
    expect((await importInto(log, path, MAPPING)).counts).toMatchObject({
      known: report.counts.recorded,
      recorded: 500 - report.counts.recorded,
    });
  });

  it('whose store fails ends with that error', async () => {
    const run = importInto(new Log(), await fileWith('trial.csv', many), MAPPING, {
      record: () => Promise.reject(new Error('disk full')),
    });
    await expect(run).rejects.toThrow('disk full');
  });

  it('needs a secret of 32 bytes', async () => {
    const path = await fileWith('trial.csv', table(...GOOD));
    const run = importFiles({
      files: [
        await fileFrom(
          (async function* () {
            yield await readFile(path);
          })(),
          basename(path),
        ),
      ],
      mapping: readMapping(MAPPING, 'm.yaml'),
      secret: Buffer.alloc(8),
      record: new Log().record,
      signal: new AbortController().signal,
    });
    await expect(run).rejects.toThrow('has 32 bytes, not 8');
  });

  it('from a pipe needs --rejected only when a row is rejected', async () => {
    const piped = async (text: string) =>
      importFiles({
        files: [
          await fileFrom(
            (async function* () {
              yield Buffer.from(text);
            })(),
            '-',
          ),
        ],
        mapping: readMapping(MAPPING, 'm.yaml'),
        secret: SECRET,
        record: new Log().record,
        signal: new AbortController().signal,
      });
    expect((await piped(table(...GOOD))).counts.recorded).toBe(3);
    expect(await refusal(piped(table('P1,never,F,61,NA,NA')))).toMatchObject({ code: 'rejected-nowhere' });
  });
});
