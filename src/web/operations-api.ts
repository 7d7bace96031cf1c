import { timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { loopbackOnly } from './loopback-only.ts';
import type { WebParts } from './web-parts.ts';

/** `POST /api/operations/NAME` with the token of daemon.json: how the command line asks the running daemon. */
export function operationsApi(
  workspace: Workspace,
  { operationsToken, nudge }: Pick<WebParts, 'operationsToken' | 'nudge'>,
): Hono {
  const api = new Hono();
  api.use(loopbackOnly);
  api.use(async (context, next) => {
    if (!sameToken(context.req.header('authorization'), operationsToken)) {
      return context.json({ error: 'not allowed', exitCode: ExitCode.failed }, 401);
    }
    return next();
  });
  api.post('/:name', async (context) => {
    try {
      // Hundreds of files that no start waits for.
      const { findOperation } = await import('../operations/operations.ts');
      const operation = findOperation(context.req.param('name'));
      const result = await operation.perform(workspace, await readJson(context), 'command line');
      nudge();
      return context.json({ result: result ?? null });
    } catch (error) {
      if (error instanceof WafaError) {
        const { hint, exitCode } = error;
        return context.json({ error: describeError(error), hint, exitCode }, 400);
      }
      workspace.log.error({ error: describeError(error) }, 'operation failed');
      return context.json({ error: describeError(error), exitCode: ExitCode.failed }, 500);
    }
  });
  return api;
}

async function readJson(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch (error) {
    throw new WafaError('the request is no JSON', { exitCode: ExitCode.usage, cause: error });
  }
}

/** Compared in constant time. */
function sameToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
