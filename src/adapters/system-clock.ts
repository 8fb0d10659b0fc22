import { randomUUID } from 'node:crypto';
import { Clock } from '../ports/index.js';

/** The machine's clock, and random ids. */
export class SystemClock extends Clock {
  now(): string {
    return new Date().toISOString();
  }

  newId(): string {
    return randomUUID();
  }
}
