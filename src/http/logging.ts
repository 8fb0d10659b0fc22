import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { pinoHttp } from 'pino-http';

/** The process's log. Nothing of a patient goes in: no ids, no bodies, no URLs, only route templates. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  destination ? pino({ level, base: null }, destination) : pino({ level, base: null });

/** One line a request: method, route template, status, time. */
export function requestLog(logger: Logger) {
  return pinoHttp({
    logger,
    genReqId: (_request: IncomingMessage, response: ServerResponse) => {
      const id = randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    // The request's own logger carries its id alone; what else is said of it is said once, at the end.
    quietReqLogger: true,
    serializers: {
      req: ({ id, method }: { id: string; method: string }) => ({ id, method }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      err: ({ type }: { type: string }) => ({ type }),
    },
    // Called at the start too, before the route is known: then there is nothing to say yet.
    customProps: (request, response) => {
      const route = (request as IncomingMessage & { route?: { path?: string } }).route?.path;
      return response.writableEnded ? { route: route ?? null } : {};
    },
  });
}

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
