import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Guide } from './guide.js';
import { builtCli } from './server.js';

const PAGES = readdirSync('docs/operations').filter((file) => file.endsWith('.md'));
/** What stands on the path of an operator; without it the pages that need it are not carried out. */
const HAS_SQLITE3 = spawnSync('sqlite3', ['-version']).status === 0;
if (!HAS_SQLITE3) writeSync(2, 'skipped: pages for operators that copy with sqlite3, which is not here\n');
const carriedOut = HAS_SQLITE3 ? it : it.skip;

/** A page for operators, beside a data folder that holds the demo cohort. */
class Page extends Guide {
  constructor(name: string) {
    super(`operations/${name}`);
    for (const [setting, place] of [
      ['HEPATRACE_DATA_DIR', 'data'],
      ['BACKUP', 'backup'],
      ['KEY_BACKUP', 'vault'],
    ] as const)
      this.environment[setting] = join(this.folder, place);
  }

  hepatrace(...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, [builtCli(), ...args], {
      env: this.settings(),
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`hepatrace ${args.join(' ')} exited ${String(status)}: ${stderr}`);
    return stdout;
  }

  /** Carries out steps while a service runs, in a process of its own as an operator has it. */
  async beside(steps: () => void): Promise<void> {
    const service = await this.serve();
    try {
      steps();
    } finally {
      const ended = once(service, 'exit');
      service.kill('SIGTERM');
      await ended;
    }
  }

  private async serve(): Promise<ChildProcess> {
    const service = spawn(process.execPath, [builtCli(), 'serve', '--port', '0'], {
      env: { ...this.settings(), LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    for await (const text of service.stderr.iterator({ destroyOnReturn: false })) {
      said += String(text);
      this.environment['PORT'] = /127\.0\.0\.1:(\d+)/.exec(said)?.[1] ?? '';
      if (this.environment['PORT'] === '') continue;
      service.stderr.resume();
      return service;
    }
    throw new Error(`the service ended at once: ${said}`);
  }

  private settings(): NodeJS.ProcessEnv {
    return { HEPATRACE_KEY_FILE: join(this.folder, 'keys', 'key'), HOME: this.folder, ...this.environment };
  }
}

// Each step is a process of its own, and the machine may be busy.
jest.setTimeout(600_000);

const DEMO = resolve('examples/demo-cohort/events.ndjson');
const AFTER_THE_BACKUP = resolve('examples/colon/colon.csv');
const MAPPING = resolve('examples/colon/mapping.yaml');

describe('A backup of a log that goes on', () => {
  const page = new Page('backup-and-restore');
  beforeAll(() => {
    page.environment['ANCHORS'] = `file:${join(page.folder, 'anchor')}`;
    page.hepatrace('import', DEMO);
  });
  afterAll(() => page.remove());
  const events = (): number => (JSON.parse(page.hepatrace('verify', '--json')) as { size: number }).size;

  carriedOut('is taken beside the running service, checked, and put back whole', async () => {
    await page.beside(() => {
      page.carryOut('Back up beside the running service');
      page.carryOut('Check the backup');
    });
    page.carryOut('Restore');
    page.carryOut('Check what was restored');
    expect(events()).toBe(2163);
    expect(page.hepatrace('timeline', 'demo-057')).toContain('ProgressionDocumented');
  });

  carriedOut('is found out when it is older than what was signed, and goes on only when told to', () => {
    page.hepatrace('import', AFTER_THE_BACKUP, '--mapping', MAPPING);
    expect(events()).toBe(2163 + 4184);
    page.carryOut('Restore');
    page.carryOut('The backup is older than what was signed');
    // The demo's events, and the one that says what happened.
    expect(events()).toBe(2164);
    page.hepatrace('import', DEMO);
    expect(events()).toBe(2164);
    page.hepatrace('import', AFTER_THE_BACKUP, '--mapping', MAPPING);
    expect(events()).toBe(2164 + 4184);
  });
});

describe.each(['sizing', 'upgrade', 'embedded-to-scale-out', 'ten-million-patients'])('The page %s', (name) => {
  const page = new Page(name);
  beforeAll(() => void page.hepatrace('import', DEMO));
  afterAll(() => page.remove());

  (name === 'sizing' ? carriedOut : it)('works as it is written: each command prints what stands below it', () => {
    page.carryOut();
  });
});

describe('The page monitoring', () => {
  const page = new Page('monitoring');
  afterAll(() => page.remove());

  it('asks a running service and gets what stands below the questions', async () => {
    page.hepatrace('import', DEMO);
    await page.beside(() => page.carryOut());
  });
});

describe('The pages for operators', () => {
  it('are all in the index', () => {
    const index = readFileSync('docs/operations/README.md', 'utf8');
    for (const page of PAGES.filter((name) => name !== 'README.md')) expect(index).toContain(`(${page})`);
  });

  it('link only to what is there', () => {
    for (const page of PAGES) {
      const text = readFileSync(join('docs/operations', page), 'utf8');
      for (const [, path = ''] of text.matchAll(/\]\((?!https?:)([^)#]*)/g))
        expect(() => readFileSync(join('docs/operations', path || page))).not.toThrow();
    }
  });

  it('have commands to be carried out only where a test above does so', () => {
    const commands = PAGES.filter((page) => /^```sh$/m.test(readFileSync(join('docs/operations', page), 'utf8')));
    expect(commands).toEqual([
      'backup-and-restore.md',
      'embedded-to-scale-out.md',
      'monitoring.md',
      'sizing.md',
      'ten-million-patients.md',
      'upgrade.md',
    ]);
  });
});
