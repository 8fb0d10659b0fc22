import type { JsonObject } from '../../events/index.js';
import type { Timeline } from '../../timeline/index.js';

/** What the registration that stands says of the patient. */
export const registrationOf = ({ entries }: Timeline): JsonObject =>
  entries.find(({ type, status }) => type === 'PatientRegistered' && status !== 'retracted')?.data ?? {};
