import { parseClinicalDate } from '../events/index.js';
import type { Entry, Timeline } from '../timeline/index.js';
import type { Member } from './analysis.js';
import { RefusedAnalysisError } from './refused-analysis.js';

type Fact = (member: Member) => unknown;

const registered =
  (field: string): Fact =>
  ({ timeline }) =>
    standing(timeline, 'PatientRegistered')[0]?.data[field];

/** What is fixed at time zero, so that patients can be followed from there group by group. */
const FIXED: ReadonlyMap<string, Fact> = new Map<string, Fact>([
  ['arm', registered('arm')],
  ['sex', registered('sex')],
  ['study', registered('study')],
  ['site', registered('site')],
  ['diagnosis.stage', ({ timeline }) => firstPrimary(timeline)?.data['stage']],
  ['conversion.initial', ({ outcomes }) => outcomes.endpoints.conversion.initial],
  ['metastases.timing', ({ outcomes }) => outcomes.endpoints.metastases.timing],
]);

/** Names that a cohort can be grouped by. */
export const GROUPINGS: readonly string[] = [...FIXED.keys()];

/** Stems of what only the course of the disease tells. */
const KNOWN_LATER =
  /conver|resect|surg|operat|margin|respon|progress|relaps|recur|toxic|ablat|therap|died|death|pfs|\bos\b/i;

/**
 * The group of each patient under that name; `not-stated` where the record is silent, `all` without a name.
 * @throws RefusedAnalysisError for an unknown name, and for what is known only after time zero (endpoints.md 8.3)
 */
export function groupingBy(groupBy: string | null, pointer = '/groupBy'): (member: Member) => string {
  if (groupBy === null) return () => 'all';
  const fact = FIXED.get(groupBy);
  if (!fact) throw refused(groupBy, pointer);
  return (member) => {
    const value = fact(member);
    return typeof value === 'string' && value !== '' ? value : 'not-stated';
  };
}

function refused(groupBy: string, pointer: string): RefusedAnalysisError {
  const valid = GROUPINGS.join(', ');
  if (!KNOWN_LATER.test(groupBy)) {
    const detail = `Nothing called "${groupBy}" can group patients.`;
    return new RefusedAnalysisError({
      code: 'unknown-group-by',
      pointer,
      detail,
      remedy: `Group by one of: ${valid}.`,
    });
  }
  return new RefusedAnalysisError({
    code: 'immortal-time',
    pointer,
    detail:
      `"${groupBy}" is known only after time zero. A patient must live, free of the event, long enough to get there: ` +
      'that time cannot hold an event (immortal time), and a comparison from time zero credits it to the group.',
    remedy:
      'Valid ways: a landmark (a day fixed in advance: keep the patients still followed then, group them by what had ' +
      'happened by it, restart the clock there; Anderson 1983), or a time-dependent covariate (start-stop Cox; curves of ' +
      `Simon and Makuch 1984). Fixed at time zero, and open to --group-by: ${valid}.`,
  });
}

const standing = ({ entries }: Timeline, type: string): readonly Entry[] =>
  entries.filter((entry) => entry.type === type && entry.status !== 'retracted');

/** The earliest diagnosis of a primary; the first recorded of equal or unknown dates. */
function firstPrimary(timeline: Timeline): Entry | undefined {
  const day = ({ occurredOn }: Entry): number => {
    const date = parseClinicalDate(occurredOn);
    return date && date.precision !== 'unknown' ? date.lo : Infinity;
  };
  return standing(timeline, 'DiagnosisMade')
    .filter(({ data }) => data['kind'] === 'primary')
    .reduce<Entry | undefined>((first, entry) => (first && day(first) <= day(entry) ? first : entry), undefined);
}
