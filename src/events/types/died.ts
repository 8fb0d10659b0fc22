import { eventType } from '../event-type.js';
import { OneOf } from '../fields.js';

export class DiedData {
  @OneOf(['cancer', 'treatment', 'other', 'unknown'], { optional: true })
  cause?: 'cancer' | 'treatment' | 'other' | 'unknown';
}

export const Died = eventType({
  name: 'Died',
  version: 1,
  about: 'The patient has died.',
  data: DiedData,
  example: { occurredOn: '2010-04-03', data: { cause: 'cancer' } },
});
