import { z } from 'zod';
import { readReturnDate } from '../customers/dates/return-date.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { listMessages, showMessage } from '../messages/log/list-messages.ts';
import { operation } from './operation.ts';

const MAX_LINES = 1000;
/** The latest mails, among which the end of an id is enough. */
const FOUND_BY_END = 1000;

/** The message log, the newest first. */
export const messagesList = operation(
  'messages-list',
  z.strictObject({
    class: z.enum(['human', 'auto-reply', 'bounce', 'list', 'other']).optional(),
    limit: z.int().min(1).max(MAX_LINES).default(50),
  }),
  ({ db, businessId }, { class: messageClass, limit }) =>
    inBusiness(db, businessId, (tx) => listMessages(tx, { limit, class: messageClass })),
);

/** One message by its id or the end of it: its text, and what was understood, each with what it was known by. */
export const messageShow = operation(
  'message-show',
  z.strictObject({ id: z.string().min(4) }),
  ({ db, businessId }, { id: given }) =>
    inBusiness(db, businessId, async (tx) => {
      const id = await wholeId(tx, given);
      const found = id === undefined ? undefined : await showMessage(tx, id);
      if (!found) {
        throw new WafaError(`there is no message ${given}`, {
          hint: 'npx wafa messages list shows the latest; the whole id finds older ones',
          exitCode: ExitCode.usage,
        });
      }
      const { message, reading } = found;
      const awayUntil =
        reading.autoReply?.kind === 'out_of_office'
          ? readReturnDate(`${message.subject}\n${message.text}`, message.sent_at)
          : null;
      return { ...found, awayUntil };
    }),
);

async function wholeId(tx: Tx, given: string): Promise<string | undefined> {
  if (UUID.test(given)) return given;
  const latest = await listMessages(tx, { limit: FOUND_BY_END });
  const found = latest.filter(({ id }) => id.endsWith(given.toLowerCase()));
  return found.length === 1 ? found[0]?.id : undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
