import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { RecordedEvent } from '../events/index.js';
import { HistoryQuery } from './history.query.js';
import { Reading, type PatientSeen } from './reading.js';

@QueryHandler(HistoryQuery)
export class HistoryHandler implements IQueryHandler<HistoryQuery> {
  constructor(private readonly reading: Reading) {}

  execute({ patientId, asOf }: HistoryQuery): Promise<PatientSeen<readonly RecordedEvent[]>> {
    return this.reading.history(patientId, asOf);
  }
}
