import { addErasures } from '../../businesses/erasures.ts';
import type { Tx } from '../../database/tables.ts';
import { forgetChanges, forgetLonelyCompany, forgetTraces } from './forget-traces.ts';
import type { Identifiers } from './identifiers.ts';
import { leaveOwnMail, type OwnMail } from './own-mail.ts';
import type { Recogniser } from './recognise.ts';
import { countRowsOf } from './rows-of-contact.ts';

/** How somebody leaves, and who says so. */
export interface LeavingOptions {
  /** See src/businesses/erasures.ts. */
  erasureKey: string;
  actor: string;
  now: Date;
}

/** What went with a person, or was emptied. */
export interface Left {
  /** Rows by table. */
  rows: Record<string, number>;
  mail: OwnMail;
}

/**
 * Removes a person from the record: the contact and all that hangs on it, their mail as `leaveOwnMail` says, and every trace
 * beside it. A keyed hash of each address, phone and external id stays, so that they do not come back. The caller holds
 * `lockCustomers`; where others mention the person, and the outbox, are for the caller too.
 */
export async function erasePerson(
  tx: Tx,
  person: Identifiers,
  known: Recogniser,
  { erasureKey, actor, now }: LeavingOptions,
): Promise<Left> {
  const { contactId } = person;
  const rows = contactId === null ? {} : await countRowsOf(tx, contactId);
  const mail = await leaveOwnMail(tx, person, known, { keepRows: false, now });
  await forgetTraces(tx, person);
  if (contactId !== null) {
    await forgetChanges(tx, contactId);
    const contact = await tx
      .deleteFrom('contacts')
      .where('id', '=', contactId)
      .returning('company_id')
      .executeTakeFirst();
    if (await forgetLonelyCompany(tx, contact?.company_id ?? null)) rows['companies'] = 1;
  }
  await keepAway(tx, person, 'erased', { erasureKey, actor, now });
  return { rows, mail };
}

/** From now on nobody brings them back. */
export function keepAway(
  tx: Tx,
  { canonicals, phones, externalKeys }: Identifiers,
  reason: 'erased' | 'anonymised',
  { erasureKey, actor, now }: LeavingOptions,
): Promise<void> {
  return addErasures(tx, [...canonicals, ...phones, ...externalKeys], erasureKey, { reason, actor, now });
}
