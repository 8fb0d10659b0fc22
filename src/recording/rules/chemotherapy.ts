import type { Entry } from '../../timeline/index.js';
import { placeOf } from '../batch.js';
import { dateOf, surelySameDay } from '../possible-dates.js';
import { inWords, standing } from '../standing.js';
import type { Rule } from './rule.js';

/** Whether two cycles are the same by regimen, number and line as stated. */
export const isSameCycle = (one: Entry, other: Entry): boolean =>
  ['regimen', 'cycle', 'line'].every((field) => one.data[field] === other.data[field]);

/** A cycle begins once on a day; twice is a double entry. */
export const cycleTwiceOnOneDay: Rule = {
  code: 'cycle-twice-on-one-day',
  text: 'The same cycle of the same regimen and line twice on one day',
  remedy: 'Leave the double out, or correct the number of the cycle, the regimen or the day.',
  types: ['ChemotherapyCycleGiven'],
  breaches: ({ submissions, after }) => {
    const cycles = standing(after, 'ChemotherapyCycleGiven');
    const ofId = new Map(cycles.map((cycle) => [cycle.id, cycle]));
    const lastPlace = new Map(submissions.map(({ entryId }, index) => [entryId, index]));
    return submissions.flatMap((submission, index) => {
      const cycle = submission.inForce ? ofId.get(submission.entryId) : undefined;
      if (!cycle) return [];
      const double = cycles.find(
        (other) =>
          isSameCycle(cycle, other) &&
          (lastPlace.get(other.id) ?? -1) < index &&
          surelySameDay(dateOf(cycle.occurredOn), dateOf(other.occurredOn)),
      );
      return double ? [{ pointer: placeOf(submission, 'data/cycle'), detail: `on record: ${inWords(double)}` }] : [];
    });
  },
};
