import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFolder } from './in-folder.mjs';

const WRITER = fileURLToPath(new URL('writer.mjs', import.meta.url));
const SYNC = /\b(?:fsync|fdatasync)\(\d+<[^>]*events\.db-wal>/;
const ANSWER = /\bwrite\(1<[^>]*>, "\d+ [0-9a-f]{8}-/;

/** As the kernel sees it: between two answers of a lone recorder the journal of the events is synced. No runs without strace. */
export const syncedFirst = {
  name: 'sync before each answer (strace)',
  runs: 200,
  run: (count, _random, tell) =>
    inFolder((root) => {
      const trace = join(root, 'trace');
      if (spawnSync('strace', ['-f', '-o', trace, 'true']).status !== 0) return;
      const strace = ['-f', '-y', '-s', '400', '-e', 'trace=fsync,fdatasync,write', '-o', trace, process.execPath];
      const { stderr } = spawnSync('strace', [...strace, WRITER, root, '--alone', String(count)]);
      let answers = 0;
      let synced = false;
      for (const line of readFileSync(trace, 'utf8').split('\n')) {
        if (SYNC.test(line)) synced = true;
        if (!ANSWER.test(line)) continue;
        const events = line.split('\\n').length - 1;
        tell({ acknowledged: events, problems: synced ? [] : [`answered without a sync: ${line}`] });
        synced = false;
        answers += 1;
      }
      if (answers !== count) tell({ problems: [`${answers} answers of ${count}: ${stderr.toString()}`] });
    }),
};
