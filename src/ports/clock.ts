import { randomUUID } from 'node:crypto';

/** Where instants and ids come from. Rooms take this as an argument; nobody reads the machine's clock elsewhere. */
export abstract class Clock {
  /** Now, UTC, RFC 3339 with milliseconds. */
  abstract now(): string;
  /** A random (v4) UUID: one that tells no time. */
  abstract newId(): string;
}

export class SystemClock extends Clock {
  now(): string {
    return new Date().toISOString();
  }
  newId(): string {
    return randomUUID();
  }
}
