import { AnyObject, DateField, EventId, Part, Text, TextList, Whole } from './fields.js';

export class DocumentInput {
  @Text({ optional: true, about: 'stored sealed' })
  id?: string;

  @Whole(0, 1_000_000, { optional: true, about: 'stored sealed' })
  page?: number;

  @Whole(0, 1_000_000_000, { optional: true, about: 'stored sealed' })
  row?: number;

  @Text({ optional: true, pattern: /^[0-9a-f]{64}$/ })
  sha256?: string;
}

export class SourceInput {
  @Text({ optional: true, max: 100 })
  system?: string;

  @Text({ optional: true, max: 100, about: 'the terms on which its data may be used, as it names them' })
  licence?: string;

  @Part(() => DocumentInput, { optional: true })
  document?: DocumentInput;

  @DateField({ optional: true, about: "the source's own recording date, a calendar date" })
  recordedOn?: string;
}

export class ReasonInput {
  @Text({ max: 50 })
  code!: string;

  @Text({ optional: true, max: 2000, about: 'stored sealed' })
  text?: string;
}

/** What a recorder may state of an event. Who and when are never taken from here. */
export class EventInput {
  @EventId({ optional: true, about: 'a UUID of your own makes retries safe' })
  id?: string;

  @Text({ max: 50 })
  type!: string;

  @Whole(1, 1000, { optional: true, about: 'schema version of the data; the newest if absent' })
  version?: number;

  @DateField({ optional: true, about: 'clinical date; required unless the event is about the record' })
  occurredOn?: string;

  @AnyObject()
  data!: object;

  @Text({ optional: true, max: 10_000, about: 'free text, stored sealed' })
  note?: string;

  @TextList({ optional: true, about: 'codes of the questions that the recorder has answered' })
  acknowledge?: string[];

  @Part(() => SourceInput, { optional: true })
  source?: SourceInput;

  @Part(() => ReasonInput, { optional: true, about: 'required on corrections and retractions' })
  reason?: ReasonInput;
}
