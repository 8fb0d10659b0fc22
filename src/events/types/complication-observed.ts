import { eventType } from '../event-type.js';
import { EventId, OneOf, Text } from '../fields.js';

export class ComplicationObservedData {
  @Text({ max: 100 })
  term!: string;

  @OneOf(['I', 'II', 'III', 'IIIa', 'IIIb', 'IV', 'IVa', 'IVb', 'V'], { system: 'Clavien–Dindo' })
  grade!: string;

  @OneOf(['A', 'B', 'C'], {
    optional: true,
    system: 'ISGLS',
    about: 'grade of liver failure, bile leak or haemorrhage',
  })
  isgls?: 'A' | 'B' | 'C';

  @EventId({ optional: true, about: 'the operation that it follows' })
  procedureId?: string;
}

export const ComplicationObserved = eventType({
  name: 'ComplicationObserved',
  version: 1,
  about: 'A complication of an operation is observed.',
  data: ComplicationObservedData,
  references: [
    {
      field: 'procedureId',
      types: ['ResectionPerformed', 'AblationPerformed', 'EmbolisationPerformed', 'ResectionAbandoned'],
    },
  ],
  example: { occurredOn: '2007-07-27', data: { term: 'Bile leak', grade: 'IIIa', isgls: 'B' } },
});
