import { at } from '../../events/index.js';
import { placeOf } from '../batch.js';
import { inWords, standing } from '../standing.js';
import type { Rule } from './rule.js';

/** Nothing is known of a patient before the registration; it may come in the same batch. */
export const notRegistered: Rule = {
  code: 'not-registered',
  text: 'An event of a patient who is not registered',
  remedy: 'Record PatientRegistered first, or in the same batch.',
  breaches: ({ submissions }) =>
    submissions
      .filter(({ draft, content, then }) => {
        const first = content !== null && draft.type !== 'EventCorrected' && draft.type !== 'PatientRegistered';
        return first && standing(then, 'PatientRegistered').length === 0;
      })
      .map(({ draft, pointer, then }) => ({
        pointer,
        detail: `${draft.type} is recorded of ${then.patientId}, who is not registered`,
      })),
};

/** A patient is registered once; one whose registration is retracted may be registered anew. */
export const secondRegistration: Rule = {
  code: 'second-registration',
  text: 'A second registration of a patient',
  remedy: 'Correct the registration on record instead.',
  types: ['PatientRegistered'],
  breaches: ({ submissions, after }) => {
    const [kept, ...more] = standing(after, 'PatientRegistered');
    return submissions
      .filter(({ draft }) => more.some(({ id }) => id === draft.id))
      .map(({ pointer }) => ({ pointer, detail: `the patient is registered already${kept ? ` (${kept.id})` : ''}` }));
  },
};

/** The registration carries all the rest, so it is retracted last of all. */
export const registrationInUse: Rule = {
  code: 'registration-in-use',
  text: 'A retraction of the registration while other events of the patient stand',
  remedy: 'Retract the other events before, or in the same batch.',
  types: ['EventRetracted'],
  breaches: ({ submissions, after }) =>
    submissions.flatMap(({ draft, pointer, type, then }) => {
      if (draft.type !== 'EventRetracted' || type !== 'PatientRegistered') return [];
      const earlier = new Set(then.entries.map(({ id }) => id));
      const left = standing(after).filter((entry) => entry.type !== 'PatientRegistered' && earlier.has(entry.id));
      const [one] = left;
      if (!one) return [];
      return [
        { pointer: at(at(pointer, 'data'), 'eventId'), detail: `${left.length} other events stand: ${inWords(one)}` },
      ];
    }),
};

/** Every date of the patient is read in the basis of the registration, so it cannot change under them. */
export const dateBasisCorrected: Rule = {
  code: 'date-basis-corrected',
  text: "A correction of a registration's date basis",
  remedy: 'Retract all events of the patient, the registration last, and register anew.',
  types: ['EventCorrected'],
  breaches: ({ submissions }) =>
    submissions.flatMap((submission) => {
      const { draft, content, type, entryId, then } = submission;
      if (draft.type !== 'EventCorrected' || type !== 'PatientRegistered') return [];
      const basis = then.entries.find(({ id }) => id === entryId)?.data['dateBasis'] as string;
      if (content?.data['dateBasis'] === basis) return [];
      return [{ pointer: placeOf(submission, 'data/dateBasis'), detail: `the patient has ${basis} dates` }];
    }),
};
