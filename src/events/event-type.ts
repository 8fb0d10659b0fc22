import type { JsonObject } from './json.js';
import type { EventFault } from './violation.js';

/** A reference from one event's data to another event of the same patient. */
export interface Reference {
  /** Field of `data` that holds the id. */
  readonly field: string;
  /** Types that the referred event may have; absent: any. */
  readonly types?: readonly string[];
}

/** Everything there is to know about one type of event; each stands in a file of its own under `types/`. */
export interface EventType {
  readonly name: string;
  /** Version of the data that this code writes. Older versions are upcast when read, newer ones refused. */
  readonly version: number;
  /** One sentence for people. */
  readonly about: string;
  readonly data: new () => object;
  readonly example: { readonly occurredOn?: string; readonly data: JsonObject };
  /** False for events about the record, which have no clinical date of their own. */
  readonly dated: boolean;
  /** What it happens to. */
  readonly subject: 'patient' | 'cohort';
  /** Fields of `data` that identify a person or are free text: always stored sealed. */
  readonly sealed?: readonly string[];
  readonly references?: readonly Reference[];
  /** What the fields require of each other, asked once each of them is sound. Pointers begin at the data. */
  readonly check?: (data: JsonObject) => readonly EventFault[];
  /** From version n to n + 1, under key n. Pure. */
  readonly upcasters?: Readonly<Record<number, (data: JsonObject) => JsonObject>>;
}

/** What a type says of itself; the rest follows from how it is declared. */
type Declared = Omit<EventType, 'dated' | 'subject'>;

/** Declares a clinical event type. */
export const eventType = (type: Declared): EventType => ({ dated: true, subject: 'patient', ...type });

/** Declares an event about the record (a correction, a retraction). */
export const recordEventType = (type: Declared): EventType => ({ dated: false, subject: 'patient', ...type });

/** Declares an event of a cohort, of no patient. */
export const cohortEventType = (type: Declared): EventType => ({ dated: false, subject: 'cohort', ...type });
