import { Hono } from 'hono';
import type { Workspace } from '../../schedule/workspace.ts';
import type { WebParts } from '../web-parts.ts';

export const API_PATH = '/api/v1';

/** The API for other programs, loaded when the first of them asks: no start waits for its routes and their description. */
export function laterApi(workspace: Workspace, parts: Pick<WebParts, 'nudge'>): Hono {
  let api: Promise<Hono> | undefined;
  const later = new Hono();
  later.all('*', async (context) => {
    api ??= import('./api-v1.ts').then(({ apiV1 }) => new Hono().route(API_PATH, apiV1(workspace, parts)));
    return (await api).fetch(context.req.raw, context.env);
  });
  return later;
}
