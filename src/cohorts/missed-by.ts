import { YES, least } from './answer.js';
import type { Patient, Row } from './patient.js';
import { holds, type Phrase } from './phrase.js';
import type { Criterion, NamedEvents } from './plan.js';
import { momentOf, setOf } from './selection.js';
import { shifted } from './span.js';

/** Days by which the nearest event missed a criterion, where a span alone kept it out; null: something else did, too. */
export function missedBy(patient: Patient, criterion: Criterion): number | null {
  if (criterion.is !== 'events' && criterion.is !== 'index') return null;
  const { events } = criterion;
  if (events.take !== 1 && events.take !== null && events.take !== -1) return null;
  const missed = events.when.flatMap((phrase) => {
    const anchor = momentOf(patient, phrase.anchor);
    if (!phrase.span || anchor.told.rank !== 2 || anchor.lo !== anchor.hi) return [];
    const others = events.when.filter((one) => one !== phrase);
    return drawn(patient, events)
      .filter((row) => row.lo === row.hi && isOnSide(phrase, row.lo, anchor.lo) && passes(patient, events, others, row))
      .map(({ lo }) => daysOutside(phrase, lo, anchor.lo, patient));
  });
  return missed.length > 0 ? Math.min(...missed) : null;
}

/** The sure events that a set is taken from. */
const drawn = (patient: Patient, { sources }: NamedEvents): readonly Row[] =>
  sources.flatMap((source) => {
    if ('events' in source) return setOf(patient, source.events).matches.filter(({ told }) => told.rank === 2);
    if ('type' in source) return patient.rowsOf(source.type);
    return source.recorded.types.flatMap((type) =>
      patient.rowsOf(type).filter(({ entry }) => source.recorded.is(entry)),
    );
  });

function passes(patient: Patient, { where }: NamedEvents, when: readonly Phrase<NamedEvents>[], row: Row): boolean {
  const { basis } = patient;
  const fields = where.map(({ field, test }) =>
    field === 'date' ? test.between(row.lo, row.hi, basis) : test.is(row.entry.data[field], basis),
  );
  const places = when.map((phrase) => {
    const anchor = momentOf(patient, phrase.anchor);
    return least(anchor.told, holds(phrase, row, anchor, basis));
  });
  return [row.told, ...fields, ...places].reduce(least, YES).rank === 2;
}

const isOnSide = ({ side }: Phrase<NamedEvents>, day: number, anchor: number): boolean =>
  side === 'around' || (side === 'after' ? day > anchor : day < anchor);

function daysOutside({ from, to }: Phrase<NamedEvents>, day: number, anchor: number, { basis }: Patient): number {
  const early = from ? shifted(anchor, from, basis) - day : 0;
  const late = to ? day - shifted(anchor, to, basis) : 0;
  return Math.max(early, late);
}
