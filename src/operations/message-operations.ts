import { z } from 'zod';
import { readReturnDate } from '../customers/dates/return-date.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { listMessages, showMessage } from '../messages/log/list-messages.ts';
import { operation } from './operation.ts';
import { wholeMessageId } from './whole-message-id.ts';

const MAX_LINES = 1000;

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
      const id = await wholeMessageId(tx, given);
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
