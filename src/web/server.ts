import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { inBusiness } from '../database/in-business.ts';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import { readStatus } from '../operations/status.ts';
import type { StageHealth } from '../schedule/lane.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { createMetrics } from './metrics.ts';
import { operationsApi } from './operations-api.ts';
import { pageRoutes } from './page-routes.ts';
import { judgeReadiness } from './readiness.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';

/** What the server needs beside the workspace. */
export interface WebParts {
  /** The secret of the command line, from daemon.json. */
  operationsToken: string;
  stages(): StageHealth[];
  /** Something was changed by a person: look now. */
  nudge(): void;
}

export interface WebServer {
  /** Address of the page on this machine. */
  url: string;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1_000_000;
/** Slow requests are dropped: headers and body must be here in this time. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Listens on web.host and web.port: pages and operations for this machine only, health and metrics, and the one
 * address that the outside needs, the one-click unsubscribe.
 */
export async function startWebServer(workspace: Workspace, parts: WebParts): Promise<WebServer> {
  const { host, port } = workspace.config.web;
  const app = buildWebApp(workspace, parts);
  const server = createAdaptorServer({ fetch: app.fetch });
  if ('requestTimeout' in server) server.requestTimeout = REQUEST_TIMEOUT_MS;
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

/** All routes, without a socket. */
export function buildWebApp(workspace: Workspace, parts: WebParts): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        imgSrc: ['data:'],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
    }),
  );
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES }));
  healthRoutes(app, workspace, parts);
  app.route('/', unsubscribeRoutes(workspace));
  app.route('/api/operations', operationsApi(workspace, parts));
  app.route('/', pageRoutes(workspace));
  app.onError((error, context) => {
    workspace.log.error({ path: context.req.path, error: describeError(error) }, 'request failed');
    return context.text('Something went wrong here; the log says more.\n', 500);
  });
  return app;
}

function healthRoutes(app: Hono, workspace: Workspace, parts: WebParts): void {
  const metrics = createMetrics();
  const status = async () => {
    const now = await workspace.clock.now();
    return { now, status: await inBusiness(workspace.db, workspace.businessId, (tx) => readStatus(tx, now)) };
  };
  app.get('/health', (context) => context.json({ alive: true }));
  app.get('/ready', async (context) => {
    try {
      const read = await status();
      const judged = judgeReadiness(read.status, parts.stages(), {
        now: read.now,
        pollMs: workspace.config.reading.poll,
      });
      return context.json(judged, judged.ready ? 200 : 503);
    } catch (error) {
      return context.json(
        { ready: false, problems: [`the database does not answer: ${describeError(error)}`] },
        503,
      );
    }
  });
  app.get('/metrics', async (context) => {
    const read = await status();
    const text = await metrics.write(read.status, parts.stages(), read.now);
    return context.body(text, 200, { 'content-type': metrics.contentType });
  });
}

function cannotListen(host: string, port: number, error: Error): WafaError {
  return new WafaError(`cannot listen on ${host}:${port}: ${describeError(error)}`, {
    hint: 'is another Wafa running? Choose another web.port, or 0 for any free one',
    exitCode: ExitCode.connection,
    cause: error,
  });
}
