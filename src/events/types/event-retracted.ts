import { recordEventType } from '../event-type.js';
import { EventId } from '../fields.js';

export class EventRetractedData {
  @EventId({ about: 'the first event, never a correction' })
  eventId!: string;
}

export const EventRetracted = recordEventType({
  name: 'EventRetracted',
  version: 1,
  about: 'An earlier event is withdrawn. That is final.',
  data: EventRetractedData,
  references: [{ field: 'eventId' }],
  example: { data: { eventId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' } },
});
