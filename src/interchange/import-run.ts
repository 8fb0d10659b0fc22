import type { JsonObject, Violation } from '../events/index.js';
import type { ImportedDraft, PatientRows, StatedDefinition } from './patient-rows.js';
import type { RowProblem } from './problem.js';

/**
 * Records the events of one patient, all or nothing; known ids with the same content are left out. An event that was
 * corrected is the same when the correction says what the draft says. Pointers of violations begin with the index of the
 * draft: `/0/data/margin`.
 */
export type RecordPatient = (patientId: string, drafts: readonly ImportedDraft[]) => Promise<RecordAnswer>;

type RecordAnswer =
  | { readonly recorded: number; readonly known: number }
  | { readonly refused: readonly Violation[] }
  /** The same id with other content: nothing of the patient is recorded. */
  | { readonly changed: readonly { readonly id: string; readonly detail: string }[] };

/**
 * Records the definition of a cohort as the version that it had elsewhere; one that is on record as that version is known.
 * `altered`: it is not what its digest says; `other-version`: here that version is, or would be, another one.
 */
export type DefineCohort = (
  stated: StatedDefinition,
) => Promise<'recorded' | 'known' | 'altered' | 'other-version' | { readonly refused: readonly Violation[] }>;

interface ImportCounts {
  /** All that could be told apart, the rejected too. */
  readonly patients: number;
  readonly patientsRejected: number;
  readonly rows: number;
  readonly rowsRejected: number;
  /** Rows of recorded patients that by the mapping state no event. */
  readonly rowsWithoutEvent: number;
  readonly recorded: number;
  readonly known: number;
  /** Events that the source now states otherwise than they were recorded. */
  readonly changed: number;
}

/** An event that the source now states otherwise, and the correction that would record it. */
interface ChangedEvent {
  readonly patientId: string;
  readonly id: string;
  readonly detail: string;
  readonly correction: JsonObject;
}

export interface ImportReport {
  readonly counts: ImportCounts;
  readonly changed: readonly ChangedEvent[];
  /** How many events carry each acknowledged code. */
  readonly acknowledged: Readonly<Record<string, number>>;
  /** The first hundred reasons for rejection; the files of the rejected have all. They quote the input. */
  readonly problems: readonly RowProblem[];
  /** Where the rejected rows are: one file beside each input, or none. */
  readonly rejectedFiles: readonly string[];
  /** Stopped by its signal before the end of the file. */
  readonly interrupted: boolean;
}

export interface ImportRun {
  /** An async generator, as several patients are asked for at once. */
  readonly source: AsyncIterable<PatientRows>;
  readonly record: RecordPatient;
  /** Absent: definitions are not taken. */
  readonly define?: DefineCohort;
  readonly reject: (rows: PatientRows['rows'], problems: readonly RowProblem[]) => Promise<void>;
  /** Patients in flight, so that the store can commit many at once; 64 if absent. */
  readonly concurrency?: number;
  readonly progress?: (counts: ImportCounts) => void;
  readonly signal: AbortSignal;
}

const MOST_PROBLEMS = 100;

/**
 * Records every good patient and goes on past the bad ones. On abort, or when recording fails, what is in flight is
 * finished first; running again records nothing twice.
 * @throws whatever `record` and `reject` throw
 */
