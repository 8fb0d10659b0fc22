import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { problemOf } from './problem.js';
import { requestIdOf } from './request.js';

/** Turns every error into problem+json; what is our own fault is logged, without its message, which may hold data. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const problem = problemOf(error, requestIdOf(http.getRequest<Request>()));
    if (problem.status >= 500) {
      const { name, stack } = error instanceof Error ? error : { name: 'unknown', stack: '' };
      const frames = stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
      this.log.error({ requestId: problem.requestId, code: problem.code, error: name, frames }, 'request failed');
    }
    if (response.headersSent) {
      response.end();
      return;
    }
    if (problem.status === 503) response.setHeader('Retry-After', '1');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
