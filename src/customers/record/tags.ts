import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { changeRow } from './change-row.ts';
import { makeDue } from './settle-contacts.ts';

/** Characters of one tag. */
const MAX_TAG = 60;

/** A tag as it is kept and compared: in small letters, with single spaces. Throws a WafaError when it is none. */
export function tidyTag(text: string): string {
  const tag = text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();
  if (tag !== '' && tag.length <= MAX_TAG && !/[,\p{C}]/u.test(tag)) return tag;
  throw new WafaError(`not a tag: "${text.slice(0, MAX_TAG)}"`, {
    hint: `a tag has 1 to ${MAX_TAG} characters and no comma`,
    exitCode: ExitCode.usage,
  });
}

interface Tagging {
  contactId: string;
  tag: string;
  actor: string;
  editId: string;
  now: Date;
}

/** Tags a contact; nothing happens when they are tagged so. */
export async function addTag(tx: Tx, { contactId, tag: text, actor, editId, now }: Tagging): Promise<void> {
  const tag = tidyTag(text);
  await changeRow(tx, { ...told(contactId, tag, actor), editId, was: null, became: tag }, () =>
    tx
      .insertInto('contact_tags')
      .values({ contact_id: contactId, tag, actor, at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  await makeDue(tx, [contactId], now);
}

export async function removeTag(
  tx: Tx,
  { contactId, tag: text, actor, editId, now }: Tagging,
): Promise<void> {
  const tag = tidyTag(text);
  let removed = 0n;
  await changeRow(tx, { ...told(contactId, tag, actor), editId, was: tag, became: null }, async () => {
    const result = await tx
      .deleteFrom('contact_tags')
      .where('contact_id', '=', contactId)
      .where('tag', '=', tag)
      .executeTakeFirst();
    removed = result.numDeletedRows;
  });
  if (removed === 0n)
    throw new WafaError(`nobody tagged this contact "${tag}"`, {
      hint: 'npx wafa contacts show WHO lists the tags',
      exitCode: ExitCode.usage,
    });
  await makeDue(tx, [contactId], now);
}

function told(contactId: string, tag: string, actor: string) {
  return {
    kind: 'tag' as const,
    key: { contact_id: contactId, tag },
    contactId,
    source: 'person',
    sourceRef: actor,
  };
}
