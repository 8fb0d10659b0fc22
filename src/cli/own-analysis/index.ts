import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RefusedAnalysisError, type Context, type LogUsed } from '../../analyses/index.js';
import { cohortUsed, refuseImmortalTime, type ChosenCohort, type CohortMember } from '../../studies/index.js';
import type { Timeline } from '../../timeline/index.js';
import { atHandIn } from './frame.js';
import { LAST_WORDS, type Answer, type LastWords, type Request } from './messages.js';
import type { GivenParameters } from '../parameters.js';
import { OwnAnalysisError, type OwnAnalysisProblem } from './problem.js';

export interface OwnAnalysisOptions extends GivenParameters {
  readonly json?: boolean;
  /** Seconds that its own functions may run, over the whole cohort. */
  readonly timeout: number;
  /** Megabytes that its process may grow by. */
  readonly memory: number;
  /** Ends its process when it aborts. */
  readonly signal: AbortSignal;
}

/** What is asked of which patients, and of which log. */
export interface OwnStudy extends Omit<Context, 'cohort' | 'parameters' | 'digest' | 'codeSha256'> {
  readonly cohort: ChosenCohort;
  readonly log: LogUsed;
}

const PROGRAM = fileURLToPath(new URL('./analysis.worker.js', import.meta.url));

/** Patients in a message: more would fill the process of the analysis before its functions do. */
const AT_ONCE = 50;

/** Whether `analyse` is given a file, not the name of a built-in analysis. */
export const isFile = (name: string): boolean => /[./\\]/.test(name);

/**
 * Runs a researcher's own analysis over the patients, in a process of its own with these limits.
 * @param file TypeScript or JavaScript module; the types are stripped, not checked
 * @returns the result, as JSON or as the analysis' text
 * @throws OwnAnalysisError for a file that is no analysis, and for what its functions do or outgrow
 * @throws RefusedAnalysisError as for a built-in analysis
 */
export async function analyseOwn(
  file: string,
  batches: AsyncIterable<readonly CohortMember[]>,
  { cohort, log, ...asked }: OwnStudy,
  { json = false, timeout, memory, parameter, limits, signal }: OwnAnalysisOptions,
): Promise<string> {
  const bytes = read(file);
  const own = new AnalysisProcess(file, memory);
  signal.addEventListener('abort', () => own.end(), { once: true });
  try {
    const codeSha256 = createHash('sha256').update(bytes).digest('hex');
    const started = await own.ask({
      ask: 'start',
      source: bytes.toString(),
      file: resolve(file),
      may: { seconds: timeout, megabytes: memory },
      asked: { ...asked, cohort: cohortUsed(cohort), codeSha256 },
      given: { ...(parameter && { parameter }), ...(limits && { limits }) },
    });
    if (started.answer === 'started' && !started.timeless) refuseImmortalTime(cohort, started.timeZero);
    // The next batch is read while one is being worked on.
    let working: Promise<unknown> = Promise.resolve();
    for await (const batch of batches) {
      signal.throwIfAborted();
      for (let from = 0; from < batch.length; from += AT_ONCE) {
        await working;
        const members = batch.slice(from, from + AT_ONCE);
        working = own.ask({
          ask: 'patients',
          timelines: members.map(({ timeline }) => timeline),
          entries: members.map(({ entry }) => entry),
        });
        working.catch(() => {});
      }
    }
    await working;
    const answer = await own.ask({ ask: 'result', json, log });
    return answer.answer === 'result' ? answer.text : '';
  } finally {
    own.end();
  }
}

function read(file: string): Buffer {
  try {
    if (!/\.m?[jt]s$/.test(file)) throw new Error('it does not end in .ts, .mts, .js or .mjs');
    return readFileSync(file);
  } catch (error) {
    throw new OwnAnalysisError(file, {
      code: 'not-an-analysis-file',
      detail: (error as Error).message,
      place: null,
      atHand: null,
    });
  }
}

/** The process that a researcher's file runs in. */
class AnalysisProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<never>;
  private batch: readonly Timeline[] = [];

  constructor(
    private readonly file: string,
    megabytes: number,
  ) {
    this.child = fork(PROGRAM, [], {
      // V8 keeps its heap small enough for the watch to be the one that ends it.
      execArgv: ['--experimental-vm-modules', '--no-warnings', `--max-old-space-size=${megabytes + 128}`],
      // Dates and texts come out alike on every machine, and nothing of the caller's is handed on.
      env: { TZ: 'UTC', LC_ALL: 'en_US.UTF-8' },
      // What the file logs goes to the caller's stderr.
      stdio: ['ignore', 2, 'pipe', 'ipc', 'pipe'],
    });
    this.ended = this.watchEnd();
    this.ended.catch(() => {});
  }

  /** @throws OwnAnalysisError, RefusedAnalysisError */
  async ask(request: Request): Promise<Answer> {
    if (request.ask === 'patients') this.batch = request.timelines;
    const answered = once(this.child, 'message');
    // Where the process is gone already, its end says why.
    this.child.send(request, () => {});
    const [answer] = (await Promise.race([answered, this.ended])) as [Answer];
    if (answer.answer === 'problem') throw new OwnAnalysisError(this.file, answer.problem);
    if (answer.answer === 'refused') throw new RefusedAnalysisError(answer.violation);
    return answer;
  }

  end(): void {
    this.child.kill('SIGKILL');
  }

  private async watchEnd(): Promise<never> {
    const texts = { [LAST_WORDS]: '', 2: '' };
    for (const fd of [2, LAST_WORDS] as const) {
      this.child.stdio[fd]?.on('data', (bytes: Buffer) => {
        texts[fd] += bytes.toString();
      });
    }
    await once(this.child, 'close');
    throw new OwnAnalysisError(this.file, this.why(texts[LAST_WORDS], texts[2]));
  }

  private why(lastWords: string, stderr: string): OwnAnalysisProblem {
    if (lastWords !== '') {
      const { code, detail, frame } = JSON.parse(lastWords) as LastWords;
      return { code, detail, place: null, atHand: atHandIn(frame, this.batch) };
    }
    if (/heap out of memory|Array buffer allocation failed/.test(stderr)) {
      return { code: 'memory-limit', detail: 'stopped where its memory ended', place: null, atHand: null };
    }
    return { code: 'ended-early', detail: `its process ended. ${stderr}`.trim(), place: null, atHand: null };
  }
}
