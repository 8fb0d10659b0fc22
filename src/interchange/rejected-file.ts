import { open, rm, type FileHandle } from 'node:fs/promises';
import { REASON_COLUMNS, type PatientRows, type ReadRow, type RejectedLayout } from './patient-rows.js';
import { ImportRefusedError, type RowProblem } from './problem.js';

/**
 * The rows of patients who were not recorded, with the reasons: a file that is mended and imported like the first one. It
 * is made when a patient is rejected, readable by its owner alone.
 */
export class RejectedFile {
  #handle: FileHandle | null = null;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string | null,
    private readonly layout: RejectedLayout,
    private readonly earlier: boolean,
  ) {}

  /**
   * @param path null where the input has no place beside it (a pipe)
   * @throws ImportRefusedError when there is a file that is not of an earlier import
   */
  static async at(path: string | null, layout: RejectedLayout): Promise<RejectedFile> {
    const earlier = path === null ? null : await beginningOf(path);
    if (path !== null && earlier !== null && !isOurs(earlier)) {
      throw refused('rejected-exists', path, 'the file is there and holds no rejected rows');
    }
    return new RejectedFile(path, layout, earlier !== null);
  }

  /** Path of the file; null while it holds nothing. */
  get written(): string | null {
    return this.#handle ? this.path : null;
  }

  /** The rows of a patient in this file, and why; rows with nothing wrong say which one it is. The file is made even for none. */
  add(rows: PatientRows['rows'], problems: readonly RowProblem[]): Promise<void> {
    const lines = rows.map((row) => this.layout.line(row.read, reasons(row, problems)));
    // One after the other, so that the rows of a patient stay together.
    this.#writing = this.#writing.then(() => this.#write(lines.join('')));
    return this.#writing;
  }

  async #write(text: string): Promise<void> {
    if (this.path === null)
      throw refused('rejected-nowhere', 'the input', 'rows are rejected and have no file to go to');
    try {
      if (!this.#handle) {
        this.#handle = await open(this.path, 'w', 0o600);
        await this.#handle.appendFile(this.layout.top);
      }
      await this.#handle.appendFile(text);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw refused(
        'rejected-not-writable',
        this.path,
        `rejected rows cannot be written here (${code ?? String(error)})`,
      );
    }
  }

  /** @param complete the whole input was read: then an earlier file of which nothing is left to mend is removed */
  async close(complete: boolean): Promise<void> {
    await this.#handle?.close();
    if (complete && !this.#handle && this.earlier && this.path !== null) await rm(this.path, { force: true });
  }
}

/** Enough of a file to see what it is; null where there is none. */
async function beginningOf(path: string): Promise<string | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1_000_000));
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

const isOurs = (text: string): boolean => text === '' || REASON_COLUMNS.every((name) => text.includes(name));

function reasons({ file, row }: ReadRow, problems: readonly RowProblem[]): string[] {
  const own = problems.filter((problem) => problem.row === row && problem.file === file);
  if (own.length === 0) {
    const rows = problems.map((problem) =>
      problem.file === file ? String(problem.row) : `${problem.row} of ${problem.file}`,
    );
    const others = [...new Set(rows)].join(', ');
    return [String(row), 'other-row', '', '', `Nothing is wrong here: mend row ${others} of the same patient.`];
  }
  const all = (part: (problem: RowProblem) => string | null): string =>
    own.map((problem) => part(problem) ?? '').join(' | ');
  return [
    String(row),
    all(({ code }) => code),
    all(({ column }) => column),
    all(({ value }) => value),
    all(({ detail, remedy }) => `${detail}. ${remedy}`),
  ];
}

const refused = (code: string, place: string, detail: string): ImportRefusedError =>
  new ImportRefusedError([
    {
      code,
      place,
      detail,
      remedy: 'Say with --rejected FILE where rejected rows go, and import again: nothing is recorded twice.',
    },
  ]);
