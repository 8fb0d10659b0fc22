import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ErrorRequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { WritableAdapters } from '../adapters/index.js';
import { AppModule } from '../app.module.js';
import type { Config } from '../config.js';
import { createLogger, NestLog, requestLog } from './logging.js';
import { localOnly } from './local-only.js';
import { Metrics } from './metrics.js';
import { openApiOf } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { problemOf } from './problem.js';
import { jsonOnly, requestIdOf } from './request.js';

export interface Server {
  readonly app: NestExpressApplication;
  readonly openApi: OpenAPIObject;
  /** Where it listens, once it does. */
  readonly url: () => Promise<string>;
}

/** The HTTP service, ready to listen. Closing the app closes the stores. */
export async function createServer(
  config: Config,
  adapters: WritableAdapters,
  version: string,
  logger: Logger = createLogger(config.logLevel),
): Promise<Server> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(config, adapters, logger), {
    bodyParser: false,
    logger: new NestLog(logger),
  });
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use(requestLog(logger));
  app.use(app.get(Metrics).timing);
  app.use(localOnly);
  app.use(
    helmet({
      // On loopback there is no TLS to insist on.
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        directives: { 'script-src': ["'self'", "'unsafe-inline'"], 'upgrade-insecure-requests': null },
      },
    }),
  );
  app.useBodyParser('json', { limit: config.bodyLimit, strict: false });
  app.use(jsonOnly);
  app.useGlobalFilters(new ProblemFilter(logger));
  const openApi = openApiOf(app, version);
  SwaggerModule.setup('docs', app, openApi, { jsonDocumentUrl: 'openapi.json', customSiteTitle: 'hepatrace API' });
  await app.init();
  // Errors of the body parser arise before any route, so Nest's filter never sees them.
  const beforeRoutes: ErrorRequestHandler = (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = problemOf(error, requestIdOf(request));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
  app.use(beforeRoutes);
  app.enableShutdownHooks();
  return { app, openApi, url: () => app.getUrl() };
}
