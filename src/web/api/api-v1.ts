import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { type ApiKey, findApiKey } from '../../businesses/api-keys.ts';
import { inBusiness } from '../../database/in-business.ts';
import { describeError, ExitCode, WafaError } from '../../lib/errors.ts';
import type { Workspace } from '../../schedule/workspace.ts';
import { loopbackOnly } from '../loopback-only.ts';
import type { WebParts } from '../web-parts.ts';
import type { ApiAnswer, ApiRoute } from './api-route.ts';
import { once } from './idempotency.ts';
import { openApiDocument } from './openapi.ts';
import { ApiError, problemAnswer } from './problem.ts';
import { rateLimit } from './rate-limit.ts';
import { API_ROUTES } from './routes/all-routes.ts';

/** Of one key. */
const KEY_LIMIT = { burst: 100, perMinute: 1200 };
/** Of everybody without a key that works: guessing one is hopeless, and should cost nothing either. */
const STRANGER_LIMIT = { burst: 20, perMinute: 60 };

/**
 * The API for other programs, by keys (docs/api.md). Each request is one transaction: its rows, its history and its
 * Idempotency-Key stand or fall together. Only programs on this machine are answered, unless `web.api` says otherwise.
 */
export function apiV1(workspace: Workspace, { nudge }: Pick<WebParts, 'nudge'>): Hono {
  const api = new Hono<{ Variables: { key: ApiKey } }>();
  const keys = rateLimit(KEY_LIMIT);
  const strangers = rateLimit(STRANGER_LIMIT);
  const description = JSON.stringify(openApiDocument());
  if (workspace.config.web.api === 'this-machine') api.use(loopbackOnly);

  api.use(async (context, next) => {
    const now = await workspace.clock.now();
    const given = /^Bearer (\S{1,200})$/i.exec(context.req.header('authorization') ?? '')?.[1];
    const key =
      given === undefined
        ? undefined
        : await inBusiness(workspace.db, workspace.businessId, (tx) => findApiKey(tx, given, now));
    const waitMs = key
      ? keys.take(key.id, performance.now())
      : strangers.take('strangers', performance.now());
    if (waitMs > 0) {
      context.header('retry-after', String(Math.ceil(waitMs / 1000)));
      return problemAnswer(context, 'too-many');
    }
    if (!key) {
      context.header('www-authenticate', 'Bearer');
      return problemAnswer(context, 'no-key', 'make one with: npx wafa api-keys create NAME');
    }
    context.set('key', key);
    context.header('cache-control', 'no-store');
    return next();
  });

  api.get('/openapi.json', (context) =>
    context.body(description, 200, { 'content-type': 'application/json' }),
  );
  for (const route of API_ROUTES) {
    api.on(route.method.toUpperCase(), route.path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
      const answer = await answerRoute(workspace, route, context, context.get('key'));
      if (route.method !== 'get') nudge();
      return answer;
    });
  }
  const paths = new Set(API_ROUTES.map(({ path }) => path));
  for (const path of paths)
    api.all(path.replace(/\{(\w+)\}/g, ':$1'), (context) => problemAnswer(context, 'wrong-method'));
  api.all('*', (context) => problemAnswer(context, 'not-found', `there is no ${context.req.path}`));
  api.onError((error, context) => problemOfError(workspace, error, context));
  return api as unknown as Hono;
}

async function answerRoute(
  workspace: Workspace,
  route: ApiRoute,
  context: Context,
  key: ApiKey,
): Promise<Response> {
  const params = check(route.params, context.req.param(), '/path');
  const query = check(route.query, context.req.query(), '/query');
  const text = route.body === undefined ? '' : await context.req.text();
  const body = route.body && check(route.body, readJson(context, text), '');
  const now = await workspace.clock.now();
  const idempotencyKey = context.req.header('idempotency-key');
  const {
    status,
    body: answer,
    replayed,
  } = await inBusiness(workspace.db, workspace.businessId, async (tx) => {
    const call = { tx, workspace, key, actor: `api: ${key.name}`, now };
    const work = async (): Promise<ApiAnswer> => {
      const done = await route.run(call, { params, query, body } as never);
      return { ...done, body: shaped(route, done) };
    };
    if (idempotencyKey === undefined || route.method !== 'post')
      return { ...(await work()), replayed: false };
    const { method, path } = context.req;
    return once(tx, { apiKeyId: key.id, idempotencyKey, method, path, body: text }, now, work);
  });
  if (replayed) context.header('idempotency-replayed', 'true');
  return context.body(JSON.stringify(answer), status as 200, { 'content-type': 'application/json' });
}

/** What goes out is what the description says, and nothing else. */
function shaped(route: ApiRoute, { status, body }: ApiAnswer): unknown {
  const shape = route.answers[status];
  if (!shape) throw new Error(`${route.method} ${route.path} describes no answer ${status}`);
  return shape.parse(JSON.parse(JSON.stringify(body)));
}

function readJson(context: Context, text: string): unknown {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type))
    throw new ApiError('not-json', 'send content-type: application/json');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError('not-valid', `the body is no JSON: ${describeError(error)}`);
  }
}

function check<Schema extends z.ZodType>(schema: Schema, given: unknown, place: string): z.output<Schema> {
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  throw new ApiError(
    'not-valid',
    'see errors',
    checked.error.issues.slice(0, MAX_ERRORS).map(({ path, message }) => ({
      pointer: [place, ...path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'))].join(
        '/',
      ),
      detail: message,
    })),
  );
}

const MAX_ERRORS = 50;

function problemOfError(workspace: Workspace, error: Error, context: Context): Response {
  if (error instanceof ApiError) return problemAnswer(context, error.kind, error.message, error.errors);
  if (error instanceof WafaError && error.exitCode === ExitCode.usage)
    return problemAnswer(context, 'not-valid', [error.message, error.hint].filter((part) => part).join('; '));
  workspace.log.error({ path: context.req.path, error: describeError(error) }, 'an API request failed');
  return problemAnswer(context, 'failed', 'the log says more');
}
