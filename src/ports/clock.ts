/** Where instants and ids come from: an argument, so that tests and replays decide. */
export abstract class Clock {
  /** Now, UTC, RFC 3339 with milliseconds. */
  abstract now(): string;
  /** A random (v4) UUID: one that tells no time. */
  abstract newId(): string;
}
