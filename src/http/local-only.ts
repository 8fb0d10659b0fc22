import type { RequestHandler } from 'express';
import { refuse } from './problem.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Refuses what a web page could make a browser on this machine send: a Host that is not this machine (DNS rebinding) or an
 * Origin elsewhere. Without roles, being on this machine is all that a caller has to show.
 */
export const localOnly: RequestHandler = (request, _response, next) => {
  const { host, origin } = request.headers;
  if (host === undefined || !LOOPBACK.has(nameOf(host))) {
    next(refuse(403, 'foreign-host', '', 'the Host of the request is not this machine', 'Ask 127.0.0.1 or localhost.'));
    return;
  }
  if (origin !== undefined && !(URL.canParse(origin) && LOOPBACK.has(new URL(origin).hostname))) {
    next(refuse(403, 'foreign-origin', '', 'the request comes from a page of another host', 'Call from this machine.'));
    return;
  }
  next();
};

/** The host's name without its port. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');
