import type { EventStore, LogPoint } from '../ports/index.js';
import { parseClinicalDate } from '../events/index.js';

/** A moment of knowledge that cannot be asked for. */
export class AsOfError extends Error {
  override readonly name = 'AsOfError';
  constructor(
    readonly code: 'bad-as-of' | 'as-of-in-future',
    readonly detail: string,
    readonly remedy: string,
    readonly pointer: string = '/asOf',
  ) {
    super(`${detail}. ${remedy}`);
  }
}

const POSITION = /^\d{1,15}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A moment before the first event: nothing was known. */
export const NOTHING_KNOWN: LogPoint = { position: -1, recordedAt: '' };

/**
 * The place in the log that `--as-of` means: a position, an instant with its zone, or a date (the end of that day, UTC).
 * @param pointer where it stands in what was asked
 * @returns {@link NOTHING_KNOWN} for an instant before the first event
 * @throws AsOfError for anything else, and for the future
 */
export async function resolveAsOf(text: string, store: EventStore, now: string, pointer = '/asOf'): Promise<LogPoint> {
  const head = await store.head();
  if (POSITION.test(text)) {
    const point = await store.pointAt(Number(text));
    if (point) return point;
    throw new AsOfError(
      'as-of-in-future',
      `the log ends at position ${head?.position ?? 'none: it is empty'}`,
      'Ask for a position that it holds, or leave asOf out.',
      pointer,
    );
  }
  const isDay = DAY.test(text) && parseClinicalDate(text) !== null;
  const instant = isDay
    ? `${text}T23:59:59.999Z`
    : INSTANT.test(text) && !Number.isNaN(Date.parse(text))
      ? new Date(text).toISOString()
      : null;
  if (instant === null) {
    throw new AsOfError(
      'bad-as-of',
      `${JSON.stringify(text)} is no moment of knowledge`,
      'Give a position (8123), an instant with its zone (2026-03-01T10:00:00Z) or a date (2026-03-01).',
      pointer,
    );
  }
  // A day that has not ended may be asked for once it has begun; what comes later that day is then not in the answer.
  if ((isDay ? `${text}T00:00:00.000Z` : instant) > now) {
    throw new AsOfError(
      'as-of-in-future',
      `${text} is in the future`,
      'Leave it out to see all that is known now.',
      pointer,
    );
  }
  return (await store.pointBefore(instant)) ?? NOTHING_KNOWN;
}
