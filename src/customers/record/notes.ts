import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { changeRow } from './change-row.ts';
import type { Subject } from './detail-rows.ts';
import { makeDue } from './settle-contacts.ts';

/** Characters of one note. */
export const MAX_NOTE = 10_000;

/** Somebody writes down what was said, or what this person cares about. `interactionId`: the call or meeting it is of. */
export async function addNote(
  tx: Tx,
  note: Subject & {
    text: string;
    actor: string;
    editId: string;
    interactionId?: string | undefined;
    now: Date;
  },
): Promise<string> {
  const { contactId, companyId, text, actor, editId, interactionId, now } = note;
  if (interactionId !== undefined) await requireInteraction(tx, interactionId, contactId);
  const id = newId();
  await changeRow(tx, { ...told(note), key: { id }, editId, was: null, became: text }, () =>
    tx
      .insertInto('notes')
      .values({
        id,
        contact_id: contactId ?? null,
        company_id: companyId ?? null,
        text,
        author: actor,
        at: now,
        interaction_id: interactionId ?? null,
      })
      .execute(),
  );
  if (contactId !== undefined) await makeDue(tx, [contactId], now);
  return id;
}

async function requireInteraction(tx: Tx, id: string, contactId: string | undefined): Promise<void> {
  const row = await tx
    .selectFrom('interactions')
    .select('contact_id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (row !== undefined && row.contact_id === contactId) return;
  throw new WafaError(`there is no interaction ${id} with this contact`, { exitCode: ExitCode.usage });
}

/** Takes a note away, by its id or the end of it. */
export async function removeNote(
  tx: Tx,
  wanted: Subject & { id: string; actor: string; editId: string; now: Date },
): Promise<void> {
  const { id, editId, now } = wanted;
  const rows = await tx
    .selectFrom('notes')
    .select(['id', 'text'])
    .where(
      wanted.contactId === undefined ? 'company_id' : 'contact_id',
      '=',
      wanted.contactId ?? wanted.companyId ?? '',
    )
    .where('removed_at', 'is', null)
    .execute();
  const [row, ...others] = rows.filter((note) => note.id.endsWith(id.toLowerCase()));
  if (!row || others.length > 0)
    throw new WafaError(row ? `several notes end with ${id}` : `there is no note ${id}`, {
      hint: 'npx wafa contacts show WHO lists the notes with their ids',
      exitCode: ExitCode.usage,
    });
  await changeRow(tx, { ...told(wanted), key: { id: row.id }, editId, was: row.text, became: null }, () =>
    tx.updateTable('notes').set({ removed_at: now }).where('id', '=', row.id).execute(),
  );
}

function told({ contactId, companyId, actor }: Subject & { actor: string }) {
  return { kind: 'note' as const, contactId, companyId, source: 'person', sourceRef: actor };
}
