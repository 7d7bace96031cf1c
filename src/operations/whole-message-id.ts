import type { Tx } from '../database/tables.ts';
import { listMessages } from '../messages/log/list-messages.ts';

/** The latest mails, among which the end of an id is enough. */
const FOUND_BY_END = 1000;

/** The id of a message by the whole of it or its end; undefined when none or several of the latest end so. */
export async function wholeMessageId(tx: Tx, given: string): Promise<string | undefined> {
  if (UUID.test(given)) return given;
  const latest = await listMessages(tx, { limit: FOUND_BY_END });
  const found = latest.filter(({ id }) => id.endsWith(given.toLowerCase()));
  return found.length === 1 ? found[0]?.id : undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
