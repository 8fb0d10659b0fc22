import {
  civilDate,
  dayNumber,
  eventTypeOf,
  parseClinicalDate,
  type ClinicalDate,
  type DateBasis,
} from '../events/index.js';
import type { Entry } from '../timeline/index.js';
import { provesLife } from './life.js';
import type { Options } from './outcomes.js';

/** An entry that a rule used, and whether its day was imputed. */
export interface Used {
  readonly entry: Entry;
  readonly imputed: boolean;
}

/** An entry on a whole day number: the one stated, or the one imputed for a month or a year. */
export interface Dated extends Used {
  readonly day: number;
}

interface Dating {
  /** Every entry with a day, by day, then id: never by the order of recording. */
  readonly dated: readonly Dated[];
  /** Proofs of life by day: those of the entries, and the last days of chemotherapy courses. */
  readonly proofs: readonly Dated[];
  /** By id. */
  readonly undated: readonly Entry[];
}

type Imputation = Options['partialDates'];
interface Stated {
  readonly entry: Entry;
  readonly date: ClinicalDate;
}

/** What may come before the diagnosis of the metastases, or is that diagnosis: its date is moved for no diagnosis. */
const FOLLOWS_NO_DIAGNOSIS = new Set([
  'PatientRegistered',
  'DiagnosisMade',
  'ImagingPerformed',
  'MolecularTested',
  'TumourMarkerMeasured',
]);

const byId = (a: Entry, b: Entry): number => (a.id < b.id ? -1 : 1);
export const byDay = (a: Dated, b: Dated): number => a.day - b.day || byId(a.entry, b.entry);

/**
 * Puts the entries that exist on days (events.md, "Partial dates"). A date of the other basis, or one that cannot be
 * read, dates nothing.
 * @param cutOff day number of the clinical cut-off, or null
 */
export function dateEntries(
  entries: readonly Entry[],
  basis: DateBasis,
  cutOff: number | null,
  how: Imputation,
): Dating {
  const stated: Stated[] = [];
  const undated: Entry[] = [];
  for (const entry of entries) {
    if (entry.status === 'retracted') continue;
    const date = readable(entry.occurredOn, basis);
    if (date) stated.push({ entry, date });
    else undated.push(entry);
  }
  const end = cutOff ?? Infinity;
  const deaths = datedDeaths(stated, end, how);
  const death = deaths[0]?.day ?? Infinity;
  const on = ({ entry, date }: Stated, notBefore: readonly number[]): Dated => ({
    entry,
    day: impute(date, how, notBefore, [death, end]),
    imputed: date.precision !== 'day',
  });

  const rest = stated.filter(({ entry }) => entry.type !== 'Died');
  const diagnoses = rest.filter(({ entry }) => entry.type === 'DiagnosisMade').map((one) => on(one, []));
  const primary = firstDay(diagnoses, 'primary');
  const metastasis = firstDay(diagnoses, 'liver-metastasis');
  const followed = ({ type, data }: Entry): readonly number[] => {
    if (FOLLOWS_NO_DIAGNOSIS.has(type)) return [];
    return type === 'ResectionPerformed' && data['organ'] === 'primary' ? [primary] : [primary, metastasis];
  };
  const days = new Map(rest.map((one) => [one.entry.id, on(one, followed(one.entry))]));
  for (const one of rest.filter(({ date }) => date.precision !== 'day')) {
    const named = namedBy(one.entry).flatMap((id) => days.get(id)?.day ?? []);
    if (named.length > 0) days.set(one.entry.id, on(one, [...followed(one.entry), ...named]));
  }

  const dated = [...days.values(), ...deaths].toSorted(byDay);
  const lastDays = dated.flatMap(({ entry, day }) => {
    const date = entry.type === 'ChemotherapyCourseGiven' ? readable(entry.data['lastDay'], basis) : null;
    return date && date.hi > day ? on({ entry, date }, [day]) : [];
  });
  const proofs = [...dated.filter(({ entry }) => provesLife(entry)), ...lastDays].toSorted(byDay);
  return { dated, proofs, undated: undated.toSorted(byId) };
}

/** Deaths by day. A partial one is not put before a day on which the patient was surely alive. */
function datedDeaths(stated: readonly Stated[], end: number, how: Imputation): readonly Dated[] {
  const alive = (): number[] =>
    stated.flatMap(({ entry, date }) => (date.precision === 'day' && provesLife(entry) ? date.hi : []));
  return stated
    .filter(({ entry }) => entry.type === 'Died')
    .map(({ entry, date }) => {
      const imputed = date.precision !== 'day';
      return { entry, day: impute(date, how, imputed ? alive() : [], [end]), imputed };
    })
    .toSorted(byDay);
}

/**
 * The day of a possibly partial date: the 15th or the 1st of July, or the first or last day it allows; moved, within its
 * month or year, to not before and then to not past the given days where that is possible.
 */
function impute(date: ClinicalDate, how: Imputation, notBefore: readonly number[], notPast: readonly number[]): number {
  if (date.lo === date.hi) return date.lo;
  const lo = Math.max(date.lo, ...notBefore.filter((day) => day <= date.hi));
  const wanted = { earliest: date.lo, middle: middle(date), latest: date.hi }[how];
  return Math.min(Math.max(wanted, lo), ...notPast.filter((day) => day >= lo));
}

const middle = ({ precision, lo }: ClinicalDate): number =>
  precision === 'year' ? dayNumber(civilDate(lo).year, 7, 1) : lo + 14;

function readable(text: unknown, basis: DateBasis): ClinicalDate | null {
  const date = typeof text === 'string' ? parseClinicalDate(text) : null;
  return date?.basis === basis ? date : null;
}

const firstDay = (diagnoses: readonly Dated[], kind: string): number =>
  Math.min(...diagnoses.filter(({ entry }) => entry.data['kind'] === kind).map(({ day }) => day));

function namedBy({ type, data }: Entry): readonly string[] {
  const fields = eventTypeOf(type)?.references ?? [];
  return fields.map(({ field }) => data[field]).filter((id) => typeof id === 'string');
}
