import { addMonths } from '../../events/index.js';
import { dateOf } from '../possible-dates.js';
import { isSameCycle } from '../rules/chemotherapy.js';
import { inWords, standing } from '../standing.js';
import type { Doubt, Question } from './question.js';

/** A cycle has one number in its course. Numbering restarts after surgery, but then with another intent. */
export const cycleRepeated: Question = {
  code: 'cycle-repeated',
  text: 'The same cycle of the same regimen, line and intent again',
  remedy: 'Check the number of the cycle, or state the line or the intent if another course began.',
  types: ['ChemotherapyCycleGiven'],
  doubts: (record) => {
    const cycles = standing(record, 'ChemotherapyCycleGiven');
    return cycles.flatMap((cycle, index) =>
      cycles
        .slice(0, index)
        .filter((earlier) => isSameCycle(cycle, earlier) && cycle.data['intent'] === earlier.data['intent'])
        .map((earlier): Doubt => ({
          entries: [cycle.id, earlier.id],
          field: 'data/cycle',
          detail: `${inWords(cycle)} is given on record: ${inWords(earlier)}`,
        })),
    );
  },
};

const LONGEST_GAP_MONTHS = 18;
/** Eighteen months are at most 550 days (1 March 2007 to 1 September 2008): relative days know no calendar. */
const LONGEST_GAP_DAYS = 550;

/** A pause of more than 18 months is rather a wrong year, unless a course of another intent begins. */
export const longGapBetweenCycles: Question = {
  code: 'long-gap-between-cycles',
  text: `More than ${LONGEST_GAP_MONTHS} months between two cycles`,
  remedy: 'Check the year of both cycles, or state the intent if another course began.',
  types: ['ChemotherapyCycleGiven'],
  doubts: (record) => {
    const inOrder = standing(record, 'ChemotherapyCycleGiven')
      .map((entry) => ({ entry, date: dateOf(entry.occurredOn) }))
      .toSorted((one, other) => one.date.lo - other.date.lo || one.date.hi - other.date.hi);
    return inOrder.flatMap(({ entry, date }, index): Doubt[] => {
      // The cycle before is the one that can be latest, so that one without a full date may close the gap.
      const [before] = inOrder.slice(0, index).toSorted((one, other) => other.date.hi - one.date.hi);
      if (!before || before.entry.data['intent'] !== entry.data['intent']) return [];
      const { hi, basis } = before.date;
      const latest = basis === 'calendar' ? addMonths(hi, LONGEST_GAP_MONTHS) : hi + LONGEST_GAP_DAYS;
      if (date.lo <= latest) return [];
      const detail = `${inWords(before.entry)}, then ${inWords(entry)}`;
      return [{ entries: [entry.id, before.entry.id], field: 'occurredOn', detail }];
    });
  },
};
