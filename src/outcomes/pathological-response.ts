import { formatDay } from '../events/index.js';
import { latest, type Course } from './course.js';
import type { Dated, Used } from './dating.js';
import type { Answer, Because } from './outcomes.js';
import { isLiverResection, pathologyReports, wordOf } from './surgery.js';
import { because, evidenceOf, readFrom } from './time-to-event.js';

/** What pathology says of the response in one resected specimen of the liver. */
export interface SpecimenResponse {
  /** Of the operation; where it was done elsewhere, of the report; null where that is undated. */
  readonly date: string | null;
  /** No viable tumour; null where the report does not say. */
  readonly complete: boolean | null;
  readonly regression: { readonly scale: string; readonly grade: string } | null;
  readonly evidence: readonly string[];
}

/** Complete, regression and date are of the first resected specimen with a statement; all stand in `specimens`. */
export interface PathologicalResponse extends Answer, Omit<SpecimenResponse, 'evidence'> {
  readonly specimens: readonly SpecimenResponse[];
}

/**
 * Pathological response in what was resected of the liver, as the pathologist states it: beside the best response on
 * imaging, never merged with it (endpoints.md 4.10). A biopsy or an autopsy states none.
 */
export function pathologicalResponse(course: Course): PathologicalResponse {
  const resections = course.counted.filter(isLiverResection);
  const reports = pathologyReports(course).filter(statesResponse);
  const ofResections = resections.map((resection) => {
    const by = latest(reports.filter(({ entry }) => entry.data['specimenId'] === resection.entry.id));
    return { day: resection.day, by, used: [resection, ...by] };
  });
  const elsewhere = reports.filter(isOfLiverElsewhere).map((one) => ({ day: one.day, by: [one], used: [one] }));
  const found = [...ofResections.filter(({ by }) => by.length > 0), ...elsewhere].toSorted((a, b) => a.day - b.day);
  const specimens = found.map(({ day, by, used }): SpecimenResponse => ({
    date: Number.isFinite(day) ? formatDay(day, course.basis) : null,
    complete: completeIn(by),
    regression: by.map(regressionOf).find((regression) => regression !== null) ?? null,
    evidence: evidenceOf(used),
  }));
  const first = specimens[0];
  if (!first) {
    const text = 'No pathology report on a resection of the liver states the response.';
    return noPathologicalResponse(because('no-statement', text), resections);
  }
  return {
    status: 'evaluable',
    date: first.date,
    complete: first.complete,
    regression: first.regression,
    specimens,
    ...readFrom(
      found.flatMap(({ used }) => used),
      because('as-stated', 'As the pathology report states it.'),
    ),
  };
}

export const noPathologicalResponse = (reason: Because, used: readonly Used[] = []): PathologicalResponse => ({
  status: 'not-evaluable',
  date: null,
  complete: null,
  regression: null,
  specimens: [],
  ...readFrom(used, reason),
});

const statesResponse = (one: Used): boolean =>
  typeof one.entry.data['completeResponse'] === 'boolean' || regressionOf(one) !== null;

function isOfLiverElsewhere({ entry }: Used): boolean {
  const { kind, organ } = (entry.data['specimen'] ?? {}) as { readonly kind?: unknown; readonly organ?: unknown };
  return kind === 'resection-elsewhere' && wordOf(organ) === 'liver';
}

/** Of several reports of one day, one that finds viable tumour rules. */
function completeIn(reports: readonly Dated[]): boolean | null {
  const stated = reports.map(({ entry }) => entry.data['completeResponse']);
  if (stated.includes(false)) return false;
  return stated.includes(true) ? true : null;
}

function regressionOf({ entry }: Used): SpecimenResponse['regression'] {
  const { scale, grade } = (entry.data['regression'] ?? {}) as { readonly scale?: unknown; readonly grade?: unknown };
  return typeof scale === 'string' && typeof grade === 'string' ? { scale, grade } : null;
}
