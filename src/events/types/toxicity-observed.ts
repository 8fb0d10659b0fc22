import { eventType } from '../event-type.js';
import { OneOf, Text, Whole } from '../fields.js';

export class ToxicityObservedData {
  @Text({ max: 100, system: 'CTCAE' })
  term!: string;

  @Whole(1, 5, { system: 'CTCAE' })
  grade!: number;

  @Text({ max: 20, about: 'version of CTCAE, or `not-stated`' })
  ctcaeVersion!: string;

  @Text({ optional: true, max: 100 })
  attributedTo?: string;

  @OneOf(['resolved', 'resolving', 'not-resolved', 'resolved-with-sequelae', 'fatal', 'unknown'], { optional: true })
  outcome?: string;
}

export const ToxicityObserved = eventType({
  name: 'ToxicityObserved',
  version: 1,
  about: 'A side effect of treatment is observed.',
  data: ToxicityObservedData,
  example: {
    occurredOn: '2007-04-10',
    data: { term: 'Peripheral sensory neuropathy', grade: 1, ctcaeVersion: '3.0', attributedTo: 'oxaliplatin' },
  },
});
