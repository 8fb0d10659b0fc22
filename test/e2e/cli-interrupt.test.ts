import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from './command-line.js';

/** Their lines are more than the pipe between two processes holds. */
const PATIENTS = Array.from({ length: 3_000 }, (_, index) => `p${String(index).padStart(4, '0')}`);
const registration = (patientId: string): string =>
  JSON.stringify({ patientId, type: 'PatientRegistered', occurredOn: '2007-01-10', data: { dateBasis: 'calendar' } });

const OWN_THAT_NEVER_ENDS = `
export default {
  name: 'endless', version: 1, about: 'Never ends.', parameters: {},
  patient() { console.error('under way'); for (;;) {} },
  summary: () => ({}),
};
`;

/** Waits until a stream has said something. */
async function said(stream: Readable, what: RegExp): Promise<void> {
  let all = '';
  for await (const piece of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    all += piece.toString();
    if (what.test(all)) return;
  }
  throw new Error(`it ended and said only: ${all}`);
}

describe('Ctrl-C', () => {
  let line: CommandLine;
  beforeAll(() => {
    line = new CommandLine();
    const { status, stderr } = line.run(['import', '-'], PATIENTS.map(registration).join('\n'));
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => line.dispose());

  it('ends a replay after a whole line, and says how to get the other lines', async () => {
    const whole = line.run(['replay']).stdout;
    const child = line.start(['replay']);
    // Nobody takes what it writes: it waits in the middle of the log.
    await once(child.stdout, 'readable');
    child.kill('SIGINT');
    await said(child.stderr, /stopping/);
    const [first, last, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect(code).toBe(130);
    const [, after] = /with --after (\d+) gives the others/.exec(last) ?? [];
    expect(Number(after)).toBeLessThan(PATIENTS.length - 1);
    expect(first + line.run(['replay', '--after', String(after)]).stdout).toBe(whole);
  });

  it("ends an analysis, a researcher's own with its process, and prints no half of a result", async () => {
    const file = join(line.folder, 'endless.ts');
    writeFileSync(file, OWN_THAT_NEVER_ENDS);
    const child = line.start(['analyse', file, '--timeout', '3600']);
    await said(child.stderr, /under way/);
    child.kill('SIGINT');
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect({ stdout, code }).toEqual({ stdout: '', code: 130 });
    expect(stderr).toMatch(/interrupted: no result is made; the same command starts anew/);
  });
});
