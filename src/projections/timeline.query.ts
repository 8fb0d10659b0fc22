import { Query } from '@nestjs/cqrs';
import type { PatientSeen } from './reading.js';
import type { LogPoint } from '../ports/index.js';
import type { RenderedTimeline } from './rendered-timelines.js';

/** One patient's timeline as people read it, of now (`asOf` null) or of then, whole or up to a cut-off. */
export class TimelineQuery extends Query<PatientSeen<RenderedTimeline | null>> {
  constructor(
    readonly patientId: string,
    readonly asOf: LogPoint | null,
    readonly cutOff: string | null,
    /** Only what the source knew by the end of this day. */
    readonly asKnownAtSource: string | null = null,
  ) {
    super();
  }
}
