import { eventType } from '../event-type.js';

export const LostToFollowUp = eventType({
  name: 'LostToFollowUp',
  version: 1,
  about: 'The patient can no longer be reached; the clinical date is when this was noted, which proves no life.',
  data: Object,
  example: { occurredOn: '2010-01-15', data: {} },
});