export async function importRun(run: ImportRun): Promise<Omit<ImportReport, 'rejectedFiles'>> {
  const { source, record, define, reject, concurrency = 64, progress, signal } = run;
  const counts: { -readonly [name in keyof ImportCounts]: number } = {
    ...{ patients: 0, patientsRejected: 0, rows: 0, rowsRejected: 0, rowsWithoutEvent: 0 },
    ...{ recorded: 0, known: 0, changed: 0 },
  };
  const changed: ChangedEvent[] = [];
  const shown: RowProblem[] = [];
  const acknowledged: Record<string, number> = {};

  const refuse = async ({ patientId, rows }: PatientRows, problems: readonly RowProblem[]): Promise<void> => {
    if (patientId !== null) counts.patientsRejected++;
    counts.rowsRejected += rows.length;
    shown.push(...problems.slice(0, MOST_PROBLEMS - shown.length));
    await reject(rows, problems);
  };
  // In the order of the file: each version builds on those before it, and may name them.
  let defined: Promise<unknown> = Promise.resolve();
  const takeDefinition = async (rows: PatientRows, stated: StatedDefinition, how: DefineCohort): Promise<void> => {
    counts.rows += 1;
    const answer = defined.then(() => how(stated));
    defined = answer;
    const found = await answer;
    if (found === 'recorded' || found === 'known') counts[found] += 1;
    else if (typeof found === 'string') await refuse(rows, [toProblem(DEFINITION_PROBLEMS[found], rows)]);
    else
      await refuse(
        rows,
        found.refused.map((violation) => toProblem(violation, rows)),
      );
  };
  const take = async (patient: PatientRows): Promise<void> => {
    if (patient.definition && define) return takeDefinition(patient, patient.definition, define);
    const { patientId, drafts, problems, rows, rowsWithoutEvent } = patient;
    counts.rows += rows.length;
    if (patientId !== null) counts.patients++;
    if (patientId === null || problems.length > 0) return refuse(patient, problems);
    const answer = drafts.length === 0 ? { recorded: 0, known: 0 } : await record(patientId, drafts);
    if ('refused' in answer)
      return refuse(
        patient,
        answer.refused.map((violation) => toProblem(violation, patient)),
      );
    counts.rowsWithoutEvent += rowsWithoutEvent;
    if ('changed' in answer) {
      counts.changed += answer.changed.length;
      changed.push(
        ...answer.changed.map((each) => ({ patientId, ...each, correction: correctionOf(patientId, each.id, drafts) })),
      );
      return;
    }
    counts.recorded += answer.recorded;
    counts.known += answer.known;
    for (const code of drafts.flatMap((draft) => draft.acknowledge ?? []))
      acknowledged[code] = (acknowledged[code] ?? 0) + 1;
  };

  const patients = source[Symbol.asyncIterator]();
  const failure = new AbortController();
  const stopped = AbortSignal.any([signal, failure.signal]);
  const lane = async (): Promise<void> => {
    while (!stopped.aborted) {
      const next = await patients.next();
      if (next.done) return;
      await take(next.value);
      progress?.({ ...counts });
    }
  };
  const stop = (error: unknown): void => failure.abort(error);
  await Promise.all(Array.from({ length: concurrency }, () => lane().catch(stop)));
  await patients.return?.();
  failure.signal.throwIfAborted();
  return { counts, changed, acknowledged, problems: shown, interrupted: signal.aborted };
}

const DEFINITION_PROBLEMS = {
  altered: {
    code: 'altered-definition',
    pointer: '/data/sha256',
    detail: 'the definition is not the one that its digest was made of',
    remedy: 'Take the line as the log holds it, or define the cohort anew: hepatrace cohort define.',
  },
  'other-version': {
    code: 'cohort-version-differs',
    pointer: '/revision',
    detail: 'the cohort would not have the version that it had in the other log',
    remedy: 'Import into a folder that has no other versions of it, or define it anew: hepatrace cohort define.',
  },
} as const satisfies Readonly<Record<string, Violation>>;

/** A refusal of the recording, at the row and column of the event it is about. */
function toProblem({ code, pointer, detail, remedy }: Violation, { origins, rows }: PatientRows): RowProblem {
  const [, index = '', inner = ''] = /^\/(\d+)(.*)$/.exec(pointer) ?? [];
  const origin = origins[index === '' ? -1 : Number(index)];
  const { column, value } = origin?.locate(inner) ?? { column: null, value: null };
  const { file, row } = origin ?? rows[0] ?? { file: '', row: 0 };
  return { code, file, row, column, value, detail, remedy };
}

function correctionOf(patientId: string, id: string, drafts: readonly ImportedDraft[]): JsonObject {
  const draft = drafts.find((each) => each.id === id);
  return {
    patientId,
    type: 'EventCorrected',
    data: { eventId: id, occurredOn: draft?.occurredOn, data: draft?.data },
    reason: { code: 'source-amended' },
  };
}
