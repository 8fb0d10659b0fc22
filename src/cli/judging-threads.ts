import { Worker } from 'node:worker_threads';
import type { Config } from '../config.js';
import { TILE_WIDTH, type Judged, type Judging } from '../provenance/index.js';

/** What a thread is asked: the tiles from the nth on, as many; null for the database's own check of its file. */
export type JudgingTask = { readonly first: number; readonly tiles: number } | null;

/** Tiles that a thread judges at once, 16,384 events: a message each would cost more. */
const TILES = 64;
/** What is judged ahead of whoever takes it, for each thread: more would only fill memory. */
const AHEAD = 3;

/** The first so many events of a log, tile by tile, judged by several threads, each with a connection of its own. */
export class JudgingThreads implements Judging {
  private readonly threads: readonly Thread[];
  private readonly free: Thread[];
  private readonly waiting: ((thread: Thread) => void)[] = [];

  constructor(
    { dataDir, keyFile, eventStoreUrl }: Pick<Config, 'dataDir' | 'keyFile' | 'eventStoreUrl'>,
    threads: number,
    private readonly events: number,
  ) {
    this.threads = Array.from({ length: threads }, () => new Thread({ dataDir, keyFile, eventStoreUrl }));
    this.free = [...this.threads];
  }

  readonly damage = (): Promise<readonly string[]> => this.ask<readonly string[]>(null);

  readonly tiles = (first: number): AsyncGenerator<Judged> => this.judged(first);

  /** Ends them, whatever they do. A thread within SQLite ends when that call does. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.end()));
  }

  private async *judged(first: number): AsyncGenerator<Judged> {
    const ahead: Promise<readonly Judged[]>[] = [];
    const end = Math.floor(this.events / TILE_WIDTH);
    for (let next = first; next < end || ahead.length > 0;) {
      for (; next < end && ahead.length < AHEAD * this.threads.length; next += TILES) {
        const asked = this.ask<readonly Judged[]>({ first: next, tiles: Math.min(TILES, end - next) });
        // Whoever takes it hears of its failure; nobody takes those beyond the end.
        asked.catch(() => undefined);
        ahead.push(asked);
      }
      const judged = (await ahead.shift()) ?? [];
      yield* judged;
      if (judged.at(-1) === 'nothing') return;
    }
  }

  /** The next free thread does it: what was asked first is begun first. */
  private async ask<Answer>(task: JudgingTask): Promise<Answer> {
    const thread = this.free.shift() ?? (await new Promise<Thread>((resolve) => this.waiting.push(resolve)));
    try {
      return await thread.ask<Answer>(task);
    } finally {
      const next = this.waiting.shift();
      if (next) next(thread);
      else this.free.push(thread);
    }
  }
}

/** A thread that does one thing at a time. */
class Thread {
  private readonly worker: Worker;
  /** Why it ended. */
  private ended: Error | null = null;
  private answered: { resolve: (answer: unknown) => void; reject: (error: Error) => void } | null = null;

  constructor(workerData: Pick<Config, 'dataDir' | 'keyFile' | 'eventStoreUrl'>) {
    this.worker = new Worker(new URL('./judge.worker.js', import.meta.url), { workerData });
    this.worker.on('message', (answer: unknown) => this.answered?.resolve(answer));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error('the thread ended before its part was done')));
  }

  ask<Answer>(task: JudgingTask): Promise<Answer> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise<Answer>((resolve, reject) => {
      this.answered = { resolve: resolve as (answer: unknown) => void, reject };
      this.worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.ended ??= error;
    this.answered?.reject(this.ended);
  }
}
