import type { Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { isOwn } from '../../messages/log/own-addresses.ts';
import { turnAwayErased } from '../leaving/keep-out.ts';
import type { PeopleRules } from '../match/company-domain.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { changeRow } from './change-row.ts';
import { recordChanges } from './edits.ts';
import { relinkMail } from './relink-mail.ts';
import { makeDue } from './settle-contacts.ts';

/** What a person says of an address of a contact. */
export interface AddressEdit {
  contactId: string;
  address: string;
  actor: string;
  editId: string;
  now: Date;
}

/** The address as it is compared. Throws a WafaError when it is none. */
export function requireAddress(address: string): string {
  const canonical = canonicalAddress(address);
  if (canonical !== undefined) return canonical;
  throw new WafaError(`not an e-mail address: ${address}`, {
    hint: 'write it as name@domain.example',
    exitCode: ExitCode.usage,
  });
}

/** One more address of a contact; mail of it that is logged already is theirs. Refuses one that is somebody's. */
export async function addAddress(tx: Tx, edit: AddressEdit, rules: PeopleRules): Promise<void> {
  const { contactId, address, actor, now } = edit;
  const canonical = requireAddress(address);
  await lockCustomers(tx);
  if (isOwn(rules.own, canonical))
    throw new WafaError(`${address} belongs to the business itself`, { exitCode: ExitCode.usage });
  const owner = await ownerOf(tx, canonical);
  if (owner?.id === contactId)
    throw new WafaError(`${owner.name} has ${address} already`, { exitCode: ExitCode.usage });
  if (owner)
    throw new WafaError(`${address} is an address of ${owner.name}`, {
      hint: 'give it over with npx wafa contacts address ADDRESS ADDRESS --give-to WHO, or merge both contacts',
      exitCode: ExitCode.usage,
    });
  const erased = await turnAwayErased(tx, [canonical], rules.erasureKey, now);
  if (erased.has(canonical))
    throw new WafaError(`${address} belongs to somebody who was erased and must not come back`, {
      exitCode: ExitCode.usage,
    });
  await changeRow(tx, { ...told(edit, canonical), was: null, became: address }, () =>
    tx
      .insertInto('contact_addresses')
      .values({
        canonical,
        address,
        contact_id: contactId,
        source: 'person',
        source_ref: actor,
        created_at: now,
      })
      .execute(),
  );
  await relinkMail(tx, [canonical], now);
  await makeDue(tx, [contactId], now);
}

/** An address is not this contact's: its mail is nobody's until somebody is known by it again. */
export async function removeAddress(tx: Tx, edit: AddressEdit): Promise<void> {
  const canonical = requireAddress(edit.address);
  await lockCustomers(tx);
  await requireOwner(tx, edit, canonical);
  await changeRow(tx, { ...told(edit, canonical), was: edit.address, became: null }, () =>
    tx.deleteFrom('contact_addresses').where('canonical', '=', canonical).execute(),
  );
  await relinkMail(tx, [canonical], edit.now);
  await makeDue(tx, [edit.contactId], edit.now);
}

/** An address is somebody else's, and so is its mail. */
export async function giveAddress(tx: Tx, edit: AddressEdit & { toContactId: string }): Promise<void> {
  const { contactId, toContactId, address, actor, editId, now } = edit;
  const canonical = requireAddress(address);
  if (contactId === toContactId)
    throw new WafaError(`${address} is theirs already`, { exitCode: ExitCode.usage });
  await lockCustomers(tx);
  await requireOwner(tx, edit, canonical);
  await changeRow(
    tx,
    { ...told({ ...edit, contactId: toContactId }, canonical), was: null, became: address },
    () =>
      tx
        .updateTable('contact_addresses')
        .set({ contact_id: toContactId, mailed_first: false, source: 'person', source_ref: actor })
        .where('canonical', '=', canonical)
        .execute(),
  );
  // Stands in the history of who lost it; the row itself is taken back above.
  await recordChanges(tx, editId, [
    {
      contactId,
      what: 'address',
      before: null,
      after: null,
      was: address,
      became: null,
      source: 'person',
      sourceRef: actor,
    },
  ]);
  await relinkMail(tx, [canonical], now);
  await makeDue(tx, [contactId, toContactId], now);
}

/** The address that is mailed before all others of this contact. */
export async function mailFirst(tx: Tx, edit: AddressEdit): Promise<void> {
  const canonical = requireAddress(edit.address);
  await lockCustomers(tx);
  await requireOwner(tx, edit, canonical);
  const rows = await tx
    .selectFrom('contact_addresses')
    .select(['canonical', 'address', 'mailed_first'])
    .where('contact_id', '=', edit.contactId)
    .execute();
  for (const row of rows) {
    const isFirst = row.canonical === canonical;
    if (row.mailed_first === isFirst) continue;
    const change = { was: isFirst ? null : row.address, became: isFirst ? row.address : null };
    await changeRow(tx, { ...told(edit, row.canonical), what: 'mailed-first', ...change }, () =>
      tx
        .updateTable('contact_addresses')
        .set({ mailed_first: isFirst })
        .where('canonical', '=', row.canonical)
        .execute(),
    );
  }
}

function told({ contactId, actor, editId }: Omit<AddressEdit, 'address' | 'now'>, canonical: string) {
  return {
    editId,
    kind: 'address' as const,
    key: { canonical },
    contactId,
    source: 'person',
    sourceRef: actor,
  };
}

async function ownerOf(tx: Tx, canonical: string): Promise<{ id: string; name: string } | undefined> {
  return tx
    .selectFrom('contact_addresses as a')
    .innerJoin('contacts as c', 'c.id', 'a.contact_id')
    .select(['c.id', 'c.name'])
    .where('a.canonical', '=', canonical)
    .executeTakeFirst();
}

async function requireOwner(tx: Tx, { contactId, address }: AddressEdit, canonical: string): Promise<void> {
  const owner = await ownerOf(tx, canonical);
  if (owner?.id === contactId) return;
  throw new WafaError(
    owner ? `${address} is an address of ${owner.name}` : `${address} is nobody's address`,
    { hint: 'npx wafa contacts show WHO lists the addresses', exitCode: ExitCode.usage },
  );
}
