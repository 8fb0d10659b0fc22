import type { Expected } from './event-store.js';

/** The stream is not at the revision that the appender expected. */
export class WrongRevisionError extends Error {
  override readonly name = 'WrongRevisionError';
  readonly code = 'wrong-revision';
  constructor(
    readonly stream: string,
    readonly expected: Expected,
    /** Last revision of the stream; null when it has no event. */
    readonly actual: number | null,
  ) {
    super(`stream ${stream} is at ${actual ?? 'no revision'}, expected ${expected}`);
  }
}

/** An event id was sent again with other content, or only some ids of a batch are known. */
export class IdConflictError extends Error {
  override readonly name = 'IdConflictError';
  readonly code = 'id-conflict';
  constructor(
    readonly eventId: string,
    readonly why: 'other-content' | 'partly-known' | 'repeated-in-batch',
  ) {
    super(
      {
        'other-content': `event ${eventId} is recorded with other content`,
        'partly-known': `event ${eventId} is recorded, but other events of the batch are not`,
        'repeated-in-batch': `event ${eventId} stands twice in the batch`,
      }[why],
    );
  }
}

/** Stored bytes do not give the hash in their leaf: altered, or damaged. Never served. */
export class IntegrityError extends Error {
  override readonly name = 'IntegrityError';
  readonly code = 'integrity-failure';
  constructor(
    readonly position: number | null,
    readonly what: string,
  ) {
    super(`event at position ${position ?? '?'}: ${what}`);
  }
}

/** The store cannot be used now; the same call may work later. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  constructor(
    readonly code: 'store-unavailable' | 'storage-full' | 'busy' | 'closed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Another process writes to the data folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly code = 'folder-in-use';
}

/** The data folder, a key or a setting is not usable; the message says what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
