import { Query } from '@nestjs/cqrs';
import type { Outcomes, Question } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import type { PatientSeen } from './reading.js';

/** One patient's endpoints under a question, of now (`asOf` null) or of then. */
export class OutcomesQuery extends Query<PatientSeen<Outcomes | null>> {
  constructor(
    readonly patientId: string,
    readonly question: Question,
    readonly asOf: LogPoint | null,
    /** Only what the source knew by the end of this day. */
    readonly asKnownAtSource: string | null = null,
  ) {
    super();
  }
}
