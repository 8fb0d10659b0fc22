interface Meaning {
  readonly status: number;
  readonly text: string;
  readonly remedy: string;
}

/** The codes of this side's own problems. What is wrong with an event has the codes of its faults, rules and questions. */
export const HTTP_PROBLEMS = {
  malformed: { status: 400, text: 'The request cannot be read', remedy: 'Send well-formed JSON in UTF-8.' },
  'bad-patient-id': {
    status: 400,
    text: 'A patient id that is not 1 to 64 letters, digits, dots, hyphens or underscores',
    remedy: 'Use the pseudonymous id that the registration answered, never a hospital number.',
  },
  'bad-if-match': {
    status: 400,
    text: 'If-Match holds no revision',
    remedy: 'Send the ETag of the timeline as it is, for instance "17" with its quotes.',
  },
  'bad-query': {
    status: 400,
    text: 'A query parameter that is given twice, or is not of its form',
    remedy: 'Give it once, in the form that the message names.',
  },
  'unknown-parameter': {
    status: 400,
    text: 'A query parameter that the route does not have: a mistyped cut-off must not be ignored',
    remedy: 'Use one of those that the message names.',
  },
  'bad-as-of': {
    status: 400,
    text: '`asOf` is no moment of knowledge, or `asKnownAtSource` no date of the calendar',
    remedy:
      'Give a position (8123), an instant with its zone (2026-03-01T10:00:00Z) or a date (2026-03-01); of the source a day, a month or a year.',
  },
  'as-of-in-future': {
    status: 400,
    text: '`asOf` lies behind the end of the log, or it or `asKnownAtSource` in the future',
    remedy: 'Leave it out to see all that is known now.',
  },
  'bad-cut-off': {
    status: 400,
    text: 'The cut-off is no day',
    remedy: 'Give a whole date (2009-12-31), or a relative day (+365) for patients with relative days.',
  },
  'unknown-rule-set': {
    status: 400,
    text: 'A rule set that does not exist',
    remedy: 'Use one that the message names.',
  },
  'unknown-time-zero': {
    status: 400,
    text: 'A time zero that does not exist',
    remedy: 'Use one that the message names.',
  },
  'unknown-endpoint': {
    status: 400,
    text: 'An endpoint that does not exist',
    remedy: 'Use one that the message names.',
  },
  'no-such-value': {
    status: 400,
    text: 'A JSON pointer that leads to no value of what is traced',
    remedy: 'Follow the names that the message gives.',
  },
  'other-log': {
    status: 400,
    text: 'A result that was made from another log than the one in which it is traced',
    remedy: 'Trace it where it was made, or in a verified copy.',
  },
  'time-zero-required': {
    status: 400,
    text: 'A rule set without a default time zero, and none given',
    remedy: 'Name the time zero.',
  },
  'unknown-option': {
    status: 400,
    text: 'An option of the rules that does not exist',
    remedy: 'Use one that the message names.',
  },
  'bad-option': { status: 400, text: 'A value that an option cannot have', remedy: 'Give what the message names.' },
  'unknown-group-by': {
    status: 400,
    text: 'A fact that patients cannot be grouped by',
    remedy: 'Use one that the message names.',
  },
  'strata-without-groups': {
    status: 400,
    text: 'Strata, and no groups to compare within them',
    remedy: 'Name the groups as well, by another fact.',
  },
  'immortal-time': {
    status: 400,
    text: 'A grouping, or a cohort, by what is known only after time zero',
    remedy: 'Group by what is fixed at time zero, or ask from a landmark on.',
  },
  'bad-tree-size': {
    status: 400,
    text: 'A size of the log that it does not have, at which none was signed, or that does not hold the event',
    remedy: 'Give the size of a checkpoint; /provenance/checkpoints lists them.',
  },
  'foreign-host': {
    status: 403,
    text: 'The request is addressed to another machine: without roles the service answers this one only',
    remedy: 'Ask 127.0.0.1 or localhost.',
  },
  'foreign-origin': {
    status: 403,
    text: 'A page of another origin has sent the request',
    remedy: 'Call from this machine.',
  },
  'event-unknown': {
    status: 404,
    text: 'No such event in the log',
    remedy: 'Check the id: it is the one that was answered when the event was recorded.',
  },
  'no-checkpoint': {
    status: 404,
    text: 'Nothing of the log is signed yet, because it is empty',
    remedy: 'Ask again once something is recorded.',
  },
  'no-such-tile': {
    status: 404,
    text: 'The log has not come as far as that tile',
    remedy: 'Tiles of level 0 hold 256 leaf hashes each, and those of each higher level 256 times as many.',
  },
  'unknown-cohort': {
    status: 404,
    text: 'A cohort, or a version of it, that is not defined, or was not then',
    remedy: 'Use one that the message names; GET /cohorts lists them.',
  },
  'unknown-analysis': {
    status: 404,
    text: 'An analysis that does not exist',
    remedy: 'Use one that the message names; GET /analyses lists them.',
  },
  'unknown-result': {
    status: 404,
    text: 'A result that is not kept here',
    remedy: 'Check the id, or run the analysis: the same inputs give the same id.',
  },
  'no-such-route': { status: 404, text: 'There is nothing at this address', remedy: 'See /docs for what there is.' },
  'patient-unknown': {
    status: 404,
    text: 'No such patient, or none that was known then',
    remedy: 'Check the id, or register the patient first.',
  },
  'not-frozen': { status: 409, text: 'The log is not frozen', remedy: 'There is nothing to thaw.' },
  'id-conflict': {
    status: 409,
    text: 'An id that is on record with other content, or a batch of which only some ids are',
    remedy: 'Send the same content again, or another id.',
  },
  stale: {
    status: 412,
    text: "The patient's record is not at the revision in If-Match",
    remedy: 'Read it again, decide again, and send the revision you then saw.',
  },
  'too-large': {
    status: 413,
    text: 'The request is too large',
    remedy: 'Send fewer events at once, or import a file.',
  },
  'too-many-events': { status: 413, text: 'Too many events at once', remedy: 'Send fewer, or import a file.' },
  'unsupported-media-type': {
    status: 415,
    text: 'The body is in a form that is not read here',
    remedy: 'Send application/json in UTF-8.',
  },
  'no-events': { status: 422, text: 'An array without an event', remedy: 'Send at least one.' },
  'no-calendar': {
    status: 422,
    text: 'A calendar cut-off for a patient with relative days, or a relative one for a patient with dates',
    remedy: 'Give a cut-off of the same kind, or none.',
  },
  'needs-acknowledgement': {
    status: 422,
    text: 'One or more of the questions below are open; nothing is recorded',
    remedy: 'Check what is asked. If it is right as it stands, send it again with the codes in `acknowledge`.',
  },
  refused: { status: 422, text: 'Refused for a reason that has no code of its own', remedy: 'See /docs.' },
  'integrity-failure': {
    status: 500,
    text: 'A stored event does not match its hash and is not served',
    remedy: 'Run hepatrace verify and call whoever keeps the log.',
  },
  'internal-error': {
    status: 500,
    text: 'Something went wrong on our side; nothing was recorded that was not acknowledged',
    remedy: 'Try again; if it stays, tell who runs the service the requestId.',
  },
  'log-frozen': {
    status: 503,
    text: 'The log is not what was signed of it: nothing is written or signed; reads go on',
    remedy:
      'See /health/ready for what is missing or differs. Put the right copy of the data in place, or let the log go on as it is with hepatrace log thaw --reason TEXT.',
  },
  'not-signed-yet': {
    status: 503,
    text: 'The event is recorded, but no checkpoint covers it yet',
    remedy: 'Ask again in a minute, or run hepatrace log checkpoint.',
  },
  'not-yet-known': {
    status: 503,
    text: 'The record has not come as far as is asked',
    remedy: 'Ask again in a moment.',
  },
  'unreadable-event': {
    status: 503,
    text: "The patient's record holds what this version cannot read",
    remedy: 'Start a newer version of the service; it leaves no event out.',
  },
  'store-unavailable': {
    status: 503,
    text: 'The event store cannot take or give this now',
    remedy: 'Send the same request again later; known ids are never recorded twice.',
  },
  'storage-full': {
    status: 503,
    text: 'The disk of the event store is full; nothing is lost',
    remedy: 'Make room, then send the same request again; known ids are never recorded twice.',
  },
  busy: {
    status: 503,
    text: 'The event store is busy',
    remedy: 'Send the same request again later; known ids are never recorded twice.',
  },
  closed: { status: 503, text: 'The service is stopping', remedy: 'Send the same request again once it has started.' },
} as const satisfies Readonly<Record<string, Meaning>>;

export type HttpProblemCode = keyof typeof HTTP_PROBLEMS;
