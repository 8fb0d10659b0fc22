import { isAnyProgression, isAssessment, isMarkerProgression, readTwice } from './assessments.js';
import { isOf, type Course } from './course.js';
import type { Used } from './dating.js';
import type { Finding } from './outcomes.js';
import type { Zero } from './time-zero.js';
import { evidenceOf, type Obstacle } from './time-to-event.js';
import { gradedBySeveralVersions } from './toxicity.js';
import { misnumbered } from './treatment.js';
import type { Line } from './treatment-lines.js';

/**
 * What in the record contradicts itself, or was left out by a rule: reported, never repaired.
 * @param zeros the time zeros of the endpoints
 * @param lines of treatment
 */
export function findingsOf(
  course: Course,
  zeros: readonly (Zero | Obstacle)[],
  lines: readonly Line[],
): readonly Finding[] {
  const { counted, undated, proofs, deaths, death, cutOff } = course;
  const known = deaths.filter(({ day }) => day <= (cutOff ?? Infinity));
  const silent = undated.map((entry) => ({ entry, imputed: false }));
  const silentDeaths = silent.filter(isOf('Died'));
  const dates = new Set([...known.map(({ day }) => day), ...silentDeaths.map(() => null)]);
  const after = death ? proofs.filter(({ day }) => day > death.day && day <= (cutOff ?? Infinity)) : [];
  const tooEarly = zeros.flatMap((zero) =>
    'reason' in zero && zero.reason.code === 'death-before-time-zero' ? zero.used : [],
  );
  const markers = [...counted, ...silent].filter(isMarkerProgression);
  const progressions = silent.filter(
    (one) => isAnyProgression(one) || (isAssessment(one) && one.entry.data['overall'] === 'PD'),
  );
  return [
    ...finding('death-before-time-zero', 'The death is dated before time zero.', tooEarly),
    ...finding(
      'several-deaths',
      'Deaths on several dates are recorded: the earliest counts until the others are retracted.',
      dates.size > 1 ? [...known, ...silentDeaths] : [],
    ),
    ...finding('undated-death', 'A death is recorded without its date.', silentDeaths),
    ...finding('after-death', 'Dated after the death, and left out: one of the dates is wrong.', after),
    ...finding('undated-progression', 'A progression without its date is left out.', progressions),
    ...finding('two-readings', twoReadingsText(course), readTwice(course)),
    ...finding('marker-progression', 'A rise of a marker alone is no progression under any rule.', markers),
    ...finding(
      'line-disagreement',
      'The source counts this treatment to another line than the events do.',
      misnumbered(lines),
    ),
    ...finding(
      'ctcae-versions',
      'Side effects are graded by several versions of CTCAE: their grades are of several scales.',
      gradedBySeveralVersions(course),
    ),
  ];
}

const finding = (code: string, text: string, about: readonly Used[]): readonly Finding[] =>
  about.length > 0 ? [{ code, text, events: evidenceOf(about) }] : [];

const twoReadingsText = ({ options }: Course): string =>
  options.assessor === 'any'
    ? 'Imaging read by an investigator and independently: the worse of the readings rules.'
    : 'Imaging read by an investigator and independently: the independent reading rules.';
