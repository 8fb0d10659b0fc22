import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { analysisOf, textOf } from '../analyses/index.js';
import { SetupError } from '../ports/index.js';
import { ALL, runStudy, type Study } from '../studies/index.js';
import { VERSION } from '../version.js';
import { writeFolder } from './folder.js';
import { importInto } from './import.js';
import { command } from './options.js';
import { abortOnInterrupt, print } from './output.js';

const EVENTS = fileURLToPath(new URL('../../examples/demo-cohort/events.ndjson', import.meta.url));
/** Says that a folder was made by `demo`, and may be made anew. */
const MARK = 'DEMO.txt';
/** The question of the published series: all patients, the usual rules. */
const EVERYONE: Study = { cohort: ALL, asked: {}, parameters: {} };
/** A corrected progression; a patient brought to resection. */
const TELLING = ['demo-057', 'demo-002'];

export const demo = (): Command =>
  command(
    'demo',
    'loads the synthetic cohort and prints the published series beside what the events derive',
    'hepatrace demo',
    [],
  )
    .option('--data-dir <dir>', 'folder of the demo; made anew each time', './demo-data')
    .action(async ({ dataDir }: { dataDir: string }) => {
      makeAnew(dataDir);
      await writeFolder(
        dataDir,
        async (folder) => {
          const { counts } = await importInto(folder, [EVENTS], { mapping: null, signal: abortOnInterrupt() });
          print(`${counts.patients} synthetic patients, ${counts.recorded} events recorded in ${dataDir}\n`);
          for (const name of ['series', 'conversion', 'pfs']) {
            const analysis = analysisOf(name);
            const result = await runStudy(folder.reading, analysis, EVERYONE, null, {
              log: folder.log.log,
              software: VERSION,
            });
            print(`${textOf(analysis, result)}\n`);
          }
        },
        true,
      );
      const where = `--data-dir ${relative('.', dataDir) || '.'}`;
      print(
        [
          'Try next:',
          `  npx hepatrace timeline ${TELLING[0]} ${where}`,
          `  npx hepatrace outcomes ${TELLING[1]} ${where}`,
          `  npx hepatrace analyse pfs --group-by metastases.timing ${where}`,
        ].join('\n'),
      );
    });

/** @throws SetupError when the folder holds anything that demo did not put there */
function makeAnew(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    if (!existsSync(join(folder, MARK))) {
      throw new SetupError(
        'not-a-demo-folder',
        `${folder} holds something else than an earlier demo: name another folder with --data-dir`,
      );
    }
    rmSync(folder, { recursive: true });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, MARK),
    'Synthetic patients, made by `hepatrace demo`. This folder is made anew each time.\n',
  );
}
