import { Query } from '@nestjs/cqrs';
import type { Seen } from './reading.js';
import type { LogPoint } from '../ports/index.js';
import type { Timeline } from '../timeline/index.js';

/** One patient's timeline as people read it, of now (`asOf` null) or of then. */
export class TimelineQuery extends Query<Seen<Timeline | null>> {
  constructor(
    readonly patientId: string,
    readonly asOf: LogPoint | null,
  ) {
    super();
  }
}
