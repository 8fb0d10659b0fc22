import { eventType } from '../event-type.js';
import { OneOf, Text } from '../fields.js';

export class TreatmentStoppedData {
  @Text({ about: 'which treatment' })
  what!: string;

  @OneOf(['completed', 'toxicity', 'progression', 'surgery', 'patient-wish', 'death', 'not-stated'])
  cause!: string;
}

export const TreatmentStopped = eventType({
  name: 'TreatmentStopped',
  version: 1,
  about: 'A treatment is stopped.',
  data: TreatmentStoppedData,
  example: { occurredOn: '2007-08-30', data: { what: 'FOLFOX + bevacizumab', cause: 'surgery' } },
});
