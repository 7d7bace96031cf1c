import { beginEdit } from '../../src/customers/record/edits.ts';
import { addNote } from '../../src/customers/record/notes.ts';
import { setOccasion } from '../../src/customers/record/occasions.ts';
import { proposeDetails } from '../../src/customers/record/propose.ts';
import { removeByPerson, setByPerson } from '../../src/customers/record/set-by-person.ts';
import { addTag } from '../../src/customers/record/tags.ts';
import type { Tx } from '../../src/database/tables.ts';
import { newId } from '../../src/lib/ids.ts';

/** What is known of Karim beside his mail: found in a signature, said by Maryam, and changed since. */
export async function seedRecord(
  tx: Tx,
  { contactId, messageId, now }: { contactId: string; messageId: string; now: Date },
): Promise<void> {
  const found = { contactId, source: 'signature', sourceRef: messageId };
  await proposeDetails(
    tx,
    [
      { ...found, field: 'phone', value: '+4315550170', label: 'mobile', confidence: 0.85 },
      { ...found, field: 'phone', value: '+4315550199', confidence: 0.5 },
      { ...found, field: 'title', value: 'Tischlermeister', confidence: 0.7 },
      { ...found, field: 'site', value: 'https://haddad-workshop.example', confidence: 0.7 },
      {
        contactId,
        field: 'time-zone',
        value: 'Asia/Beirut',
        source: 'mail',
        sourceRef: messageId,
        confidence: 0.4,
      },
      {
        contactId,
        field: 'postal-address',
        value: 'Holzweg 3, 1070 Wien',
        source: 'csv',
        sourceRef: 'people.csv:17',
        confidence: 0.9,
      },
    ],
    now,
  );
  const editId = await beginEdit(tx, { actor: 'مریم', kind: 'set', title: 'set what Karim told', now });
  const said = { contactId, actor: 'مریم', editId, now };
  await setByPerson(tx, { ...said, field: 'relationship', value: 'account-manager' });
  await setByPerson(tx, { ...said, field: 'locale', value: 'ar' });
  await setByPerson(tx, { ...said, field: 'interest', value: 'خبز العجين المخمّر' });
  await setByPerson(tx, { ...said, field: 'family', value: 'Sara', label: 'daughter' });
  await setByPerson(tx, { ...said, field: 'custom:shoe size', value: '43' });
  await setByPerson(tx, { ...said, field: 'preferred-channel', value: 'phone' });
  await removeByPerson(tx, { ...said, field: 'phone', value: '+4315550199' });
  const today = now.toISOString().slice(0, 10);
  const birthday = { calendar: 'persian' as const, year: 1370, month: 12, day: 30 };
  await setOccasion(tx, { ...said, kind: 'birthday', label: '', ...birthday }, { now, today });
  const eid = { calendar: 'islamic' as const, year: null, month: 10, day: 1 };
  await setOccasion(tx, { ...said, kind: 'custom', label: 'visits his mother', ...eid }, { now, today });
  await addNote(tx, { ...said, text: 'Wants gluten-free bread for Sara.\nسيأتي يوم الجمعة مع ابنته.' });
  await addTag(tx, { ...said, tag: 'Friday order' });
  await tx
    .insertInto('interactions')
    .values({
      id: newId(),
      contact_id: contactId,
      channel: 'phone',
      direction: 'incoming',
      dedupe_key: 'a call of Karim',
      at: now,
      minutes: 4,
      summary: 'Asked when the oven is on',
      by_whom: 'Yusuf',
      source: 'person',
      created_at: now,
    })
    .execute();
  await tx
    .insertInto('feedback')
    .values({
      id: newId(),
      contact_id: contactId,
      kind: 'survey',
      dedupe_key: 'a survey of Karim',
      at: now,
      text: '8, but the delivery was slow',
      score: 8,
      score_of: 10,
      source: 'mail',
      created_at: now,
    })
    .execute();
}
