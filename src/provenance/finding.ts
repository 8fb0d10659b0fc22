export type FindingCode =
  | 'altered-header'
  | 'altered-content'
  | 'altered-leaf'
  | 'altered-column'
  | 'altered-tile'
  | 'missing'
  | 'inserted'
  | 'reordered'
  | 'revision-gap'
  | 'duplicate-id'
  | 'time-went-back'
  | 'dangling-reference'
  | 'truncated'
  | 'forked'
  | 'bad-signature'
  | 'unknown-key'
  | 'anchor-missing'
  | 'key-missing'
  | 'read-model-differs'
  | 'page-corrupt';

/** One thing that is not as it was written, and how we know. */
export interface LogFinding {
  readonly code: FindingCode;
  readonly index: number | null;
  readonly eventId: string | null;
  readonly expected: string | null;
  readonly found: string | null;
  readonly how: string;
}

/** Notes a finding about the place in the log that is being looked at. */
export type Report = (code: FindingCode, how: string, expected?: string | null, found?: string | null) => void;

/** Events and leaves of the indexes `from` to `to` (both included) that are both gone. */
export const gone = (from: number, to: number): LogFinding => ({
  code: 'missing',
  index: from,
  eventId: null,
  expected: from === to ? null : `indexes ${from} to ${to}`,
  found: null,
  how: from === to ? 'event and leaf are gone' : `events and leaves are gone, ${to - from + 1} of them`,
});

/** What cannot be read, in the words of the store. */
export const pageCorrupt = (index: number | null, how: string, found: string): LogFinding => ({
  code: 'page-corrupt',
  index,
  eventId: null,
  expected: null,
  found,
  how,
});
