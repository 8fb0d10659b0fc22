import { BUILT_IN_MOMENTS } from './built-in.js';
import type { Criterion, LookAhead, NamedEvents, Plan } from './plan.js';
import { builtInOrder } from './order.js';
import { isNotLonger, type Span } from './span.js';

/** The day by which things are to be known: a moment, and where there is a landmark so much later. */
export interface Horizon {
  readonly moment: NamedEvents;
  readonly landmark: Span | null;
}

/** The criteria that cannot be proved to be known by then (cohorts.md 5). */
export function lookingAhead(
  criteria: readonly Criterion[],
  events: readonly NamedEvents[],
  horizon: Horizon,
): readonly LookAhead[] {
  const known = knownBy(events, horizon);
  return criteria.flatMap((criterion, i) =>
    isKnown(criterion, known, horizon) ? [] : [{ criterion: i + 1, name: criterion.name }],
  );
}

/**
 * The events that are surely not later than the horizon, by closure over the phrases: X is not later if it is the moment, if
 * it is `on`, `before` or `on or before` what is not later, or if what is not later is `on`, `after` or `on or after` X. With
 * a landmark, also what is within so long after the moment.
 */
export function knownBy(events: readonly NamedEvents[], { moment, landmark }: Horizon): ReadonlySet<NamedEvents> {
  const known = new Set([moment, ...events.filter(({ name }) => landmark !== null && name === 'landmark')]);
  const bySlot = new Map(events.map((one) => [one.slot, one]));
  const order = builtInOrder(events);
  // Not later than the moment itself: what a landmark's span is counted from.
  const byMoment = landmark ? knownBy(events, { moment, landmark: null }) : known;
  for (let size = 0; size < known.size;) {
    size = known.size;
    for (const one of events) {
      if (isBefore(one, known, byMoment, landmark)) known.add(one);
      if (!known.has(one)) continue;
      for (const { side, anchor } of one.when) {
        if (side === 'on' || side === 'after') known.add(anchor);
      }
    }
    for (const { later, earlier } of order) {
      const [first, second] = [bySlot.get(earlier), bySlot.get(later)];
      if (first && second && known.has(second)) known.add(first);
    }
  }
  return known;
}

function isBefore(
  { when, sources }: NamedEvents,
  known: ReadonlySet<NamedEvents>,
  byMoment: ReadonlySet<NamedEvents>,
  landmark: Span | null,
): boolean {
  const sets = sources.flatMap((source) => ('events' in source ? [source.events] : []));
  if (sources.length > 0 && sets.length === sources.length && sets.every((set) => known.has(set))) return true;
  return when.some(({ side, anchor, span, to }) => {
    if (side === 'on' || side === 'before') return known.has(anchor);
    return landmark !== null && byMoment.has(anchor) && to !== null && span !== null && isNotLonger(span, landmark);
  });
}

function isKnown(criterion: Criterion, known: ReadonlySet<NamedEvents>, horizon: Horizon): boolean {
  switch (criterion.is) {
    case 'events':
    case 'index':
      return known.has(criterion.events);
    case 'landmark':
      // To be alive then is known then: by the landmark itself, or by a moment that is later.
      return horizon.landmark !== null && known.has(criterion.events);
    case 'fact': {
      const { asking } = criterion;
      // The primary is diagnosed once, before all that is asked here: its fields are fixed, as for --group-by.
      if (asking.of !== 'patient') return asking.events.name === 'diagnosis' || known.has(asking.events);
      const { known: when } = asking.fact;
      return when === 'fixed' || [...known].some(({ name }) => name === when);
    }
    case 'in':
      return isKnownWithin(criterion.plan, known);
    default:
      return criterion.of.every((part) => isKnown(part, known, horizon));
  }
}

/** Another cohort is known by then where its index is built in and known, and itself looks no further. */
const isKnownWithin = ({ index, landmark, looksAhead }: Plan, known: ReadonlySet<NamedEvents>): boolean =>
  landmark === null &&
  looksAhead.length === 0 &&
  BUILT_IN_MOMENTS.some((name) => name === index.name) &&
  [...known].some(({ name }) => name === index.name);
