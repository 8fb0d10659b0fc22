import { parseClinicalDate } from '../events/index.js';
import type { Entry, Timeline } from '../timeline/index.js';
import type { Endpoints } from './outcomes.js';

/** What is fixed at time zero, so that patients can be followed from there group by group. */
export const FIXED_FACTS = [
  'arm',
  'sex',
  'study',
  'site',
  'diagnosis.stage',
  'conversion.initial',
  'resectability.initial',
  'metastases.timing',
] as const;
export type FixedFact = (typeof FIXED_FACTS)[number];

/** The endpoint of which a fact is a part; null where it stands in the record itself. */
const ENDPOINTS = {
  'conversion.initial': 'conversion',
  'resectability.initial': 'resectability',
  'metastases.timing': 'metastases',
} as const satisfies Partial<Record<FixedFact, keyof Endpoints>>;

/** The endpoints that some facts are parts of. */
export const endpointsBehind = (facts: readonly FixedFact[]): readonly (keyof Endpoints)[] =>
  facts.flatMap((fact) => (fact in ENDPOINTS ? ENDPOINTS[fact as keyof typeof ENDPOINTS] : []));

const registered =
  (field: string) =>
  (timeline: Timeline): unknown =>
    standing(timeline, 'PatientRegistered')[0]?.data[field];

const VALUES: Readonly<Record<FixedFact, (timeline: Timeline, endpoints: Partial<Endpoints>) => unknown>> = {
  arm: registered('arm'),
  sex: registered('sex'),
  study: registered('study'),
  site: registered('site'),
  'diagnosis.stage': (timeline) => firstPrimary(timeline)?.data['stage'],
  'conversion.initial': (_, { conversion }) => conversion?.initial,
  'resectability.initial': (_, { resectability }) => resectability?.initial,
  'metastases.timing': (_, { metastases }) => metastases?.timing,
};

/**
 * A fact of one patient; null where the record is silent.
 * @param endpoints those of {@link endpointsBehind} among them
 */
export function fixedFact(fact: FixedFact, timeline: Timeline, endpoints: Partial<Endpoints>): string | null {
  const value = VALUES[fact](timeline, endpoints);
  return typeof value === 'string' && value !== '' ? value : null;
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
