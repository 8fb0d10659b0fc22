import { placeOf } from '../batch.js';
import type { Rule } from './rule.js';

const TARGET = ['CR', 'PR', 'SD', 'PD', 'NE', 'none'];
const NON_TARGET = ['CR', 'NON-CR/NON-PD', 'PD', 'NE', 'none'];

/**
 * Overall response at a time point, RECIST 1.1 (Eisenhauer et al., Eur J Cancer 2009;45:228-47), Tables 1 and 2.
 * No lesion at all at baseline is `NE` there, and `NED` where it was resected or ablated completely.
 */
function overallOf(target: string, nonTarget: string, newLesions: boolean): readonly string[] {
  if (newLesions || target === 'PD' || nonTarget === 'PD') return ['PD'];
  if (target === 'CR') return nonTarget === 'CR' || nonTarget === 'none' ? ['CR'] : ['PR'];
  if (target !== 'none') return [target];
  return nonTarget === 'none' ? ['NE', 'NED'] : [nonTarget];
}

/** Every overall response that the tables give for the stated parts, a part not stated being open. */
export function overallResponsesAllowed(parts: {
  readonly target: string | undefined;
  readonly nonTarget: string | undefined;
  readonly newLesions: string | undefined;
}): readonly string[] {
  // An equivocal new lesion counts as none until it is confirmed.
  const newLesions = parts.newLesions === undefined ? [false, true] : [parts.newLesions === 'yes'];
  const allowed = (parts.target === undefined ? TARGET : [parts.target]).flatMap((target) =>
    (parts.nonTarget === undefined ? NON_TARGET : [parts.nonTarget]).flatMap((nonTarget) =>
      newLesions.flatMap((isNew) => overallOf(target, nonTarget, isNew)),
    ),
  );
  return [...new Set(allowed)];
}

/** Under RECIST 1.1 the overall response follows from its parts; who departs from them says why. */
export const responseContradictsParts: Rule = {
  code: 'response-contradicts-parts',
  text: 'An overall response under RECIST 1.1 that Tables 1 and 2 of the guideline do not allow for its parts',
  remedy: 'Check target, nonTarget, newLesions and overall, or say in `judgement` why it departs from them.',
  types: ['ResponseAssessed'],
  breaches: ({ submissions }) =>
    submissions.flatMap((submission) => {
      const { type, content } = submission;
      if (type !== 'ResponseAssessed' || content?.data['criteria'] !== 'RECIST-1.1') return [];
      const { overall, judgement, target, nonTarget, newLesions } = content.data as Record<string, string | undefined>;
      const allowed = overallResponsesAllowed({ target, nonTarget, newLesions });
      if (overall === undefined || judgement !== undefined || allowed.includes(overall)) return [];
      const detail = `the parts give ${allowed.join(' or ')}, not ${overall}`;
      return [{ pointer: placeOf(submission, 'data/overall'), detail }];
    }),
};
