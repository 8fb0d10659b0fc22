import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Sends pages of values as NDJSON, no faster than they are read. A caller who goes away is no error. */
export async function sendLines<T>(
  response: Response,
  pages: AsyncIterable<readonly T[]>,
  lineOf: (value: T) => unknown = (value) => value,
): Promise<void> {
  async function* text(): AsyncGenerator<string> {
    for await (const page of pages) yield page.map((value) => `${JSON.stringify(lineOf(value))}\n`).join('');
  }
  // The first page before the status: what goes wrong there is still answered as a problem.
  const lines = text();
  const first = await lines.next();
  response.type('application/x-ndjson');
  async function* all(): AsyncGenerator<string> {
    if (!first.done) yield first.value;
    yield* lines;
  }
  try {
    await pipeline(Readable.from(all()), response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
