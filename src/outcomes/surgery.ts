import type { Entry } from '../timeline/index.js';
import { latest, type Course } from './course.js';
import type { Dated, Used } from './dating.js';

export type Margin = 'R0' | 'R1' | 'R2';

const isMargin = (value: unknown): value is Margin => value === 'R0' || value === 'R1' || value === 'R2';

/** A free text field that is one word, as lists have it. */
export const wordOf = (value: unknown): string => (typeof value === 'string' ? value.trim().toLowerCase() : '');

/** A resection of the liver, transplantation included. */
export const isLiverResection = ({ entry }: Used): boolean =>
  entry.type === 'ResectionPerformed' && entry.data['organ'] === 'liver';

export const isTransplantation = (one: Used): boolean =>
  isLiverResection(one) && wordOf(one.entry.data['procedure']) === 'transplantation';

/** Liver surgery in the sense of the PFS rules (endpoints.md 3.1.4): liver resection or ablation. */
export const isLiverSurgery = (one: Used): boolean => isLiverResection(one) || one.entry.type === 'AblationPerformed';

/** A margin, null where it is not known, and what says so. */
export interface MarginFound {
  readonly margin: Margin | null;
  readonly by: readonly Used[];
}

/**
 * The margin of one resection (endpoints.md 2.5): of its latest pathology report that states one (two of one day: the
 * worse), else of the operation's record; an R2 of the surgeon stands. Where the option `r0MinWidth` is set, an R0 of a
 * smaller width is an R1; a report that gives no width is taken as it stands.
 */
export function marginOf(course: Course, { entry }: Dated): MarginFound {
  const stated = entry.data['margin'];
  if (stated === 'R2') return { margin: 'R2', by: [] };
  const by = latest(
    pathologyReports(course).filter(
      ({ entry: { data } }) => data['specimenId'] === entry.id && isMargin(data['margin']),
    ),
  );
  if (by.length === 0) return { margin: isMargin(stated) ? stated : null, by };
  return { margin: worst(by.map((report) => reportedMargin(report.entry, course.options.r0MinWidth))), by };
}

/**
 * Pathology reports up to the cut-off, by day. One may come after death, and an undated one, which stands first, still
 * says what it says.
 */
export const pathologyReports = ({ all, undated, cutOff }: Course): readonly Dated[] =>
  [
    ...undated.map((report) => ({ entry: report, imputed: false, day: -Infinity })),
    ...all.filter(({ day }) => day <= (cutOff ?? Infinity)),
  ].filter(({ entry }) => entry.type === 'PathologyReported');

function reportedMargin({ data }: Entry, r0MinWidth: number | null): Margin | null {
  const margin = data['margin'];
  const width = data['marginWidth'];
  const narrow = r0MinWidth !== null && typeof width === 'number' && width < r0MinWidth;
  if (margin === 'R0' && narrow) return 'R1';
  return isMargin(margin) ? margin : null;
}

/** R2 if any is; unknown if any is; else the larger. */
function worst(margins: readonly (Margin | null)[]): Margin | null {
  if (margins.includes('R2')) return 'R2';
  if (margins.includes(null)) return null;
  return margins.includes('R1') ? 'R1' : 'R0';
}

export interface ClearingResection extends MarginFound {
  /** The operation that clears the liver: of two stages, the second. */
  readonly resection: Dated;
  /** With its first stage, where there is one. */
  readonly operations: readonly Dated[];
}

/** Whether a resection clears the liver, whatever its margin (endpoints.md 2.6). */
export const isClearing = (one: Used): boolean =>
  isLiverResection(one) &&
  !isTransplantation(one) &&
  one.entry.data['stage'] !== 'first' &&
  !leavesLiverDisease(one.entry.data);

/** Clearing liver resections among some entries, in their order (endpoints.md 2.6), each with its margin. */
export function clearingResections(course: Course, among: readonly Dated[]): readonly ClearingResection[] {
  const liver = among.filter((one) => isLiverResection(one) && !isTransplantation(one));
  return liver.filter(isClearing).map((resection) => {
    const first =
      resection.entry.data['stage'] === 'second'
        ? liver.findLast(({ entry, day }) => entry.data['stage'] === 'first' && day <= resection.day)
        : undefined;
    const operations = first ? [first, resection] : [resection];
    const margins = operations.map((operation) => marginOf(course, operation));
    const margin = worst(margins.map((found) => found.margin));
    return { resection, operations, margin, by: margins.flatMap(({ by }) => by) };
  });
}

const leavesLiverDisease = ({ diseaseLeft }: { readonly diseaseLeft?: unknown }): boolean =>
  Array.isArray(diseaseLeft) && diseaseLeft.includes('liver');
