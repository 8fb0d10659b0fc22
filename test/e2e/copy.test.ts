import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from './command-line.js';

const registered = (patientId: string) => ({
  patientId,
  id: `00000000-0000-4000-8000-00000000000${patientId.at(-1)}`,
  type: 'PatientRegistered',
  occurredOn: '2007-01-10',
  data: { dateBasis: 'calendar', identifiers: [{ system: 'mrn', value: `4711-${patientId}` }] },
});

describe('hepatrace copy', () => {
  let line: CommandLine;
  let target: string;
  const imports = (...patients: readonly string[]) =>
    line.run(['import', '-', '--format', 'events'], patients.map((one) => JSON.stringify(registered(one))).join('\n'));
  const rootOf = (folder: string) => line.json<{ root: string }>(['verify', '--data-dir', folder]).root;
  beforeAll(() => {
    line = new CommandLine('embedded');
    target = join(line.folder, 'copy');
    expect(imports('p1', 'p2')).toMatchObject({ status: 0 });
  });
  afterAll(() => line.dispose());

  it('puts the log into another folder, its keys beside it, and says what it compared; once more does nothing', () => {
    const { stdout, stderr, status } = line.run(['copy', line.dataDir, target]);
    expect(stderr).toMatch(/let one of the two be written to/);
    expect(status).toBe(0);
    const root = rootOf(line.dataDir);
    expect(stdout).toContain(`root         ${root}, the same on both sides`);
    expect(stdout).toContain('2, 2 of them copied now');
    expect(rootOf(target)).toBe(root);
    const [vkey, copied] = [line.dataDir, target].map((one) => line.run(['log', 'vkey', '--data-dir', one]).stdout);
    expect(copied).toBe(vkey);
    expect(line.run(['replay', '--identity', '--data-dir', target]).stdout).toMatch(/4711-p1/);
    expect(line.json(['copy', line.dataDir, target])).toMatchObject({ events: 2, copied: 0, root });
  });

  it('brings what was recorded since, and leaves a copy alone that was itself written to', () => {
    expect(imports('p3')).toMatchObject({ status: 0 });
    expect(line.json(['copy', line.dataDir, target])).toMatchObject({ events: 3, copied: 1 });
    const back = line.run(['copy', target, line.dataDir]);
    expect(back).toMatchObject({ status: 0 });
    expect(imports('p4')).toMatchObject({ status: 0 });
    const refused = line.run(['copy', target, line.dataDir]);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringMatching(/4 events.*only 3.*\[went-on\]/s) });
  });

  it('refuses what is no place for it, and says what to do; a password is not repeated', () => {
    const full = join(line.folder, 'full');
    expect(
      line.run(['import', '-', '--format', 'events', '--data-dir', full], JSON.stringify(registered('p9'))),
    ).toMatchObject({ status: 0 });
    const otherKeys = join(line.folder, 'other-keys');
    mkdirSync(otherKeys);
    copyFileSync(join(full, 'keys.db'), join(otherKeys, 'keys.db'));
    const refusals: readonly [readonly string[], number, RegExp][] = [
      [[line.dataDir, line.dataDir], 1, /two places.*\[same-place\]/],
      [[line.dataDir, full], 1, /not those of the log.*\[holds-something-else\]/],
      [[line.dataDir, otherKeys], 1, /keys that are not of the log.*\[holds-something-else\]/],
      [[line.dataDir, line.folder], 1, /holds copy: name an empty folder.*\[holds-something-else\]/],
      [[line.dataDir, 'postgres://u:secret@host/x'], 2, /^(?!.*secret).*kurrentdb:\/\//],
      [[line.dataDir, 'kurrentdb://u:secret@127.0.0.1:9?tls=false'], 1, /^(?!.*secret).*\[store-unavailable\]/],
    ];
    for (const [places, status, stderr] of refusals)
      expect({ places, ...line.run(['copy', ...places]) }).toMatchObject({
        places,
        status,
        stdout: '',
        stderr: expect.stringMatching(stderr),
      });
  });
});
