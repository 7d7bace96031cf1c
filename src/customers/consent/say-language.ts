import type { Tx } from '../../database/tables.ts';
import type { Locale } from '../../lib/locale.ts';
import { findContacts } from '../match/find-contacts.ts';
import { beginEdit } from '../record/edits.ts';
import { setByPerson } from '../record/set-by-person.ts';

/** Somebody chose the language in which they are written to: it wins over what was guessed, and can be undone. */
export async function sayLanguage(tx: Tx, canonical: string, locale: Locale, now: Date): Promise<void> {
  const contact = (await findContacts(tx, [canonical])).get(canonical);
  if (!contact || contact.locale === locale) return;
  const editId = await beginEdit(tx, { actor: 'contact', kind: 'set', title: 'chose a language', now });
  await setByPerson(tx, {
    contactId: contact.id,
    field: 'locale',
    value: locale,
    actor: 'contact',
    editId,
    now,
  });
}
