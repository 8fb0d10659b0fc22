import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL('faults/run.mjs', import.meta.url)), ...args], {
    encoding: 'utf8',
  });

describe('the faults that a log goes through', () => {
  it('lose, halve and change nothing of a patient that was acknowledged, two runs of each', () => {
    const { status, stdout, stderr } = run('--seed', '7', '--runs', '2');
    expect([status, stderr]).toEqual([0, '']);
    const rows = stdout.split('\n').slice(3, 10);
    // strace is not everywhere.
    for (const row of rows) expect(row).toMatch(/^\S.* (2 +[1-9]\d* +(0|–) +(0|–) +(0|–)|0 +–.*) +\S+ +\d+\.\d$/);
    expect(stdout).toMatch(/\nnothing acknowledged was lost, halved or changed\n$/);
  }, 180_000);

  it('are named on the command line, and a name that is none is refused', () => {
    const { status, stderr } = run('flood');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^give any of kill, kill-at, power, .*--seed N/)]);
  });
});
