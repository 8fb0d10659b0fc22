import { overallResponsesAllowed, type OverallResponse, type ResponseParts } from '../../events/index.js';
import type { Overall } from '../visits.js';
import type { Because } from '../outcomes.js';
import type { ResponseVisit } from '../response.js';
import { because } from '../time-to-event.js';

type Verdict = Pick<ResponseVisit, 'derived' | 'agrees' | 'reason'>;

const untold = (reason: Because): Verdict => ({ derived: null, agrees: null, reason });

export const NOT_ASSESSED = untold(because('not-assessed', 'The imaging was not assessed.'));
export const OTHER_CRITERIA = untold(
  because('other-criteria', 'Not assessed by RECIST 1.1: the response is taken as recorded.'),
);

/**
 * The overall response that follows from the parts, beside the one recorded (endpoints.md 6.4). Parts not stated are open:
 * new lesions and progressions of other lesions are taken for none, but a record that counts on them is not contradicted.
 * No evidence of disease (NED) is recorded, never derived.
 * @param how what the parts are read from
 */
export function verdictOf(overall: Overall, parts: ResponseParts, how: string): Verdict {
  const allowed = overallResponsesAllowed(parts);
  const derived = overall === 'NED' ? null : settled(allowed);
  const open = allowed.includes(overall) ? null : false;
  const told = `${allowed.join(' or ')} follows from ${partsInWords(parts)}${how}.`;
  if (derived !== null) return { derived, agrees: derived === overall ? true : open, reason: because('derived', told) };
  const reason =
    overall === 'NED'
      ? because('no-evidence-of-disease', `No evidence of disease is recorded, never derived; ${told}`)
      : because('parts-not-stated', `Not all parts of the response are stated: ${told}`);
  return { derived, agrees: open, reason };
}

function settled(allowed: readonly (OverallResponse | 'NED')[]): OverallResponse | null {
  const derivable = allowed.filter((response) => response !== 'NED');
  const [one, ...others] = derivable.length > 1 ? derivable.filter((response) => response !== 'PD') : derivable;
  return one && others.length === 0 ? one : null;
}

const partsInWords = ({ target, nonTarget, newLesions }: ResponseParts): string =>
  `target ${target ?? 'not stated'}, non-target ${nonTarget ?? 'not stated'}, new lesions ${newLesions ?? 'not stated'}`;
