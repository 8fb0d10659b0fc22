import type { RecordedEvent } from '../events/index.js';
import { IntegrityError, type LogPoint } from '../ports/index.js';
import type { Reading } from '../projections/index.js';
import { withoutIdentity, type TransparencyLog } from '../provenance/index.js';
import type { Entry, Timeline } from '../timeline/index.js';
import type { Trace, TracedEvent } from './trace.js';

/** What a trace is made from. */
export interface TraceSources {
  readonly reading: Reading;
  readonly log: TransparencyLog;
  /** Version of this software. */
  readonly version: string;
}

/** Which events of a patient are told, and the days that partial dates of them were taken for. */
export interface Told {
  readonly timeline: Timeline;
  readonly ids: readonly string[];
  readonly imputed: ReadonlyMap<string, string>;
}

type Unproven = Omit<TracedEvent, 'proof'>;

/**
 * Events with all that was ever said about them, each with its proof.
 * @throws IntegrityError for an id that the record of its patient does not hold
 */
export async function traceEvents(
  { reading, log }: TraceSources,
  asOf: LogPoint | null,
  told: readonly Told[],
): Promise<Pick<Trace, 'events' | 'log' | 'checkpoint'>> {
  const unproven: Unproven[] = [];
  for (const one of told) {
    const { value: history } = await reading.history(one.timeline.patientId, asOf);
    unproven.push(...eventsOf(one, history));
  }
  const { size, root, checkpoint, proofs } = await log.inclusions(
    unproven.map(({ id, position }) => ({ id, index: position })),
  );
  const events = unproven
    .toSorted((a, b) => a.position - b.position)
    .flatMap((event): TracedEvent[] => {
      const proof = proofs.get(event.position);
      if (!proof) return [];
      const path = proof.path.map((hash) => hash.toString('base64url'));
      return [
        { ...event, proof: { index: event.position, leafHash: proof.leafHash.toString('base64url'), path, size } },
      ];
    });
  return { events, log: { size, root: root.toString('base64') }, checkpoint: checkpoint?.note ?? null };
}

/** What an entry was made of, first to last: the record, its corrections, the retraction. */
export const chainOf = ({ id, history }: Entry): readonly string[] =>
  history.length > 0 ? history.map((statement) => statement.id) : [id];

function eventsOf({ timeline, ids, imputed }: Told, history: readonly RecordedEvent[]): readonly Unproven[] {
  const asked = new Set(ids);
  const byId = new Map(history.map((event) => [event.id, event]));
  const made = timeline.entries.flatMap((entry) => {
    const chain = chainOf(entry);
    if (!chain.some((id) => asked.has(id))) return [];
    return chain.flatMap((id, place): Unproven[] => {
      const event = byId.get(id);
      if (!event || event.position === null) throw notInTheLog(id, timeline);
      const correctedBy = chain.slice(place + 1);
      const status = entry.status === 'retracted' && correctedBy.length > 0 ? 'retracted' : statusOf(correctedBy);
      return [
        unproven(event, event.position, { status, correctedBy, corrects: place === 0 ? null : entry.id, imputed }),
      ];
    });
  });
  const found = new Set(made.map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw notInTheLog(missing, timeline);
  return made;
}

const statusOf = (correctedBy: readonly string[]): TracedEvent['status'] =>
  correctedBy.length > 0 ? 'corrected' : 'current';

function unproven(
  event: RecordedEvent,
  position: number,
  about: Pick<TracedEvent, 'status' | 'correctedBy' | 'corrects'> & Pick<Told, 'imputed'>,
): Unproven {
  const { id, type, version, patientId = '', revision, recordedBy, recordedAt, occurredOn, reason, source } = event;
  const { imputed, ...standing } = about;
  const { data } = withoutIdentity(event);
  const dated = standing.corrects === null ? occurredOn : data['occurredOn'];
  return {
    ...{ id, patientId, type, version, position, revision, ...standing, recordedBy, recordedAt },
    occurredOn: typeof dated === 'string' ? dated : null,
    imputed: standing.status === 'current' ? (imputed.get(standing.corrects ?? id) ?? null) : null,
    data,
    reason: reason ?? null,
    source: source ?? null,
  };
}

const notInTheLog = (id: string, { patientId }: Timeline): IntegrityError =>
  new IntegrityError(null, `the evidence names event ${id}, which the record of ${patientId} does not hold`);
