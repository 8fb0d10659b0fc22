import type { Entry } from '../../timeline/index.js';
import { dateOf, lastDateOf, surelyBefore } from '../possible-dates.js';
import { inWords, standing } from '../standing.js';
import type { Doubt, Question } from './question.js';

/** Grade 5 is death by toxicity (CTCAE), grade V death by a complication (Clavien–Dindo). */
const isFatal = ({ type, data }: Entry): boolean =>
  (type === 'ToxicityObserved' && data['grade'] === 5) || (type === 'ComplicationObserved' && data['grade'] === 'V');

/** Of a fatal event the death is on record as well. */
export const grade5WithoutDeath: Question = {
  code: 'grade-5-without-death',
  text: 'A toxicity of grade 5 (CTCAE) or a complication of grade V (Clavien–Dindo) with no death on record',
  remedy: 'Record the death, before or in the same batch, or check the grade.',
  types: ['ToxicityObserved', 'ComplicationObserved', 'Died'],
  doubts: (record) =>
    standing(record, 'Died').length > 0
      ? []
      : standing(record)
          .filter(isFatal)
          .map((entry) => ({ entries: [entry.id], field: 'data/grade', detail: inWords(entry) })),
};

/** Two sources may report one death, but on one date; until one is retracted the earlier counts. */
export const secondDeath: Question = {
  code: 'second-death',
  text: 'A second death on another date',
  remedy: 'Check both dates; the earlier counts until one of the two is retracted or corrected.',
  types: ['Died'],
  doubts: (record) => {
    const deaths = standing(record, 'Died');
    return deaths.flatMap((death, index) =>
      deaths
        .slice(0, index)
        .filter((other) => {
          const [one, two] = [dateOf(death.occurredOn), dateOf(other.occurredOn)];
          return surelyBefore(one, two) || surelyBefore(two, one);
        })
        .map((other): Doubt => ({
          entries: [death.id, other.id],
          field: 'occurredOn',
          detail: `${inWords(death)}, on record ${inWords(other)}`,
        })),
    );
  },
};

/** What needs a living patient. A reading, a report, a meeting, a treatment's stop or a fatal event may come later. */
const OF_THE_LIVING = [
  'ImagingPerformed',
  'TumourMarkerMeasured',
  'ChemotherapyCycleGiven',
  'ChemotherapyCourseGiven',
  'NewTherapyStarted',
  'ResectionPerformed',
  'ResectionAbandoned',
  'AblationPerformed',
  'EmbolisationPerformed',
  'RadiotherapyGiven',
  'ToxicityObserved',
  'ComplicationObserved',
  'FollowedUp',
  'ConsentWithdrawn',
];

/** A resection given up beforehand takes a decision only, which may be noted after the death that caused it. */
const needsLife = (entry: Entry): boolean =>
  !isFatal(entry) && !(entry.type === 'ResectionAbandoned' && entry.data['when'] === 'before-operation');

/** One of the two dates is wrong, and both must be seen; asked of whichever comes to the record last. */
export const afterDeath: Question = {
  code: 'after-death',
  text: 'Imaging, treatment, an operation or a contact dated after death',
  remedy: 'Check both dates: one of the two is wrong. The endpoints ignore what lies after death and say so.',
  types: [...OF_THE_LIVING, 'Died'],
  doubts: (record) => {
    const deaths = standing(record, 'Died');
    if (deaths.length === 0) return [];
    return standing(record, ...OF_THE_LIVING)
      .filter(needsLife)
      .flatMap((entry) =>
        deaths
          .filter((death) => surelyBefore(dateOf(death.occurredOn), lastDateOf(entry)))
          .map((death): Doubt => ({
            entries: [entry.id, death.id],
            field: 'occurredOn',
            detail: `${inWords(entry)}, ${inWords(death)}`,
          })),
      );
  },
};
