import type { Progress } from '../projections/index.js';
import { Interrupted } from './failure.js';

/** Results go to stdout, everything else to stderr. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export const jsonText = (value: unknown): string => JSON.stringify(value, null, 2);

export function printJson(value: unknown): void {
  print(jsonText(value));
}

/** Writes a line to stdout and waits while a slow reader has not taken the earlier ones. */
export async function printLine(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/** A line of progress on stderr, rewritten in place on a terminal, every few seconds elsewhere. */
export class ProgressLine {
  private readonly started = performance.now();
  private shown = 0;

  constructor(private readonly everyMs = process.stderr.isTTY ? 100 : 5_000) {}

  show(text: () => string): void {
    const now = performance.now();
    if (now - this.shown < this.everyMs) return;
    this.shown = now;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${text()}` : `${text()}\n`);
  }

  /** How many events are done, how fast, and how long the others will take. */
  readonly events = ({ events, of, before = 0 }: Progress): void => {
    this.show(() => {
      const rate = (events - before) / ((performance.now() - this.started) / 1000);
      return `${events} of ${of} events, ${Math.round(rate)}/s, ${Math.ceil((of - events) / rate)} s left`;
    });
  };

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
  }
}

/**
 * Runs what Ctrl-C may end early.
 * @param remedy what to say then: what was done, and what to run
 * @throws Interrupted
 */
export async function interruptible<T>(remedy: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = abortOnInterrupt();
  try {
    return await run(signal);
  } catch (error) {
    if (signal.aborted) throw new Interrupted(remedy);
    throw error;
  }
}

/** Aborts at the first Ctrl-C, so that what is in flight ends well; a second one ends the process. */
export function abortOnInterrupt(): AbortSignal {
  const abort = new AbortController();
  process.once('SIGINT', () => {
    process.stderr.write('\nstopping; once more to stop at once\n');
    abort.abort();
  });
  return abort.signal;
}
