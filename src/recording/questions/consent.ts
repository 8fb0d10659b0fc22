import { CATALOGUE } from '../../events/index.js';
import { dateOf, lastDateOf, surelyBefore } from '../possible-dates.js';
import { inWords, standing } from '../standing.js';
import type { Doubt, Question } from './question.js';

/** A death is a fact of the registries, and a withdrawal may be widened: neither needs the consent that is withdrawn. */
const NEEDS_CONSENT = CATALOGUE.filter(
  ({ dated, name }) => dated && name !== 'Died' && name !== 'ConsentWithdrawn',
).map(({ name }) => name);

/** Whoever has withdrawn is no longer followed, or the use of the data is over. Asked of whichever is recorded last. */
export const afterConsentWithdrawn: Question = {
  code: 'after-consent-withdrawn',
  text: 'A clinical event dated after a withdrawal of consent',
  remedy: 'Check both dates, and whether it may be recorded: a death may be, without question.',
  types: [...NEEDS_CONSENT, 'ConsentWithdrawn'],
  doubts: (record) => {
    const withdrawals = standing(record, 'ConsentWithdrawn');
    if (withdrawals.length === 0) return [];
    return standing(record, ...NEEDS_CONSENT).flatMap((entry) =>
      withdrawals
        .filter((withdrawal) => surelyBefore(dateOf(withdrawal.occurredOn), lastDateOf(entry)))
        .map((withdrawal): Doubt => ({
          entries: [entry.id, withdrawal.id],
          field: 'occurredOn',
          detail: `${inWords(entry)}, ${inWords(withdrawal)}`,
        })),
    );
  },
};
