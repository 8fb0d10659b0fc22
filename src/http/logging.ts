import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { pino, type DestinationStream, type Logger } from 'pino';

/** The process's log. Nothing of a patient goes in: no ids, no bodies, no URLs, only route templates. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  destination ? pino({ level, base: null }, destination) : pino({ level, base: null });

/** Gives each request its id, and the log one line a request: method, route template, status, time. */
export const requestLog =
  (logger: Logger): RequestHandler =>
  (request, response, next) => {
    const id = randomUUID();
    Object.assign(request, { id });
    response.setHeader('X-Request-Id', id);
    if (logger.isLevelEnabled('info')) {
      const started = performance.now();
      response.once('close', () => {
        const { route } = request as Request & { route?: { path?: string } };
        const line = {
          req: { id, method: request.method },
          route: route?.path ?? null,
          res: { statusCode: response.statusCode },
          responseTime: Math.round(performance.now() - started),
        };
        logger.info(line, response.writableFinished ? 'request completed' : 'request aborted');
      });
    }
    next();
  };

/** Nest's own messages, in the same log. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, ...details: unknown[]): void {
    this.logger.error({ details }, String(message));
  }
}
