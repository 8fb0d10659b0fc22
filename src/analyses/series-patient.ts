import { parseClinicalDate } from '../events/index.js';
import { derive, type BestResponse, type Conversion, type Metastases, type Outcomes } from '../outcomes/index.js';
import type { Entry, Timeline } from '../timeline/index.js';
import type { Member } from './analysis.js';

/** What the figures of a clinical series ask of one patient; null where the record does not say. */
export interface SeriesFacts {
  /** Clinical date of the first diagnosis of liver metastases. */
  readonly metastasesFound: string | null;
  readonly timing: Metastases['timing'];
  readonly initial: Conversion['initial'];
  /** What came before the first chemotherapy of the metastases; null without any. */
  readonly chemotherapy: 'before-surgery' | 'after-resection-of-primary' | 'after-other-surgery' | null;
  readonly converted: boolean | null;
  /** Null where no adequate assessment counts: not evaluable for response. */
  readonly best: BestResponse['unconfirmed'];
  /** A pathologist found no viable tumour in what was taken from the liver. */
  readonly completeInHistology: boolean;
  /** Liver metastases resected or ablated, whatever the margin. */
  readonly operated: boolean;
  /** A clearing liver resection with margin R0 (endpoints.md 2.5, 2.6). */
  readonly r0: boolean;
  /** Worst grade from the first treatment on; null without side effects. */
  readonly worstGrade: number | null;
  readonly pfs: { readonly days: number; readonly event: boolean } | null;
}

/** Facts and the events that they were read from, beside those of the outcomes. */
export function factsOf({ timeline, outcomes }: Member): {
  readonly facts: SeriesFacts;
  readonly evidence: readonly string[];
} {
  const { metastases, conversion, bestResponse, pfs } = outcomes.endpoints;
  const seen = until(timeline, outcomes.cutOff);
  const metastasis = seen.find(
    ({ entry }) => entry.type === 'DiagnosisMade' && entry.data['kind'] === 'liver-metastasis',
  );
  const from = metastasis?.day ?? Infinity;
  const cycle = seen.find(({ entry, day }) => CHEMOTHERAPY.has(entry.type) && day >= from);
  const resections = seen.filter(({ entry }) => entry.type === 'ResectionPerformed');
  const earlier = resections.filter(
    ({ entry, day }) => GESTURES.has(entry.data['organ']) && day < (cycle?.day ?? -Infinity),
  );
  const onLiver = [
    ...resections.filter(onOrgan('liver')),
    ...seen.filter(({ entry }) => entry.type === 'AblationPerformed'),
  ];
  const operations = onLiver.filter(({ day }) => day >= from);
  const cleared = seen.filter((one) => isCompleteInHistology(one, resections));
  const zero = parseClinicalDate(pfs.start ?? '')?.lo ?? Infinity;
  const toxicities = seen.filter(({ entry, day }) => entry.type === 'ToxicityObserved' && day >= zero);
  const r0 = r0Resection(timeline, outcomes);
  const used = [metastasis, cycle, ...earlier, ...operations, ...cleared, ...toxicities].filter(
    (one) => one !== undefined,
  );
  const endpoints = [metastases, conversion, bestResponse, pfs].flatMap(({ evidence }) => evidence);
  return {
    facts: {
      metastasesFound: metastasis?.entry.occurredOn ?? null,
      timing: metastases.timing,
      initial: conversion.initial,
      chemotherapy: cycle ? whatCameBefore(earlier) : null,
      converted: conversion.converted,
      best: bestResponse.status === 'evaluable' ? bestResponse.unconfirmed : null,
      completeInHistology: cleared.length > 0,
      operated: operations.length > 0,
      r0: r0.length > 0,
      worstGrade:
        toxicities.length > 0 ? Math.max(...toxicities.map(({ entry }) => Number(entry.data['grade']))) : null,
      pfs: pfs.days === null ? null : { days: pfs.days, event: pfs.status === 'event' },
    },
    evidence: [...new Set([...endpoints, ...r0, ...used.flatMap(({ entry }) => idsOf(entry))])],
  };
}

const CHEMOTHERAPY: ReadonlySet<string> = new Set(['ChemotherapyCycleGiven', 'ChemotherapyCourseGiven']);
const GESTURES: ReadonlySet<unknown> = new Set(['primary', 'liver']);

/** An entry with its day; a partial date by the first day that it allows. */
interface Seen {
  readonly entry: Entry;
  readonly day: number;
}

/** The dated entries that stand, up to the cut-off, by day. */
function until({ entries }: Timeline, cutOff: string | null): readonly Seen[] {
  const last = cutOff === null ? Infinity : (parseClinicalDate(cutOff)?.hi ?? Infinity);
  return entries
    .filter(({ status }) => status !== 'retracted')
    .map((entry) => ({ entry, day: parseClinicalDate(entry.occurredOn)?.lo ?? -Infinity }))
    .filter(({ day }) => Number.isFinite(day) && day <= last)
    .toSorted((a, b) => a.day - b.day);
}

const onOrgan =
  (organ: string) =>
  ({ entry }: Seen): boolean =>
    entry.data['organ'] === organ;

function whatCameBefore(earlier: readonly Seen[]): SeriesFacts['chemotherapy'] {
  if (earlier.length === 0) return 'before-surgery';
  return earlier.some(onOrgan('primary')) ? 'after-resection-of-primary' : 'after-other-surgery';
}

function isCompleteInHistology({ entry: { type, data } }: Seen, resections: readonly Seen[]): boolean {
  if (type !== 'PathologyReported' || data['completeResponse'] !== true) return false;
  const specimen = data['specimen'] as { readonly organ?: string } | undefined;
  const operation = resections.find(({ entry }) => entry.id === data['specimenId']);
  return specimen ? specimen.organ === 'liver' : operation !== undefined && onOrgan('liver')(operation);
}

/** What is recorded of the first R0 liver resection: the rules of margins are those of the time zero of that name. */
function r0Resection(timeline: Timeline, { ruleSet, options, cutOff }: Outcomes): readonly string[] {
  const { os } = derive(timeline, { ruleSet, options, cutOff, timeZero: 'first-r0-liver-resection' }).endpoints;
  return NO_R0.has(os.reason.code) ? [] : os.evidence;
}

const NO_R0: ReadonlySet<string> = new Set(['no-time-zero', 'after-cut-off', 'death-before-time-zero', 'no-calendar']);

const idsOf = ({ id, correctedBy }: Entry): readonly string[] => (correctedBy === null ? [id] : [id, correctedBy]);
