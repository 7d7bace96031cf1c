import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { buildWebApp } from './web-app.ts';
import type { WebParts } from './web-parts.ts';

export interface WebServer {
  /** Address of the page on this machine. */
  url: string;
  close(): Promise<void>;
}

/** Slow requests are dropped: headers and body must be here in this time. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Listens on web.host and web.port: pages and operations for this machine only, health and metrics, and the one
 * address that the outside needs, the one-click unsubscribe. Throws a WafaError when the port is taken.
 */
export async function startWebServer(workspace: Workspace, parts: WebParts): Promise<WebServer> {
  const { host, port } = workspace.config.web;
  const app = buildWebApp(workspace, parts);
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(withBody(request), env),
    overrideGlobalObjects: false,
  });
  if ('requestTimeout' in server) {
    server.headersTimeout = REQUEST_TIMEOUT_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(host, port, error)));
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    url: `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/**
 * The request itself, or a genuine one in its place when its body comes without a length (RFC 9112, section 7.1): the
 * limit for bodies rebuilds such a request, and the server's lightweight ones cannot be rebuilt.
 */
function withBody(request: Request): Request {
  if (request.body === null || request.headers.has('content-length')) return request;
  const { method, headers, body, signal } = request;
  return new Request(request.url, { method, headers, body, signal, duplex: 'half' });
}

function cannotListen(host: string, port: number, error: Error): WafaError {
  return new WafaError(`cannot listen on ${host}:${port}: ${describeError(error)}`, {
    hint: 'is another Wafa running? Choose another web.port, or 0 for any free one',
    exitCode: ExitCode.connection,
    cause: error,
  });
}
