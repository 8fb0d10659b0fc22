import { eventType } from '../event-type.js';
import { OneOf } from '../fields.js';

export class ResectionAbandonedData {
  @OneOf(['liver', 'second-stage', 'primary'])
  planned!: 'liver' | 'second-stage' | 'primary';

  @OneOf(['before-operation', 'at-exploration'])
  when!: 'before-operation' | 'at-exploration';

  @OneOf(['progression', 'extrahepatic-disease', 'unresectable', 'remnant-too-small', 'unfit', 'patient-wish', 'other'])
  cause!: string;
}

export const ResectionAbandoned = eventType({
  name: 'ResectionAbandoned',
  version: 1,
  about: 'A planned resection is given up, before the operation or at exploration.',
  data: ResectionAbandonedData,
  example: {
    occurredOn: '2007-09-12',
    data: { planned: 'liver', when: 'at-exploration', cause: 'extrahepatic-disease' },
  },
});
