import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SqliteReadModels } from '../../src/adapters/sqlite/read-models.js';
import { COLLECTIONS } from '../../src/ports/index.js';
import { CommandLine } from './command-line.js';

const PATIENTS = ['p1', 'p2', 'p3'];
const registration = (patientId: string): string =>
  JSON.stringify({ patientId, type: 'PatientRegistered', occurredOn: '2007-01-10', data: { dateBasis: 'calendar' } });

describe('a rebuild that was killed', () => {
  let line: CommandLine;
  beforeAll(() => {
    line = new CommandLine('embedded');
    const { status, stderr } = line.run(['import', '-'], PATIENTS.map(registration).join('\n'));
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => line.dispose());

  const analysed = (): string =>
    line.run(['analyse', 'os', '--rule-set', 'as-recorded', '--time-zero', 'registration', '--json']).stdout;

  /** As a process leaves it that had written p1 and p2 and was killed then. */
  async function killedAfterTwo(): Promise<void> {
    const models = SqliteReadModels.forWriting(line.dataDir);
    const live = await models.live();
    const goal = (await live.checkpoint())!;
    const begun = await models.begin();
    for (const name of COLLECTIONS) {
      const { documents } = await live.get(name, ['p1', 'p2']);
      await begun.write(documents, { goal, parts: [{ patientId: 'p2', events: 2 }] });
    }
    await models.close();
  }

  it('goes on at the next call, says where, and answers as before', async () => {
    const before = analysed();
    await killedAfterTwo();
    expect(analysed()).toBe(before);
    const { status, stdout, stderr } = line.run(['rebuild', '--json']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/resuming an interrupted rebuild: 2 of 3 events are done, to patient p2/);
    expect(JSON.parse(stdout)).toMatchObject({ events: 3, resumedAt: 2 });
    expect(analysed()).toBe(before);
    expect(line.json(['rebuild'])).toMatchObject({ events: 3, resumedAt: 0 });
  });

  it('starts anew with --fresh', async () => {
    await killedAfterTwo();
    const { status, stdout, stderr } = line.run(['rebuild', '--fresh', '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ events: 3, resumedAt: 0 });
  });
});
