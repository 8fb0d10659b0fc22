import { formatDay, parseClinicalDate, type RecordedEvent } from '../events/index.js';
import { AsOfError } from './as-of.js';

const REMEDY = 'Give a day (2011-12-31), a month (2011-12) or a year (2011); it stands for its end.';

/**
 * The day that `--as-known-at-source` means: the last one of the date.
 * @param now an instant; a month or year that has begun may be asked for
 * @throws AsOfError for anything that is no calendar date, and for the future
 */
export function resolveKnownAtSource(text: string, now: string): string {
  const date = parseClinicalDate(text);
  const refuse = (code: AsOfError['code'], detail: string, remedy: string): AsOfError =>
    new AsOfError(code, detail, remedy, '/asKnownAtSource');
  if (date?.basis !== 'calendar') {
    throw refuse('bad-as-of', `${JSON.stringify(text)} is no date on which a source knew something`, REMEDY);
  }
  if (formatDay(date.lo, 'calendar') > now) {
    throw refuse(
      'as-of-in-future',
      `${text} is in the future`,
      'Leave asKnownAtSource out to see all that is known now.',
    );
  }
  return formatDay(date.hi, 'calendar');
}

/**
 * The events that their source had recorded by the end of a day: by `source.recordedOn`, at its end where it is partial,
 * else by the day on which this system recorded them (endpoints.md 1.3). Every event goes by its own date, also a
 * correction or retraction: one that is known before what it names has no effect until that is known too.
 * @param day YYYY-MM-DD; null leaves nothing out
 */
export function knownAtSource(events: readonly RecordedEvent[], day: string | null): readonly RecordedEvent[] {
  const last = day === null ? null : parseClinicalDate(day)?.hi;
  if (last === null || last === undefined) return events;
  return events.filter(({ source, recordedAt }) => {
    const known = parseClinicalDate(source?.recordedOn ?? recordedAt.slice(0, 10));
    return known !== null && known.hi <= last;
  });
}
