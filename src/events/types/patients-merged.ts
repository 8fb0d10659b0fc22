import { PATIENT_ID } from '../envelope.js';
import { recordEventType } from '../event-type.js';
import { Text } from '../fields.js';

export class PatientsMergedData {
  @Text({ max: 64, pattern: PATIENT_ID, about: 'who turned out to be the same person; his own record stays as it is' })
  otherPatientId!: string;
}

export const PatientsMerged = recordEventType({
  name: 'PatientsMerged',
  version: 1,
  about: 'Two patients are one: from here on both records are read as one, under the registration of this patient.',
  data: PatientsMergedData,
  example: { data: { otherPatientId: 'crlm-2007-018' } },
});
