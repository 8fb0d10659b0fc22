import { PATIENT_ID } from '../envelope.js';
import { recordEventType } from '../event-type.js';
import { Text } from '../fields.js';

export class PatientsUnmergedData {
  @Text({ max: 64, pattern: PATIENT_ID, about: 'who is another person after all' })
  otherPatientId!: string;
}

export const PatientsUnmerged = recordEventType({
  name: 'PatientsUnmerged',
  version: 1,
  about:
    'A merge was a mistake: from here on each record is read by itself again, with what was written to it meanwhile.',
  data: PatientsUnmergedData,
  example: { data: { otherPatientId: 'crlm-2007-018' } },
});
