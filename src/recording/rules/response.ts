import { overallResponsesAllowed, type ResponseParts } from '../../events/index.js';
import { placeOf } from '../batch.js';
import type { Rule } from './rule.js';

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
      const { overall, judgement } = content.data as Record<string, string | undefined>;
      const allowed: readonly string[] = overallResponsesAllowed(content.data as unknown as ResponseParts);
      if (overall === undefined || judgement !== undefined || allowed.includes(overall)) return [];
      const detail = `the parts give ${allowed.join(' or ')}, not ${overall}`;
      return [{ pointer: placeOf(submission, 'data/overall'), detail }];
    }),
};
