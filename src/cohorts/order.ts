import { canProveLife } from '../outcomes/index.js';
import type { NamedEvents } from './plan.js';
import { daysOf } from './span.js';

/** `later` is at least so many days (which may be negative) after `earlier`. */
interface Constraint {
  readonly later: number;
  readonly earlier: number;
  readonly days: number;
  /** The phrase behind it: of which events, the how manieth; null: built in. */
  readonly said: { readonly events: NamedEvents; readonly phrase: number } | null;
}

/** Phrases that no dates satisfy together, in the order of the circle that they make; null where dates can be found. */
export function impossibleOrder(
  all: readonly NamedEvents[],
): readonly { readonly events: NamedEvents; readonly phrase: number }[] | null {
  const circle = negativeCircle(all.length, [...all.flatMap(phrasesOf), ...builtInOrder(all)]);
  return circle && circle.flatMap(({ said }) => said ?? []);
}

/** Of a phrase both ends, in the fewest and the most days that its months can have. */
function phrasesOf(events: NamedEvents): readonly Constraint[] {
  const [only] = events.sources;
  const inherited: Constraint[] =
    only && 'events' in only && events.sources.length === 1
      ? phrasesOf(only.events).flatMap((one) =>
          one.later === only.events.slot
            ? { ...one, later: events.slot }
            : one.earlier === only.events.slot
              ? { ...one, earlier: events.slot }
              : [],
        )
      : [];
  const own = events.when.flatMap(({ anchor, from, to }, phrase): Constraint[] => {
    const said = { events, phrase };
    return [
      ...(from ? [{ later: events.slot, earlier: anchor.slot, days: daysOf(from).fewest, said }] : []),
      ...(to ? [{ later: anchor.slot, earlier: events.slot, days: -daysOf(to).most, said }] : []),
    ];
  });
  return [...inherited, ...own];
}

const BUILT_IN_ORDER = [
  ['metastasis', 'first-line-treatment'],
  ['first-line-treatment', 'conversion'],
] as const;

/** What the rules of the outcomes put in order, and the death after all that needs a living patient. */
export function builtInOrder(all: readonly NamedEvents[]): readonly Constraint[] {
  const slots = new Map(all.map(({ name, slot }) => [name, slot]));
  const order = (earlier: number | undefined, later: number | undefined): readonly Constraint[] =>
    earlier === undefined || later === undefined || earlier === later ? [] : [{ later, earlier, days: 0, said: null }];
  const alive = all.filter(
    ({ types, name }) => name === 'last-known-alive' || (types.length > 0 && types.every(canProveLife)),
  );
  return [
    ...BUILT_IN_ORDER.flatMap(([earlier, later]) => order(slots.get(earlier), slots.get(later))),
    ...alive.flatMap(({ slot }) => order(slot, slots.get('death'))),
  ];
}

/** Bellman (1958) and Ford: constraints that push a day past itself. */
function negativeCircle(size: number, constraints: readonly Constraint[]): readonly Constraint[] | null {
  const day = Array.from({ length: size }, () => 0);
  const by: (Constraint | undefined)[] = Array.from({ length: size });
  let moved: number | null = null;
  for (let round = 0; round <= size; round++) {
    moved = null;
    for (const constraint of constraints) {
      const { later, earlier, days } = constraint;
      const pushed = (day[earlier] ?? 0) + days;
      if (pushed <= (day[later] ?? 0)) continue;
      day[later] = pushed;
      by[later] = constraint;
      moved = later;
    }
    if (moved === null) return null;
  }
  let at = moved ?? 0;
  for (let step = 0; step < size; step++) at = by[at]?.earlier ?? at;
  const circle: Constraint[] = [];
  for (let next = by[at]; next && !circle.includes(next); next = by[next.earlier]) circle.push(next);
  return circle;
}
