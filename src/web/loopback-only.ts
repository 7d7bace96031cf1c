import type { MiddlewareHandler } from 'hono';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Until there is a login, pages and operations answer only a browser on this machine that asked for it by name: the
 * Host must be a loopback name (against DNS rebinding), and a change must come from the same origin or from no page.
 */
export const loopbackOnly: MiddlewareHandler = async (context, next) => {
  const { hostname, host } = new URL(context.req.url);
  if (!LOOPBACK_NAMES.has(hostname))
    return context.text('This page is only for the machine that Wafa runs on.\n', 403);
  const origin = context.req.header('origin');
  if (context.req.method !== 'GET' && origin !== undefined && new URL(origin).host !== host) {
    return context.text('This change came from another site.\n', 403);
  }
  return next();
};
