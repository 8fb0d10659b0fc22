import { isDeepStrictEqual } from 'node:util';
import { parseClinicalDate } from '../events/index.js';
import type { ImportedDraft, Origin, PatientRows } from './patient-rows.js';
import type { RowProblem } from './problem.js';

interface StatedEvent {
  readonly draft: ImportedDraft;
  readonly origin: Origin;
  /** Where several state different things under its id, the one recorded last by the source holds; null: a problem. */
  readonly repeated: 'last' | null;
}

/**
 * Events that are stated several times, once. The same fact is kept as the source knew it first; of two contents under one
 * id the later one holds where the mapping says so, and is a problem of its row otherwise.
 */
export function eventsOnce(
  stated: readonly StatedEvent[],
  toProblem: (origin: Origin, earlier: Origin) => RowProblem,
): Pick<PatientRows, 'drafts' | 'origins' | 'problems'> {
  const held = new Map<string, StatedEvent>();
  const problems: RowProblem[] = [];
  for (const each of stated) {
    const other = held.get(each.draft.id);
    if (!other) held.set(each.draft.id, each);
    else if (isSameFact(other.draft, each.draft)) {
      if (knownOn(each.draft) < knownOn(other.draft)) held.set(each.draft.id, each);
    } else if (each.repeated === null) problems.push(toProblem(each.origin, other.origin));
    else if (knownOn(each.draft) >= knownOn(other.draft)) held.set(each.draft.id, each);
  }
  const once = [...held.values()];
  return { drafts: once.map(({ draft }) => draft), origins: once.map(({ origin }) => origin), problems };
}

/** A fact is what happened and when, not who said so (docs/decisions/0005). */
const isSameFact = (one: ImportedDraft, other: ImportedDraft): boolean =>
  one.type === other.type &&
  one.occurredOn === other.occurredOn &&
  one.note === other.note &&
  isDeepStrictEqual(one.data, other.data);

/** Day number on which the source knew it for certain; the end where nothing says so. */
const knownOn = ({ source }: ImportedDraft): number =>
  (source?.recordedOn === undefined ? null : parseClinicalDate(source.recordedOn))?.hi ?? Infinity;
