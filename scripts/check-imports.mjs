// Checks who imports whom, after showing that the check can fail: each rule below is broken on purpose in a folder of its
// own, and must be the one that is reported.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** @returns {{ status: number | null, output: string }} */
function cruise(cwd, folders) {
  const config = join(root, '.dependency-cruiser.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, '--config', config, ...folders], {
    cwd,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

const PLANTED = [
  { rule: 'events-reaches-only-itself', file: 'src/events/a.ts', text: "import '../adapters/index.js';" },
  { rule: 'through-the-front-door', file: 'src/recording/a.ts', text: "import '../timeline/evolve.js';" },
  { rule: 'timeline-reaches-only-events', file: 'src/timeline/evolve.ts', text: "import '../recording/index.js';" },
  {
    rule: 'cohorts-reaches-only-events-timeline-outcomes',
    file: 'src/cohorts/a.ts',
    text: "import '../recording/index.js';",
  },
  { rule: 'pure-middle', file: 'src/outcomes/a.ts', text: "import 'node:fs';" },
  { rule: 'nest-only-in-nest-files', file: 'src/timeline/a.ts', text: "import '@nestjs/common';" },
  { rule: 'databases-only-in-adapters', file: 'src/recording/a.ts', text: "import 'better-sqlite3';" },
  { rule: 'nobody-calls-the-edges', file: 'src/projections/a.ts', text: "import '../cli/index.js';" },
  { rule: 'no-circular', file: 'src/events/a.ts', text: "import './index.js';", index: "import './a.js';" },
  { rule: 'no-lumber-rooms', file: 'src/events/a.ts', text: "import './utils.js';", extra: 'src/events/utils.ts' },
];

let missed = 0;
for (const { rule, file, text, index, extra } of PLANTED) {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    const write = (name, content) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    };
    for (const room of ['events', 'adapters', 'recording', 'cli', 'timeline'])
      write(`src/${room}/index.ts`, 'export {};\n');
    write('src/timeline/evolve.ts', 'export {};\n');
    for (const name of ['@nestjs/common', 'better-sqlite3']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
      write(`node_modules/${name}/index.js`, '');
    }
    write('package.json', JSON.stringify({ dependencies: { '@nestjs/common': '*', 'better-sqlite3': '*' } }));
    write('tsconfig.json', '{ "compilerOptions": { "module": "nodenext", "moduleResolution": "nodenext" } }');
    if (index) write('src/events/index.ts', index);
    if (extra) write(extra, 'export {};\n');
    write(file, `${text}\n`);
    const { status, output } = cruise(folder, ['src']);
    if (status === 0 || !output.includes(`error ${rule}:`)) {
      missed += 1;
      console.error(`the planted violation of ${rule} was not caught:\n${output}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
if (missed > 0) process.exit(1);
console.log(`${PLANTED.length} planted violations caught`);
const { status, output } = cruise(root, ['src', 'test', 'scripts']);
console.log(output.trim());
process.exit(status ?? 1);
