import type { Outcomes } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import { entriesByDate, isSynthetic, type Timeline } from '../timeline/index.js';
import type { PatientSeen } from './reading.js';
import type { RenderedTimeline } from './rendered-timelines.js';

/** What an as-of or current timeline shows of itself in HTTP and in the terminal. */
export interface TimelineView extends Omit<Timeline, 'position' | 'recordedAt'> {
  readonly asOf: { readonly position: number | null; readonly recordedAt: string | null };
  /** Only what the source knew by the end of this day; null: all that is on record. */
  readonly asKnownAtSource: string | null;
  readonly cutOff: string | null;
  readonly synthetic: boolean;
}

/** The timeline in the public shape. */
export function timelineView(
  { value: timeline, asOf, mergedInto }: PatientSeen<Timeline>,
  cutOff: string | null,
  asKnownAtSource: string | null = null,
): TimelineView {
  const { patientId, revision, dateBasis, merges } = timeline;
  const known = { asOf: asOfView(asOf), asKnownAtSource, cutOff };
  const entries = entriesByDate(timeline, cutOff);
  return { patientId, mergedInto, revision, dateBasis, synthetic: isSynthetic(timeline), ...known, merges, entries };
}

const CLOSING = Buffer.from('}');

/** The same as JSON in UTF-8, around entries that are bytes already. */
export function timelineJson(
  { value, asOf, mergedInto }: PatientSeen<RenderedTimeline>,
  cutOff: string | null,
  asKnownAtSource: string | null = null,
): Buffer {
  const { patientId, revision, dateBasis, synthetic, merges, entries } = value;
  const known = { asOf: asOfView(asOf), asKnownAtSource, cutOff };
  const head = JSON.stringify({ patientId, mergedInto, revision, dateBasis, synthetic, ...known, merges });
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"entries":`), entries, CLOSING]);
}

export const asOfView = (
  asOf: LogPoint | null,
): { readonly position: number | null; readonly recordedAt: string | null } => ({
  position: asOf?.position ?? null,
  recordedAt: asOf?.recordedAt ?? null,
});

/** The outcomes in the public shape. */
export function outcomesView(
  { value: outcomes, asOf, mergedInto }: PatientSeen<Outcomes>,
  asKnownAtSource: string | null = null,
) {
  const { patientId, revision, dateBasis, synthetic, ruleSet, timeZero, options, cutOff, endpoints, findings } =
    outcomes;
  return {
    patientId,
    mergedInto,
    revision,
    dateBasis,
    synthetic,
    ruleSet,
    timeZero,
    options,
    asOf: asOfView(asOf),
    asKnownAtSource,
    cutOff,
    endpoints,
    findings,
  };
}
