import { HttpException } from '@nestjs/common';
import { RefusedAnalysisError } from '../analyses/index.js';
import { UnreadableEventError, type EventFault, type Violation } from '../events/index.js';
import { QuestionError } from '../outcomes/index.js';
import {
  AppendTooLargeError,
  IdConflictError,
  IntegrityError,
  StoreUnavailableError,
  WrongRevisionError,
} from '../ports/index.js';
import { ProofError } from '../provenance/index.js';
import { AsOfError, PoisonEventError } from '../projections/index.js';
import { NotRecordedError } from '../recording/index.js';
import { RefusedDefinitionError, UnknownCohortError } from '../studies/index.js';
import { HTTP_PROBLEMS, type HttpProblemCode } from './problem-codes.js';

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

/** A refusal with one reason; a code of this side's own has always the same status. */
export const refuse = <Code extends HttpProblemCode | EventFault['code']>(
  status: Code extends HttpProblemCode ? (typeof HTTP_PROBLEMS)[Code]['status'] : number,
  code: Code,
  pointer: string,
  detail: string,
  remedy: string,
): ProblemError => new ProblemError(status, [{ code, pointer, detail, remedy }]);

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Not allowed',
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
  if (error instanceof ProblemError) return error;
  if (error instanceof NotRecordedError) return ofRecording(error);
  if (error instanceof QuestionError || error instanceof RefusedAnalysisError || error instanceof AsOfError) {
    const { code, pointer, detail, remedy } = error;
    return { status: 400, violations: [{ code, pointer, detail, remedy }] };
  }
  if (error instanceof WrongRevisionError) {
    return one('stale', `the patient's record is at revision ${error.actual ?? 'none'}, not ${error.expected}`);
  }
  if (error instanceof UnknownCohortError) return { status: 404, violations: [error] };
  // One by one, with line and column, though it be one alone.
  if (error instanceof RefusedDefinitionError)
    return { status: 422, violations: error.problems, errors: [...error.problems] };
  if (error instanceof ProofError) return one(error.code, error.message);
  if (error instanceof IdConflictError || error instanceof AppendTooLargeError) return one(error.code, error.message);
  if (error instanceof StoreUnavailableError || error instanceof IntegrityError) return one(error.code);
  if (error instanceof PoisonEventError || error instanceof UnreadableEventError) {
    return one('unreadable-event', `the patient's record holds what this version cannot read: ${error.message}`);
  }
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  return status === null ? one('internal-error') : ofHttp(status, error instanceof Error ? error.message : '');
}

function ofRecording(error: NotRecordedError): Judgement {
  const [first, ...others] = error.violations;
  if (!first)
    return { status: 422, violations: [{ code: error.code, pointer: '', detail: error.message, remedy: '' }] };
  if (error.code === 'refused') return { status: 422, violations: [first, ...others] };
  const codes = error.violations.map(({ code }) => code);
  const whole = {
    ...first,
    code: error.code,
    remedy: `Check it. If it is right as it stands, send it again with acknowledge: ${JSON.stringify([...new Set(codes)])}.`,
  };
  return { status: 422, violations: [whole], errors: error.violations };
}

const BY_STATUS: Readonly<Record<number, HttpProblemCode>> = {
  404: 'no-such-route',
  413: 'too-large',
  415: 'unsupported-media-type',
};

/** What the framework and the body parser refuse. */
function ofHttp(status: number, message: string): Judgement {
  const code = BY_STATUS[status];
  if (code) return one(code);
  if (status === 400) return one('malformed', `the request cannot be read: ${message}`);
  return { ...one('refused', message), status };
}

/** A problem as its code has it, with what is particular to this case. */
function one(code: HttpProblemCode, detail: string = sentence(HTTP_PROBLEMS[code].text)): Judgement {
  const { status, remedy } = HTTP_PROBLEMS[code];
  return { status, violations: [{ code, pointer: '', detail, remedy }] };
}

const sentence = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Body parsers throw errors that carry a status. */
function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : null;
}
