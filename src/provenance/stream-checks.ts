import type { JsonObject } from '../events/index.js';
import type { StoredRecord } from '../ports/index.js';
import type { Report } from './finding.js';
import { IdSet, PRINT_WORDS, printOf } from './id-set.js';
import type { JudgedTile } from './judged-tile.js';

/** What holds along each stream: revisions without gaps, ids that stand once, references that lead somewhere. */
export class StreamChecks {
  private readonly revisions = new Map<string, number>();
  private readonly ids = new IdSet();

  /** Whether events could not be read: then what seems to be missing may be among them. */
  lossy = false;

  /** @param whole from the first event of the log on; else the first event of a stream may be any, and name any */
  constructor(private readonly whole: boolean) {}

  check(record: StoredRecord, report: Report): void {
    const { stream, revision, id } = record;
    const next = this.nextOf(stream, revision);
    if (revision !== next && !(this.lossy && revision > next)) {
      report('revision-gap', 'revisions of a patient are gapless', String(next), String(revision));
    }
    this.revisions.set(stream, revision);
    const print = printOf(stream, id);
    if (this.ids.has(print)) report('duplicate-id', 'an id stands once in the record of a patient');
    this.ids.add(print);
    const named = namedBy(record);
    // Whatever the order in which a batch was sent, a correction or retraction is written after the event it names.
    if (this.whole && !this.lossy && named !== null && !this.ids.has(printOf(stream, named)))
      report('dangling-reference', 'it names an event that is not there', named);
  }

  /** Whether a whole tile fits to what was before. */
  fits({ streams, ids, named }: JudgedTile): boolean {
    for (const [stream, [first]] of streams) if (this.nextOf(stream, first) !== first) return false;
    for (let at = 0; at < ids.length; at += PRINT_WORDS) if (this.ids.has(ids, at)) return false;
    return !this.whole || named.every((print) => this.ids.has(print));
  }

  /** Goes on by a tile that fits. */
  take({ streams, ids }: JudgedTile): void {
    for (const [stream, [, last]] of streams) this.revisions.set(stream, last);
    for (let at = 0; at < ids.length; at += PRINT_WORDS) this.ids.add(ids, at);
  }

  private nextOf(stream: string, revision: number): number {
    return (this.revisions.get(stream) ?? (this.whole ? -1 : revision - 1)) + 1;
  }
}

/** Id of the event that a correction or retraction names; null for other events, and where nothing can be read. */
export function namedBy({ type, clinical }: Pick<StoredRecord, 'type' | 'clinical'>): string | null {
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
