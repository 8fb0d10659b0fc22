import type { Entry, Timeline } from '../timeline/index.js';

/** The entries that stand (are not retracted), of the given types or of all. */
export function standing(timeline: Timeline, ...types: readonly string[]): readonly Entry[] {
  return timeline.entries.filter(
    ({ status, type }) => status !== 'retracted' && (types.length === 0 || types.includes(type)),
  );
}

/** An entry in words, for messages. */
export const inWords = ({ type, occurredOn, id }: Entry): string =>
  `${type} ${occurredOn === 'unknown' ? 'without a date' : `of ${occurredOn}`} (${id})`;
