// Import of 100,000 events end to end (file to answered question) and rebuild of the read models, by the commands that
// people use; the reference is JSON.parse of the same file, line by line.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFolder, rate } from './folder.mjs';
import { draftsOf } from './log-events.mjs';

const PATIENTS = 1_000;
const EACH = 100;
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export const imports = () =>
  inFolder(async (folder) => {
    const file = join(folder, 'events.ndjson');
    const lines = Array.from({ length: PATIENTS }, (_, patient) =>
      draftsOf(EACH).map((draft) => `${JSON.stringify({ patientId: `p-${patient}`, ...draft })}\n`),
    );
    writeFileSync(file, lines.flat().join(''));
    const events = PATIENTS * EACH;
    const run = (...args) =>
      execFileSync(process.execPath, [CLI, ...args, '--json', '--data-dir', join(folder, 'data')], {
        env: { ...process.env, HEPATRACE_KEY_FILE: join(folder, 'key') },
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1e9,
      });
    const parsed = await rate(events, () => {
      for (const line of readFileSync(file, 'utf8').split('\n')) if (line) JSON.parse(line);
    });
    const imported = await rate(events, () => run('import', file));
    const rebuilt = (threads) => JSON.parse(run('rebuild', '--threads', threads).toString());
    const [one, two] = [rebuilt('1'), rebuilt('2')];
    return [
      { what: `import of ${events} events, whole command`, value: imported.perSecond, unit: 'events/s', floor: 10_000 },
      {
        what: '  JSON.parse of the same lines',
        value: parsed.perSecond,
        unit: 'events/s',
        ratio: imported.perSecond / parsed.perSecond,
      },
      {
        what: 'rebuild of the read models, of a small log (large: cohorts)',
        value: events / one.seconds,
        unit: 'events/s',
      },
      { what: '  its peak memory', value: one.peakMegabytes, unit: 'MB' },
      { what: '  by two threads, the start of one included', value: events / two.seconds, unit: 'events/s' },
      { what: '  their peak memory', value: two.peakMegabytes, unit: 'MB' },
    ];
  });
