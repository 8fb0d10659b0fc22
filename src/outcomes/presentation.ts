import { earliest, type Course } from './course.js';
import type { Used } from './dating.js';
import type { Because, Metastases } from './outcomes.js';
import { isDiagnosis } from './time-zero.js';
import { because, evidenceOf, isImputed, monthsAfter } from './time-to-event.js';

/** Synchronous, early or late metachronous liver metastases (endpoints.md 5.5; Adam et al. 2015). */
export function presentation(course: Course): Metastases {
  const { counted, undated, basis, options } = course;
  const dated = counted.filter(isDiagnosis('liver-metastasis'));
  const silent = undated.map((entry) => ({ entry, imputed: false })).filter(isDiagnosis('liver-metastasis'));
  const staged = [...dated, ...silent].filter(({ entry }) => entry.data['foundAt'] === 'initial-staging');
  if (staged.length > 0) {
    return shown('synchronous', true, because('as-stated', 'Recorded as found at initial staging.'), staged);
  }
  const metastases = earliest(dated);
  const primary = earliest(counted.filter(isDiagnosis('primary')));
  const used = [...primary, ...metastases];
  const [found, origin] = [metastases[0]?.day, primary[0]?.day];
  if (found === undefined) {
    return noPresentation(
      because('no-liver-metastasis', 'No dated diagnosis of a liver metastasis is recorded.'),
      used,
    );
  }
  if (origin === undefined) {
    return noPresentation(because('no-primary-diagnosis', 'No dated diagnosis of the primary is recorded.'), used);
  }
  const days = found - origin;
  const reason = because('by-dates', `Diagnosed ${Math.abs(days)} days ${days < 0 ? 'before' : 'after'} the primary.`);
  if (days <= options.stagingWindowDays) return shown('synchronous', false, reason, used);
  const early = monthsAfter(origin, options.earlyMonths, basis);
  return shown(found <= early ? 'metachronous-early' : 'metachronous-late', false, reason, used);
}

const shown = (
  timing: Metastases['timing'],
  asStated: boolean,
  reason: Because,
  used: readonly Used[],
): Metastases => ({
  status: 'evaluable',
  timing,
  asStated,
  reason,
  imputed: isImputed(used),
  evidence: evidenceOf(used),
});

export const noPresentation = (reason: Because, used: readonly Used[]): Metastases => ({
  ...shown(null, false, reason, used),
  status: 'not-evaluable',
});
