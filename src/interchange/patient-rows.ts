import { isDeepStrictEqual } from 'node:util';
import type { EventDraft } from '../events/index.js';
import { ImportRefusedError, type RowProblem } from './problem.js';

export type ImportedDraft = EventDraft & { readonly id: string };

/** Where an event stands in its source. */
export interface Origin {
  readonly row: number;
  /** Column and value behind a JSON pointer into the event. */
  readonly locate: (pointer: string) => { readonly column: string | null; readonly value: string | null };
}

/** What the file says of one patient, whole. */
export interface PatientRows {
  /** Base name of the file. */
  readonly file: string;
  /** Null for a row of which no patient can be known. */
  readonly patientId: string | null;
  readonly drafts: readonly ImportedDraft[];
  /** Of each draft. */
  readonly origins: readonly Origin[];
  readonly problems: readonly RowProblem[];
  /** Every row of the patient as it was read, for the file of the rejected. */
  readonly rows: readonly { readonly row: number; readonly read: readonly string[] }[];
  /** Rows that by the mapping state no event. */
  readonly rowsWithoutEvent: number;
}

/** A file that was seen to be readable as a whole, ready to be recorded. */
export interface ImportSource {
  /** An async generator: many may ask it for the next patient at once. */
  readonly patients: AsyncGenerator<PatientRows>;
  readonly layout: RejectedLayout;
}

/** How the rows of this source are written back, with the reasons why they were not recorded. */
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
  readonly row: number;
}

/** The last row of each patient, from a first reading of the file: so that a patient is whole as soon as it is read. */
export async function lastRows(rows: AsyncIterable<Keyed>, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const last = new Map<string, number>();
  for await (const { key, row } of rows) {
    if (signal.aborted) break;
    if (key !== null) last.set(key, row);
  }
  return last;
}

/**
 * Takes the rows of each patient together, wherever they stand. Held in memory are the patients of whom more rows are to
 * come, and the number of the last row of each patient: a file sorted by patient streams whatever its size, a shuffled one
 * must fit (about 1 kB an event).
 */
export async function* gatherPatients<Row extends Keyed>(
  rows: AsyncIterable<Row>,
  last: ReadonlyMap<string, number>,
  fileName: string,
): AsyncGenerator<{ key: string | null; rows: readonly Row[] }> {
  const open = new Map<string, Row[]>();
  for await (const row of rows) {
    if (row.key === null) {
      yield { key: null, rows: [row] };
      continue;
    }
    const gathered = open.get(row.key) ?? [];
    gathered.push(row);
    if (row.row === last.get(row.key)) {
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

/** The same event stated twice is one; the same id with two contents is a problem of its row. */
export function eventsOnce(
  stated: readonly { readonly draft: ImportedDraft; readonly origin: Origin }[],
  toProblem: (origin: Origin, earlier: Origin) => RowProblem,
): Pick<PatientRows, 'drafts' | 'origins' | 'problems'> {
  const first = new Map<string, (typeof stated)[number]>();
  const problems: RowProblem[] = [];
  for (const each of stated) {
    const earlier = first.get(each.draft.id);
    if (!earlier) first.set(each.draft.id, each);
    else if (!isDeepStrictEqual(earlier.draft, each.draft)) problems.push(toProblem(each.origin, earlier.origin));
  }
  const once = [...first.values()];
  return { drafts: once.map(({ draft }) => draft), origins: once.map(({ origin }) => origin), problems };
}
