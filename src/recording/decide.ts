import type { Violation } from '../events/index.js';
import type { Timeline } from '../timeline/index.js';
import { foldBatch } from './batch.js';
import { checkCorrections, completeCorrections } from './corrections.js';
import type { IdentifiedDraft } from './draft.js';
import { dateOf } from './possible-dates.js';
import { QUESTIONS } from './questions/index.js';
import { askedOf } from './questions/question.js';
import { RULES } from './rules/index.js';

export interface DecisionContext {
  /** The latest civil day anywhere on earth now, `YYYY-MM-DD`. */
  readonly today: string;
  /** JSON pointer of the draft of that index in what was sent; `/<index>` if absent. An event sent alone gets `''`. */
  readonly pointerOf?: (index: number) => string;
}

export type Decision =
  | {
      readonly accepted: true;
      /** Codes of the questions that were really asked, all of them acknowledged. */
      readonly questioned: readonly string[];
      /** What to append, in the order in which the fold must meet it. */
      readonly events: readonly IdentifiedDraft[];
    }
  | {
      readonly accepted: false;
      readonly code: 'refused' | 'needs-acknowledgement';
      readonly violations: readonly Violation[];
    };

/**
 * Whether a batch of one patient's events may be recorded, all of it or nothing: what the rules refuse first, then what they
 * question and nobody has acknowledged. It looks at the record as it would be after the whole batch, so that references may
 * point to any event of the batch. Pure: no clock, no store. Ids already on record are the caller's to answer before.
 * @param timeline the patient's record, of any state; sealed fields are not needed
 * @param drafts as `readEvent` gave them, each with its id
 * @throws TypeError when `today` is no day of the calendar
 */
export function decide(timeline: Timeline, drafts: readonly IdentifiedDraft[], context: DecisionContext): Decision {
  const { today, pointerOf = (index: number) => `/${index}` } = context;
  const day = dateOf(today);
  if (day.basis !== 'calendar' || day.precision !== 'day') throw new TypeError(`today is a day, not ${today}`);

  const completed = completeCorrections(timeline, drafts);
  const malformed = checkCorrections(timeline, completed, pointerOf);
  if (malformed.length > 0) return { accepted: false, code: 'refused', violations: malformed };

  const batch = foldBatch(timeline, completed, day.lo, pointerOf);
  const refused = RULES.flatMap(({ code, remedy, breaches }) =>
    breaches(batch).map(({ pointer, detail }): Violation => ({ code, pointer, detail, remedy })),
  );
  if (refused.length > 0) return { accepted: false, code: 'refused', violations: refused };

  const asked = QUESTIONS.flatMap((question) => askedOf(batch, question));
  const open = asked.filter(({ answered }) => !answered).map(({ violation }) => violation);
  if (open.length > 0) return { accepted: false, code: 'needs-acknowledgement', violations: open };
  return {
    accepted: true,
    questioned: [...new Set(asked.map(({ violation }) => violation.code))],
    events: batch.submissions.map(({ draft }) => draft),
  };
}
