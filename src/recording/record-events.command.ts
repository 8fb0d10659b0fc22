import { Command } from '@nestjs/cqrs';
import type { Recorded, RecordRequest } from './recording.js';

/** Record one or more events of one patient: all or nothing. */
export class RecordEventsCommand extends Command<Recorded> {
  constructor(readonly request: RecordRequest) {
    super();
  }
}
