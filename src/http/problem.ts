import { HttpException } from '@nestjs/common';
import { RefusedAnalysisError } from '../analyses/index.js';
import { UnreadableEventError, type Violation } from '../events/index.js';
import { QuestionError } from '../outcomes/index.js';
import { IdConflictError, IntegrityError, StoreUnavailableError, WrongRevisionError } from '../ports/index.js';
import { AsOfError, PoisonEventError } from '../projections/index.js';
import { NotRecordedError } from '../recording/index.js';

/** An answer that is an error: RFC 9457, with the code, the place and the remedy that every error here has. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** JSON pointer to the bad value, where there is one. */
  readonly pointer?: string;
  readonly remedy?: string;
  /** All that is wrong, or all that is asked, one by one. */
  readonly errors?: readonly Violation[];
  readonly requestId: string;
}

/** Thrown by controllers for what is theirs to refuse. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly status: number,
    readonly violations: readonly [Violation, ...Violation[]],
  ) {
    super(violations[0].detail);
  }
}

/** A refusal with one reason. */
export const refuse = (status: number, code: string, pointer: string, detail: string, remedy: string): ProblemError =>
  new ProblemError(status, [{ code, pointer, detail, remedy }]);

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not recorded',
  500: 'Internal error',
  503: 'Not available now',
};

/** What an error means to who asked. Never a stack, a path, SQL or the value of a sealed field. */
export function problemOf(error: unknown, requestId: string): Problem {
  const { status, violations, errors = violations } = judge(error);
  const [first] = violations;
  return {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    code: first.code,
    detail: first.detail,
    ...(first.pointer !== '' && { pointer: first.pointer }),
    ...(first.remedy !== '' && { remedy: first.remedy }),
    ...(errors.length > 1 || errors !== violations ? { errors } : {}),
    requestId,
  };
}

interface Judgement {
  readonly status: number;
  readonly violations: readonly [Violation, ...Violation[]];
  /** The violations one by one, where the first of `violations` speaks for all. */
  readonly errors?: readonly Violation[];
}

function judge(error: unknown): Judgement {
  const one = (status: number, code: string, detail: string, remedy: string, pointer = '') => ({
    status,
    violations: [{ code, pointer, detail, remedy }] as const,
  });
  if (error instanceof ProblemError) return error;
  if (error instanceof NotRecordedError) {
    const [first, ...others] = error.violations;
    if (!first) return one(422, error.code, error.message, '');
    if (error.code === 'refused') return { status: 422, violations: [first, ...others] };
    const codes = error.violations.map(({ code }) => code);
    const whole = {
      ...first,
      code: error.code,
      remedy: `Check it. If it is right as it stands, send it again with acknowledge: ${JSON.stringify([...new Set(codes)])}.`,
    };
    return { status: 422, violations: [whole], errors: error.violations };
  }
  if (error instanceof QuestionError || error instanceof RefusedAnalysisError) {
    return one(400, error.code, error.detail, error.remedy, error.pointer);
  }
  if (error instanceof AsOfError) return one(400, error.code, error.detail, error.remedy, error.pointer);
  if (error instanceof WrongRevisionError) {
    return one(
      412,
      'stale',
      `the patient's record is at revision ${error.actual ?? 'none'}, not ${error.expected}`,
      'Read it again, decide again, and send the revision you then saw.',
    );
  }
  if (error instanceof IdConflictError)
    return one(409, 'id-conflict', error.message, 'Send the same content again, or another id.');
  if (error instanceof StoreUnavailableError)
    return one(
      503,
      error.code,
      'the event store cannot take or give this now',
      'Send the same request again later; known ids are never recorded twice.',
    );
  if (error instanceof IntegrityError)
    return one(
      500,
      error.code,
      'a stored event does not match its hash and is not served',
      'Run hepatrace verify and call whoever keeps the log.',
    );
  if (error instanceof PoisonEventError || error instanceof UnreadableEventError)
    return one(
      503,
      'unreadable-event',
      `the patient's record holds what this version cannot read: ${error.message}`,
      'Start a newer version of the service; it leaves no event out.',
    );
  if (error instanceof HttpException) return ofHttp(error.getStatus(), error.message);
  const status = statusOf(error);
  if (status !== null) return ofHttp(status, error instanceof Error ? error.message : '');
  return one(
    500,
    'internal-error',
    'something went wrong on our side; nothing was recorded that was not acknowledged',
    'Try again; if it stays, tell who runs the service the requestId.',
  );

  function ofHttp(code: number, message: string) {
    if (code === 404)
      return one(404, 'no-such-route', 'there is nothing at this address', 'See /docs for what there is.');
    if (code === 413)
      return one(413, 'too-large', 'the request is too large', 'Send fewer events at once, or import a file.');
    if (code === 400)
      return one(400, 'malformed', `the request cannot be read: ${message}`, 'Send well-formed JSON in UTF-8.');
    if (code === 415)
      return one(
        415,
        'unsupported-media-type',
        'the body is in a form that is not read here',
        'Send application/json in UTF-8.',
      );
    return one(code, 'refused', message, 'See /docs.');
  }
}

/** Body parsers throw errors that carry a status. */
function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : null;
}
