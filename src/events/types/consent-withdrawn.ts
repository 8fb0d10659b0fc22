import { eventType } from '../event-type.js';
import { OneOf } from '../fields.js';

export class ConsentWithdrawnData {
  @OneOf(['contact', 'data-use'], {
    about:
      'contact: no more follow-up, what is recorded stays in use; data-use: in no new analysis from its position on',
  })
  scope!: 'contact' | 'data-use';
}

export const ConsentWithdrawn = eventType({
  name: 'ConsentWithdrawn',
  version: 1,
  about: 'The patient withdraws consent, to further contact or to the use of the data.',
  data: ConsentWithdrawnData,
  example: { occurredOn: '2009-05-05', data: { scope: 'contact' } },
});
