import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { PATIENT_ID } from '../events/index.js';
import { questionOf, type Question } from '../outcomes/index.js';
import type { EventStore, LogPoint, Clock } from '../ports/index.js';
import { resolveAsOf, resolveKnownAtSource } from '../projections/index.js';
import { refuse } from './problem.js';

/** The id that this request has in logs, answers and events; given by the edge. */
export const requestIdOf = (request: Request): string => (request as Request & { id?: string }).id ?? '';

/** Refuses a body that is not JSON: it would be read as no body at all. */
export const jsonOnly: RequestHandler = (request, _response, next) => {
  next(request.is('application/json') === false ? new UnsupportedMediaTypeException() : undefined);
};

/** @throws ProblemError 400 */
export function patientIdOf(given: unknown, pointer = ''): string {
  if (typeof given === 'string' && PATIENT_ID.test(given)) return given;
  throw refuse(
    400,
    'bad-patient-id',
    pointer,
    'a patient id has 1 to 64 letters, digits, dots, hyphens or underscores',
    'Use the pseudonymous id that the registration answered, never a hospital number.',
  );
}

/** The revision of `If-Match: "17"`; undefined when absent. @throws ProblemError 400 */
export function seenRevisionOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const match = /^"(\d{1,15})"$/.exec(header.trim());
  if (match) return Number(match[1]);
  throw refuse(
    400,
    'bad-if-match',
    '',
    'If-Match holds no revision',
    'Send the ETag of the timeline as it is, for instance "17" with its quotes.',
  );
}

/** A query parameter given at most once. @throws ProblemError 400 */
export function single(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw refuse(400, 'bad-query', `/${name}`, `${name} is given more than once`, 'Give it once.');
}

/** A whole number from 0 on, given at most once. @throws ProblemError 400 */
export function wholeNumber(request: Request, name: string): number | undefined {
  const text = single(name, request.query[name]);
  if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw refuse(400, 'bad-query', `/${name}`, `${name} is ${JSON.stringify(text)}`, 'Give a whole number from 0 on.');
}

/** A query parameter given any number of times. */
export const several = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');

/** The parameters of a cohort definition that the query gives: `with=NAME=VALUE`, any number of times. */
export const parametersIn = ({ query }: Request): Readonly<Record<string, string>> =>
  Object.fromEntries(
    several(query['with'])
      .map((one) => one.split(/=(.*)/s, 2))
      .map(([name, value]) => [name, value ?? '']),
  );

/** The question that the query asks of endpoints: by which rules, from when, with which settings, up to when. */
export function questionIn({ query }: Request): Question {
  return questionOf({
    ruleSet: single('ruleSet', query['ruleSet']),
    timeZero: single('timeZero', query['timeZero']),
    option: several(query['option']),
    cutOff: single('cutOff', query['cutOff']),
  });
}

/** @throws ProblemError 400 for a query parameter that the route does not have: a mistyped cut-off must not be ignored */
export function onlyQuery(request: Request, names: readonly string[]): void {
  const unknown = Object.keys(request.query).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw refuse(
      400,
      'unknown-parameter',
      `/${unknown}`,
      `there is no parameter ${JSON.stringify(unknown)} here`,
      names.length > 0 ? `Parameters are: ${names.join(', ')}.` : 'Leave it out.',
    );
  }
}

/** The day up to whose end the source's own knowledge is asked for; null: all that is on record. @throws AsOfError */
export function atSourceOf(value: unknown, clock: Clock): string | null {
  const text = single('asKnownAtSource', value);
  return text === undefined ? null : resolveKnownAtSource(text, clock.now());
}

/** The knowledge asked for under a name; null: all that is known now. @throws AsOfError */
export async function asOfOf(value: unknown, store: EventStore, clock: Clock, name = 'asOf'): Promise<LogPoint | null> {
  const text = single(name, value);
  return text === undefined ? null : resolveAsOf(text, store, clock.now(), `/${name}`);
}
