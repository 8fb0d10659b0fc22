import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RecordEventsCommand } from './record-events.command.js';
import { Recording, type Recorded } from './recording.js';

@CommandHandler(RecordEventsCommand)
export class RecordEventsHandler implements ICommandHandler<RecordEventsCommand> {
  constructor(private readonly recording: Recording) {}

  execute({ request }: RecordEventsCommand): Promise<Recorded> {
    return this.recording.record(request);
  }
}
