import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import { findOperation } from '../operations/operations.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { loopbackOnly } from './loopback-only.ts';
import type { WebParts } from './server.ts';

/** `POST /api/operations/NAME` with the token of daemon.json: how the command line asks the running daemon. */
export function operationsApi(workspace: Workspace, { operationsToken, nudge }: WebParts): Hono {
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
      const operation = findOperation(context.req.param('name'));
      const input: unknown = await context.req.json();
      const result = await operation.perform(workspace, input, 'command line');
      nudge();
      return context.json({ result: result ?? null });
    } catch (error) {
      if (!(error instanceof WafaError))
        workspace.log.error({ error: describeError(error) }, 'operation failed');
      const { hint, exitCode } =
        error instanceof WafaError ? error : { hint: undefined, exitCode: ExitCode.failed };
      return context.json({ error: describeError(error), hint, exitCode }, 400);
    }
  });
  return api;
}

function sameToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
