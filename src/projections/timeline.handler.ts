import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Timeline } from '../timeline/index.js';
import { Reading, type Seen } from './reading.js';
import { TimelineQuery } from './timeline.query.js';

@QueryHandler(TimelineQuery)
export class TimelineHandler implements IQueryHandler<TimelineQuery> {
  constructor(private readonly reading: Reading) {}

  execute({ patientId, asOf }: TimelineQuery): Promise<Seen<Timeline | null>> {
    return this.reading.revealedTimeline(patientId, asOf);
  }
}
