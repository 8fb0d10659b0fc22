import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Reading, type PatientSeen } from './reading.js';
import type { RenderedTimeline } from './rendered-timelines.js';
import { TimelineQuery } from './timeline.query.js';

@QueryHandler(TimelineQuery)
export class TimelineHandler implements IQueryHandler<TimelineQuery> {
  constructor(private readonly reading: Reading) {}

  execute({ patientId, asOf, cutOff, asKnownAtSource }: TimelineQuery): Promise<PatientSeen<RenderedTimeline | null>> {
    return this.reading.asKnownAtSource(asKnownAtSource).renderedTimeline(patientId, asOf, cutOff);
  }
}
