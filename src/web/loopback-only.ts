import type { Context, MiddlewareHandler } from 'hono';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/;
/** What a proxy adds when it passes on somebody else's request. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
const CHANGES_NOTHING = new Set(['GET', 'HEAD']);

/**
 * Until there is a login, pages and operations answer only a browser on this machine that asked for it by name: the
 * connection must come from loopback and through no proxy, the Host must be a loopback name (against DNS rebinding), and
 * a change must come from the same origin or from no page (against cross-site requests).
 */
export const loopbackOnly: MiddlewareHandler = async (context, next) => {
  const { hostname, host } = new URL(context.req.url);
  if (!LOOPBACK_NAMES.has(hostname) || !comesFromHere(context))
    return context.text('This page is only for the machine that Wafa runs on.\n', 403);
  if (!CHANGES_NOTHING.has(context.req.method) && comesFromAnotherSite(context, host))
    return context.text('This change came from another site.\n', 403);
  return next();
};

function comesFromHere(context: Context): boolean {
  if (FORWARDED.some((name) => context.req.header(name) !== undefined)) return false;
  const { incoming } = (context.env ?? {}) as { incoming?: { socket: { remoteAddress?: string } } };
  // A request without a socket was made inside this process.
  return incoming === undefined || LOOPBACK_ADDRESS.test(incoming.socket.remoteAddress ?? '');
}

/** `Origin: null` (a sandboxed frame, a file) is another site too. */
function comesFromAnotherSite(context: Context, host: string): boolean {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = context.req.header('origin');
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}
