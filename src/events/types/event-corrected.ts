import { recordEventType } from '../event-type.js';
import { AnyObject, DateField, EventId, Whole } from '../fields.js';

export class EventCorrectedData {
  @EventId({ about: 'the first event, never another correction' })
  eventId!: string;

  @DateField({ about: 'the clinical date that holds from now on' })
  occurredOn!: string;

  @AnyObject({ about: 'the whole content that holds from now on, of the type of the corrected event' })
  data!: object;

  @Whole(1, 1000, { optional: true, about: 'schema version of that content; 1 if absent, set by the recording' })
  dataVersion?: number;
}

export const EventCorrected = recordEventType({
  name: 'EventCorrected',
  version: 1,
  about: 'What an earlier event says is replaced, whole. The last correction by position holds.',
  data: EventCorrectedData,
  references: [{ field: 'eventId' }],
  example: {
    data: {
      eventId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      occurredOn: '2008-06-19',
      data: { basis: 'imaging', sites: ['liver'] },
    },
  },
});
