import { z } from 'zod';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { approveAll, approveEmail, cancelEmail } from '../outbox/approve.ts';
import { dkimSigner } from '../outbox/dkim.ts';
import { countOutbox, listOutbox, showEmail } from '../outbox/list-outbox.ts';
import { OUTGOING_STATES } from '../outbox/outgoing-states.ts';
import { pauseSending, resumeSending } from '../outbox/pause.ts';
import { resendUncertain } from '../outbox/resend.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { operation } from './operation.ts';

const MAX_LINES = 500;

/** Mails of the outbox, newest first. */
export const outboxList = operation(
  'outbox-list',
  z.strictObject({
    states: z.array(z.enum(OUTGOING_STATES)).optional(),
    limit: z.int().min(1).max(MAX_LINES).default(50),
  }),
  ({ db, businessId }, { states, limit }) =>
    inBusiness(db, businessId, async (tx) => ({
      counts: await countOutbox(tx),
      mails: await listOutbox(tx, { limit, ...(states ? { states } : {}) }),
    })),
);

/** One mail with its history and its text, found by the beginning of its id. */
export const outboxShow = operation('outbox-show', z.strictObject({ id: z.string() }), (workspace, { id }) =>
  inBusiness(workspace.db, workspace.businessId, async (tx) => {
    const email = await showEmail(tx, await emailId(tx, id));
    if (!email) throw noSuchMail(id);
    const { bytes, ...rest } = email;
    // Loaded when somebody looks: the daemon itself parses on threads of their own.
    const { parseMessage } = await import('../messages/parse/parse.ts');
    const { text, html } = await parseMessage(bytes);
    return { ...rest, size: bytes.length, text, hasHtml: html !== null && html !== undefined };
  }),
);

/** Lets mails go that wait for approval: one, those of an automation, or all. */
export const outboxApprove = operation(
  'outbox-approve',
  z.union([
    z.strictObject({ id: z.string() }),
    z.strictObject({ all: z.literal(true), automation: z.string().optional() }),
  ]),
  async ({ db, businessId, clock }, input, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      if ('all' in input) return approveAll(tx, actor, now, input.automation);
      const id = await emailId(tx, input.id);
      const state = await approveEmail(tx, id, actor, now);
      if (state === undefined) throw wrongState(input.id, 'does not wait for approval');
      return { approved: state === 'queued' ? 1 : 0, expired: state === 'expired' ? 1 : 0 };
    });
  },
);

/** Stops mails that have not left: one, or all that wait. */
export const outboxCancel = operation(
  'outbox-cancel',
  z.union([
    z.strictObject({ id: z.string(), reason: z.string().optional() }),
    z.strictObject({ all: z.literal(true), reason: z.string().optional() }),
  ]),
  async ({ db, businessId, clock }, input, actor) => {
    const now = await clock.now();
    const reason = input.reason ?? 'cancelled by a person';
    return inBusiness(db, businessId, async (tx) => {
      if ('id' in input) {
        const stopped = await cancelEmail(tx, await emailId(tx, input.id), { actor, reason, now });
        if (!stopped) throw wrongState(input.id, 'has left already, or was stopped before');
        return { cancelled: 1 };
      }
      let cancelled = 0;
      for (let waiting = await waitingIds(tx); waiting.length > 0; waiting = await waitingIds(tx)) {
        for (const id of waiting) if (await cancelEmail(tx, id, { actor, reason, now })) cancelled++;
      }
      return { cancelled };
    });
  },
);

/** The kill switch. */
export const outboxPause = operation(
  'outbox-pause',
  z.strictObject({ reason: z.string().min(1).default('paused by a person') }),
  ({ db, businessId }, { reason }, actor) =>
    inBusiness(db, businessId, async (tx) => ({ changed: await pauseSending(tx, reason, actor) })),
);

export const outboxResume = operation(
  'outbox-resume',
  z.strictObject({}),
  async ({ db, businessId, clock }, _input, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => ({ changed: await resumeSending(tx, actor, now) }));
  },
);

/** A person sends an uncertain transactional mail again. */
export const outboxResend = operation(
  'outbox-resend',
  z.strictObject({ id: z.string() }),
  async (workspace, { id }, actor) => {
    const now = await workspace.clock.now();
    const { db, businessId } = workspace;
    return inBusiness(db, businessId, async (tx) => {
      const identity = resendIdentity(workspace);
      const expiresAt = new Date(now.getTime() + RESEND_USEFUL_MS);
      const resent = await resendUncertain(tx, await emailId(tx, id), { actor, now, expiresAt, identity });
      if ('refused' in resent) throw wrongState(id, `cannot be sent again: ${resent.refused}`);
      return resent;
    });
  },
);

const RESEND_USEFUL_MS = 2 * DAY_MS;

function resendIdentity({ businessId, signingKey, config }: Workspace) {
  const { dkim } = config.sending;
  return {
    businessId,
    key: signingKey,
    verp: config.mailboxes[0]?.verp ?? ('off' as const),
    sign: dkim ? dkimSigner(dkim) : undefined,
  };
}

const SHORTEST_PREFIX = 6;
const WAITING_BATCH = 200;

/** The whole id of the one mail whose id ends like this; lists show the last digits, which differ. */
async function emailId(tx: Tx, given: string): Promise<string> {
  const wanted = given.trim().toLowerCase();
  if (wanted.length < SHORTEST_PREFIX || !/^[0-9a-f-]+$/.test(wanted)) throw noSuchMail(given);
  const rows = await tx
    .selectFrom('outgoing_emails')
    .select('id')
    .where((eb) => eb(eb.fn('right', [eb.cast<string>('id', 'text'), eb.lit(wanted.length)]), '=', wanted))
    .limit(2)
    .execute();
  if (rows.length > 1) throw wrongState(given, 'is the end of more than one id; give more of it');
  const [row] = rows;
  if (!row) throw noSuchMail(given);
  return row.id;
}

async function waitingIds(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('outgoing_emails')
    .select('id')
    .where('state', 'in', ['awaiting-approval', 'queued'])
    .limit(WAITING_BATCH)
    .execute();
  return rows.map(({ id }) => id);
}

function noSuchMail(id: string): WafaError {
  return new WafaError(`there is no mail ${id} in the outbox`, {
    hint: 'npx wafa outbox list shows the ids',
    exitCode: ExitCode.usage,
  });
}

function wrongState(id: string, what: string): WafaError {
  return new WafaError(`the mail ${id} ${what}`, { exitCode: ExitCode.usage });
}
