import { eventType } from '../event-type.js';
import { OneOf, Text } from '../fields.js';

export class NewTherapyStartedData {
  @Text()
  therapy!: string;

  @OneOf(['systemic', 'radiotherapy', 'intra-arterial', 'other'], { optional: true })
  kind?: string;

  @OneOf(['progression', 'toxicity', 'patient-wish', 'other'], { optional: true })
  cause?: string;
}

export const NewTherapyStarted = eventType({
  name: 'NewTherapyStarted',
  version: 1,
  about:
    'A new anti-cancer therapy in the sense of the PFS rules. The planned next step of the same strategy (surgery, adjuvant or maintenance cycles) is not one.',
  data: NewTherapyStartedData,
  example: {
    occurredOn: '2008-07-01',
    data: { therapy: 'FOLFIRI + cetuximab', kind: 'systemic', cause: 'progression' },
  },
});
