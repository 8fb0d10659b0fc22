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

/** The store takes less than this at once, and an append is never divided. */
export class AppendTooLargeError extends Error {
  override readonly name = 'AppendTooLargeError';
  readonly code = 'too-large';
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
    readonly code: 'store-unavailable' | 'storage-full' | 'busy' | 'closed' | 'log-frozen',
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

/** Why the service or a command cannot start. */
export const SETUP_PROBLEMS = {
  'bad-config': { text: 'A setting is wrong', remedy: 'Give each setting what the message names.' },
  'folder-in-use': {
    text: 'Another process writes to the data folder',
    remedy: 'Stop it, send it the events over HTTP, or name another folder with --data-dir.',
  },
  'no-data': {
    text: 'The folder holds no hepatrace log',
    remedy: 'Name its folder with --data-dir, or import something first.',
  },
  'same-place': {
    text: 'A log was to be copied to where it lies',
    remedy: 'Name two places.',
  },
  'holds-something-else': {
    text: 'The place that a log is to be copied to holds something else',
    remedy: 'Name an empty place, or one that an earlier run of the same copy has filled.',
  },
  'went-on': {
    text: 'The log that a copy goes to has grown beyond the one that is copied',
    remedy: 'Go on with the one that has grown; never write to both.',
  },
  'newer-data': { text: 'The log was written by a newer hepatrace', remedy: 'Upgrade hepatrace.' },
  'read-models-damaged': {
    text: 'The read models are damaged',
    remedy: 'Delete read-models.db: it is built again from the log.',
  },
  'not-a-demo-folder': {
    text: 'The folder of the demo holds something else than an earlier demo',
    remedy: 'Name another folder with --data-dir.',
  },
  'no-key': {
    text: 'The key file is not there, but the folder holds keys that only it opens',
    remedy: 'Set HEPATRACE_KEY_FILE to it, or restore it from its backup.',
  },
  'not-a-key': { text: 'The key file holds no key', remedy: 'Restore it from its backup.' },
  'wrong-key': {
    text: 'The keys of the folder were made under another key file',
    remedy: 'Set HEPATRACE_KEY_FILE to that one, or restore it from its backup.',
  },
  'key-in-data-folder': {
    text: 'The key file lies in the data folder, whose backups would hold the key beside what it protects',
    remedy: 'Set HEPATRACE_KEY_FILE to a place outside.',
  },
  'key-readable-by-others': { text: 'Others can read the key file', remedy: 'chmod 600 it.' },
  'keys-read-only': {
    text: 'A key would have to be made, but the folder is open for reading only',
    remedy: 'Use a command that writes.',
  },
  'anchor-in-data-folder': {
    text: 'An anchor lies in the data folder: whoever restores or alters the one has the other as well',
    remedy: 'Give ANCHORS a place outside, best on another machine.',
  },
  'read-only': { text: 'The read models are open for reading only', remedy: 'Use a command that writes.' },
  'sqlite-too-old': { text: 'The SQLite library is too old', remedy: 'Install the dependencies anew (npm ci).' },
  'sqlite-settings': {
    text: 'SQLite did not take the settings that make writes durable',
    remedy: 'Put the data folder on a local file system.',
  },
} as const satisfies Readonly<Record<string, { readonly text: string; readonly remedy: string }>>;

/** The data folder, a key or a setting is not usable; the message says what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  constructor(
    readonly code: keyof typeof SETUP_PROBLEMS,
    message: string,
  ) {
    super(message);
  }
}
