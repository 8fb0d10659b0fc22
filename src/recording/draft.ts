import { eventTypeOf, type EventDraft } from '../events/index.js';

/** An event as a recorder gave it, field by field sound (`readEvent`), with its id. */
export type IdentifiedDraft = EventDraft & { readonly id: string };

/** Whether it is about the record (a correction, a retraction), not about the patient. */
export const isAboutRecord = ({ type }: IdentifiedDraft): boolean => eventTypeOf(type)?.dated === false;
