import { Query } from '@nestjs/cqrs';
import type { RecordedEvent } from '../events/index.js';
import type { LogPoint } from '../ports/index.js';
import type { PatientSeen } from './reading.js';

/** One patient's events as they were recorded, corrections and retractions included. */
export class HistoryQuery extends Query<PatientSeen<readonly RecordedEvent[]>> {
  constructor(
    readonly patientId: string,
    readonly asOf: LogPoint | null,
  ) {
    super();
  }
}
