import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import { detectSilence } from '../signals/detect-silence.ts';
import type { Stage } from './lane.ts';
import type { Workspace } from './workspace.ts';

/** Contacts of one batch. */
const BATCH = 1000;
/** A silence is counted in days: looking for it now and then is enough. */
const LOOK_EVERY_MS = 5 * MINUTE_MS;

/** Notices who fell silent; not before the history is read. */
export function silenceStage({ db, businessId, config, clock }: Workspace): Stage {
  const names = config.mailboxes.map(({ name }) => name);
  let lookedAt = 0;
  return {
    name: 'detect-silence',
    async run() {
      const now = await clock.now();
      if (now.getTime() - lookedAt < LOOK_EVERY_MS) return { did: 0, more: false };
      // Half a history shows a silence where there is none.
      if (await inBusiness(db, businessId, (tx) => historyIsOpen(tx, names))) return { did: 0, more: false };
      const { silent } = await detectSilence({
        db,
        businessId,
        settings: config.customers,
        now,
        limit: BATCH,
      });
      const more = silent >= BATCH;
      if (!more) lookedAt = now.getTime();
      return { did: silent, more };
    },
  };
}

/** Whether no mailbox was ever looked at, or the history of one of `names` is being read or waits for a stage. */
async function historyIsOpen(tx: Tx, names: string[]): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`select
    not exists (select from cursors)
    or exists (select from cursors c join folders f on f.id = c.folder_id join mailboxes m on m.id = f.mailbox_id
      where c.closed_at is null and c.history_done_at is null and f.missing_since is null and m.name = any(${names}::text[]))
    or exists (select from raw_messages where read_state = 'pending' and arrival = 'history')
    or exists (select from messages where matched_at is null)
    or exists (select from messages where detected_at is null and matched_at is not null) as open`.execute(
    tx,
  );
  return rows[0]?.open ?? true;
}
