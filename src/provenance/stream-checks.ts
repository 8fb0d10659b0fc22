import type { JsonObject } from '../events/index.js';
import type { StoredRecord } from '../ports/index.js';
import type { Report } from './finding.js';

/** What holds along each stream: revisions without gaps, ids that stand once, references that lead somewhere. */
export class StreamChecks {
  private readonly streams = new Map<string, { revision: number; readonly ids: Set<string> }>();

  /** Whether events could not be read: then what seems to be missing may be among them. */
  lossy = false;

  /** @param whole from the first event of the log on; else the first event of a stream may be any, and name any */
  constructor(private readonly whole: boolean) {}

  check(record: StoredRecord, report: Report): void {
    const first = this.whole ? -1 : record.revision - 1;
    const stream = this.streams.get(record.stream) ?? { revision: first, ids: new Set() };
    this.streams.set(record.stream, stream);
    const next = stream.revision + 1;
    if (record.revision !== next && !(this.lossy && record.revision > next)) {
      report('revision-gap', 'revisions of a patient are gapless', String(next), String(record.revision));
    }
    stream.revision = record.revision;
    if (stream.ids.has(record.id)) report('duplicate-id', 'an id stands once in the record of a patient');
    stream.ids.add(record.id);
    const named = namedBy(record);
    // Whatever the order in which a batch was sent, a correction or retraction is written after the event it names.
    if (this.whole && !this.lossy && named !== null && !stream.ids.has(named))
      report('dangling-reference', 'it names an event that is not there', named);
  }
}

/** Id of the event that a correction or retraction names; null for other events, and where nothing can be read. */
function namedBy({ type, clinical }: StoredRecord): string | null {
  if (type !== 'EventCorrected' && type !== 'EventRetracted') return null;
  const content = clinical && parseObject(clinical.toString('utf8', 6));
  const named = (content?.['data'] as JsonObject | undefined)?.['eventId'];
  return typeof named === 'string' ? named : null;
}

/** The JSON object of a text; null where it is none. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? (value as JsonObject | null) : null;
  } catch {
    return null;
  }
}
