import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Outcomes } from '../outcomes/index.js';
import { OutcomesQuery } from './outcomes.query.js';
import { Reading, type PatientSeen } from './reading.js';

@QueryHandler(OutcomesQuery)
export class OutcomesHandler implements IQueryHandler<OutcomesQuery> {
  constructor(private readonly reading: Reading) {}

  execute({ patientId, question, asOf, asKnownAtSource }: OutcomesQuery): Promise<PatientSeen<Outcomes | null>> {
    return this.reading.asKnownAtSource(asKnownAtSource).outcomes(patientId, question, asOf);
  }
}
