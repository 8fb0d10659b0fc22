import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { ImportRefusedError } from './problem.js';

/** What is imported. It is read twice: once to see that it can be, once to record. */
export interface SourceFile {
  /** Base name, for messages. */
  readonly name: string;
  /** Null for what came through a pipe. */
  readonly path: string | null;
  /** Its bytes from the beginning, at every call. */
  open(): AsyncIterable<Uint8Array>;
}

export const fileAt = (path: string): SourceFile => ({
  name: basename(path),
  path,
  open: () => createReadStream(path),
});

/** What came through a pipe: held in memory whole, as it cannot be read twice. */
export async function fileFrom(bytes: AsyncIterable<Uint8Array>, name: string): Promise<SourceFile> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return {
    name,
    path: null,
    async *open() {
      yield* chunks;
    },
  };
}

/**
 * The file's text in pieces, without a byte order mark.
 * @throws ImportRefusedError when the file is not UTF-8 or cannot be read
 */
export async function* textOf(file: SourceFile): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let read = 0;
  try {
    for await (const chunk of file.open()) {
      read += chunk.length;
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ImportRefusedError([
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
        ? {
            code: 'not-utf-8',
            place: file.name,
            detail: `the file is not UTF-8 (in its first ${read} bytes)`,
            remedy:
              'Save it as UTF-8 ("CSV UTF-8" in a spreadsheet; iconv -f WINDOWS-1252 -t UTF-8 on a command line).',
          }
        : {
            code: 'unreadable-file',
            place: file.name,
            detail: `the file cannot be read (${code ?? String(error)})`,
            remedy: 'Check its path and permissions.',
          },
    ]);
  }
}
