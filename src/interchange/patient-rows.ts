import type { EventDraft, JsonObject } from '../events/index.js';
import { ImportRefusedError, type RowProblem } from './problem.js';
import type { SourceFile } from './source-file.js';

export type ImportedDraft = EventDraft & { readonly id: string };

/** Where an event stands in its source. */
export interface Origin {
  /** Base name of the file. */
  readonly file: string;
  readonly row: number;
  /** Column and value behind a JSON pointer into the event. */
  readonly locate: (pointer: string) => { readonly column: string | null; readonly value: string | null };
}

/** The definition of a cohort as a log states it. */
export interface StatedDefinition {
  /** Of its event type. */
  readonly version: number;
  readonly data: JsonObject;
  /** From 0; null: not said. */
  readonly revision: number | null;
}

/** What the files say of one patient, whole. */
export interface PatientRows {
  /** Null for a row of which no patient can be known. */
  readonly patientId: string | null;
  /** Of a line that is no patient's: the definition of a cohort. Who takes none finds a line that names no patient. */
  readonly definition?: StatedDefinition;
  readonly drafts: readonly ImportedDraft[];
  /** Of each draft. */
  readonly origins: readonly Origin[];
  readonly problems: readonly RowProblem[];
  /** Every row of the patient as it was read, for the files of the rejected. */
  readonly rows: readonly ReadRow[];
  /** Rows that by the mapping state no event. */
  readonly rowsWithoutEvent: number;
}

export interface ReadRow {
  /** Base name of the file. */
  readonly file: string;
  readonly row: number;
  readonly read: readonly string[];
}

/** Files that were seen to be readable as a whole, ready to be recorded. */
export interface ImportSource {
  /** An async generator: many may ask it for the next patient at once. */
  readonly patients: AsyncGenerator<PatientRows>;
  readonly sources: readonly { readonly file: SourceFile; readonly layout: RejectedLayout }[];
}

/** How the rows of a file are written back, with the reasons why they were not recorded. */
export interface RejectedLayout {
  readonly extension: 'csv' | 'ndjson';
  /** What stands above the rows. */
  readonly top: string;
  /** One row as it was read, and its {@link REASON_COLUMNS}. */
  line(read: readonly string[], reasons: readonly string[]): string;
}

/** What the file of the rejected has beside what was read; ignored when it is imported. */
export const REASON_COLUMNS = ['_row', '_code', '_column', '_value', '_remedy'] as const;

interface Keyed {
  /** Null: of no patient. */
  readonly key: string | null;
}

/** The place of each patient's last row, from a first reading: so that a patient is whole as soon as it is read. */
export async function lastRows(rows: AsyncIterable<Keyed>, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const last = new Map<string, number>();
  let place = 0;
  for await (const { key } of rows) {
    if (signal.aborted) break;
    place++;
    if (key !== null) last.set(key, place);
  }
  return last;
}

/**
 * Takes the rows of each patient together, wherever they stand. Held in memory are the patients of whom more rows are to
 * come, and the place of the last row of each patient: a file sorted by patient streams whatever its size; a shuffled one,
 * and of several files all but the last, must fit (about 1 kB an event).
 */
export async function* gatherPatients<Row extends Keyed>(
  rows: AsyncIterable<Row>,
  last: ReadonlyMap<string, number>,
  fileName: string,
): AsyncGenerator<{ key: string | null; rows: readonly Row[] }> {
  const open = new Map<string, Row[]>();
  let place = 0;
  for await (const row of rows) {
    place++;
    if (row.key === null) {
      yield { key: null, rows: [row] };
      continue;
    }
    const gathered = open.get(row.key) ?? [];
    gathered.push(row);
    if (place === last.get(row.key)) {
      open.delete(row.key);
      yield { key: row.key, rows: gathered };
    } else open.set(row.key, gathered);
  }
  // Rows below what was the last row of their patient.
  if (open.size > 0) throw fileChanged(fileName);
}

const fileChanged = (place: string): ImportRefusedError =>
  new ImportRefusedError([
    {
      code: 'file-changed',
      place,
      detail: 'the file was written to while it was read',
      remedy: 'Import it again when it is complete; nothing is recorded twice.',
    },
  ]);
