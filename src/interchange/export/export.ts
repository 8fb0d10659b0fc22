import { createHash } from 'node:crypto';
import type { RecordedEvent, Violation } from '../../events/index.js';
import type { FixedFact, Question } from '../../outcomes/index.js';
import type { LogPoint } from '../../ports/index.js';
import { canonicalJson } from '../../provenance/index.js';
import type { DataLicence } from '../../timeline/index.js';
import { ADTTE } from './adtte.js';
import { Census, type Counted } from './census.js';
import { CURVES, Curves } from './curve-table.js';
import { EVENTS, type LoggedEvent } from './event-table.js';
import { ExportFolder, type ExportedFile } from './export-folder.js';
import { PATIENTS } from './patient-table.js';
import { dictionaryOf, SCHEMA_VERSION } from './schema.js';
import { openLinesFile, openTableFile, stamped, type OpenFile, type Stamp, type WrittenFile } from './table-file.js';
import { ENDPOINTS } from './time-table.js';
import type { ExportedPatient } from './traced-time.js';

/** `csv` and `parquet`: the tables of patients, of times and of their curves; `adtte`: CDISC ADaM; the others: the event log. */
export const EXPORT_FORMATS = ['csv', 'parquet', 'adtte', 'events-parquet', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A patient of the log, and the code of why he is not exported; null where he is. */
export interface ExportCandidate extends ExportedPatient {
  readonly leftOut: string | null;
}

/** Whose patients they are. */
export interface ExportedCohort {
  readonly name: string;
  /** Null: a definition that is not on record. */
  readonly version: number | null;
  /** Of the definition as RFC 8785 JSON; null for `all`. */
  readonly sha256: string | null;
}

export interface ExportRequest {
  readonly format: ExportFormat;
  /** The folder to be made. */
  readonly folder: string;
  /** `hepatrace 1.2.0`. */
  readonly software: string;
  readonly cohort: ExportedCohort;
  readonly question: Question;
  /** The last place of the log taken into account; null on an empty log. */
  readonly asOf: LogPoint | null;
  /** What the curves are grouped by; null: all patients together. */
  readonly groupBy: FixedFact | null;
  /** Why no curve may be drawn of this cohort; null: it may. */
  readonly withoutCurves: Pick<Violation, 'code' | 'detail' | 'remedy'> | null;
  /** In CSV, a text that a spreadsheet would take for a formula gets an apostrophe before it. */
  readonly guardFormulas: boolean;
  /** By id. Exports of the event log never ask for outcomes. */
  readonly patients: AsyncIterable<readonly ExportCandidate[]>;
  /** The log up to that place, without sealed fields. */
  readonly events: AsyncIterable<readonly RecordedEvent[]>;
  readonly progress?: (done: ExportProgress) => void;
  readonly signal: AbortSignal;
}

export interface ExportProgress {
  readonly patients: number;
  /** Read of the log; none where the tables are of patients. */
  readonly events: number;
}

/** What an export says of itself: not when it was made, so that the same question gives the same bytes. */
export interface ExportManifest extends Counted {
  readonly software: string;
  readonly format: ExportFormat;
  readonly schemaVersion: number;
  readonly asOf: { readonly position: number | null; readonly recordedAt: string | null };
  readonly cohort: ExportedCohort;
  readonly rules: Question & { readonly id: string };
  readonly groupBy: FixedFact | null;
  readonly withoutCurves: ExportRequest['withoutCurves'];
  readonly guardFormulas: boolean;
  /** The terms on which the sources gave the data, those that state some. */
  readonly dataLicences: readonly DataLicence[];
  readonly files: readonly ExportedFile[];
}

/**
 * Writes an export into a folder, patient by patient: all of it, or nothing. What is held in memory is ids, times and a batch.
 * @throws ExportRefusedError for a folder that holds something else or cannot be written to, AbortError when the signal
 * aborts: nothing is left behind
 */
export async function exportTo(request: ExportRequest): Promise<ExportManifest> {
  const { format, question, cohort, asOf, software, groupBy, withoutCurves, guardFormulas } = request;
  const rules = { id: rulesIdOf(question), ...question };
  const stamp = { software, asOf: asOf?.position ?? null, rulesId: rules.id, guardFormulas };
  const folder = await ExportFolder.at(request.folder, format);
  const written: WrittenFile[] = [];
  const census = new Census();
  try {
    if (format === 'events-parquet' || format === 'ndjson') {
      const file = await eventFile(folder, format, stamp);
      written.push(file);
      await writeEvents(request, census, file);
    } else {
      const files = await patientFiles(folder, format, stamp);
      written.push(...files);
      const curves = new Curves(groupBy);
      await writePatients(request, census, curves, files);
      if (format !== 'adtte' && !withoutCurves) {
        const file = await openTableFile(folder, stamped(CURVES, stamp), format, stamp);
        written.push(file);
        await file.add(curves.estimated());
      }
    }
    for (const file of written) await file.close();
    const resources = written.map(({ resource }) => resource);
    await folder.writeJson('schema.json', dictionaryOf(format, resources, census.dataLicences));
    const manifest: ExportManifest = {
      ...{ software, format, schemaVersion: SCHEMA_VERSION },
      asOf: { position: asOf?.position ?? null, recordedAt: asOf?.recordedAt ?? null },
      ...{ cohort, rules, groupBy, withoutCurves, guardFormulas, ...census.counted, dataLicences: census.dataLicences },
      files: await Promise.all(written.map((file) => file.sealed())),
    };
    await folder.finish(manifest);
    return manifest;
  } catch (error) {
    await Promise.allSettled(written.map((file) => file.close()));
    await folder.abandon();
    throw error;
  }
}

/** A short name of what was asked: equal for equal questions. */
const rulesIdOf = (question: Question): string =>
  `${question.ruleSet}-${createHash('sha256').update(canonicalJson(question)).digest('hex').slice(0, 12)}`;

function patientFiles(
  folder: ExportFolder,
  format: 'csv' | 'parquet' | 'adtte',
  stamp: Stamp,
): Promise<readonly OpenFile<ExportedPatient>[]> {
  if (format === 'adtte') return Promise.all([openTableFile(folder, ADTTE, 'csv', stamp)]);
  return Promise.all([
    openTableFile(folder, stamped(PATIENTS, stamp), format, stamp),
    openTableFile(folder, stamped(ENDPOINTS, stamp), format, stamp),
  ]);
}

async function writePatients(
  request: ExportRequest,
  census: Census,
  curves: Curves,
  files: readonly OpenFile<ExportedPatient>[],
): Promise<void> {
  for await (const batch of exported(request, census)) {
    for (const patient of batch) {
      census.addOutcomes(patient);
      curves.add(patient);
    }
    for (const file of files) await file.add(batch);
  }
}

const eventFile = (
  folder: ExportFolder,
  format: 'events-parquet' | 'ndjson',
  stamp: Stamp,
): Promise<OpenFile<LoggedEvent>> =>
  format === 'ndjson'
    ? openLinesFile(folder, EVENTS, ({ event }) => event)
    : openTableFile(folder, EVENTS, 'parquet', stamp);

/** The events of the patients, once it is known who they are and what was taken back. */
async function writeEvents(request: ExportRequest, census: Census, file: OpenFile<LoggedEvent>): Promise<void> {
  // By patient what was taken back: an id is unique within its stream alone.
  const patients = new Map<string, readonly string[]>();
  for await (const batch of exported(request, census)) {
    for (const { timeline } of batch) {
      const retracted = timeline.entries.filter(({ status }) => status === 'retracted');
      patients.set(
        timeline.patientId,
        retracted.map(({ id }) => id),
      );
    }
  }
  let events = 0;
  for await (const batch of request.events) {
    request.signal.throwIfAborted();
    const theirs = batch.flatMap((event) => {
      const retracted = patients.get(event.patientId ?? '');
      return retracted ? [{ event, retracted: retracted.includes(event.id) }] : [];
    });
    await file.add(theirs);
    events += batch.length;
    request.progress?.({ patients: census.counted.patients, events });
  }
}

/** The patients who are exported, counted; the others are counted only. */
async function* exported(
  { patients, signal, progress }: ExportRequest,
  census: Census,
): AsyncGenerator<readonly ExportedPatient[]> {
  for await (const batch of patients) {
    signal.throwIfAborted();
    const taken: ExportedPatient[] = [];
    for (const candidate of batch) {
      if (candidate.leftOut === null) taken.push(candidate);
      else census.leaveOut(candidate.leftOut);
    }
    for (const patient of taken) census.add(patient);
    yield taken;
    progress?.({ patients: census.counted.patients, events: 0 });
  }
}
