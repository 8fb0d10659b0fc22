import { CATALOGUE, eventTypeOf } from '../../events/index.js';
import { inWords, standing } from '../standing.js';
import type { Doubt, Question } from './question.js';

/** Whoever named the event has then lost what it rests on. */
export const retractionOfReferenced: Question = {
  code: 'retraction-of-referenced',
  text: 'A retraction of an event that other events name',
  remedy: 'Retract or correct the events that name it as well.',
  types: [...new Set(CATALOGUE.flatMap(({ references = [] }) => references.flatMap(({ types = [] }) => types)))],
  doubts: (record) => {
    const retracted = new Map(
      record.entries.flatMap((entry) => (entry.status === 'retracted' ? [[entry.id, entry] as const] : [])),
    );
    if (retracted.size === 0) return [];
    return standing(record).flatMap((entry) =>
      (eventTypeOf(entry.type)?.references ?? []).flatMap(({ field }): Doubt[] => {
        const named = retracted.get(entry.data[field] as string);
        if (!named) return [];
        const detail = `${inWords(named)} is named by ${inWords(entry)}`;
        return [{ entries: [named.id, entry.id], field: 'data', detail }];
      }),
    );
  },
};
