import { sql } from 'kysely';
import type { SenderRole } from '../../database/customer-tables.ts';
import type { ContactKind, Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { isOwn } from '../../messages/log/own-addresses.ts';
import type { PeopleRules } from '../match/company-domain.ts';
import { createContacts } from '../match/create-contacts.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { findContacts } from '../match/find-contacts.ts';
import { nameFromAddress } from '../match/person-name.ts';
import { beginEdit } from '../record/edits.ts';
import { CONTACT_KINDS } from '../record/fields.ts';
import { setByPerson } from '../record/set-by-person.ts';

export const SENDER_ROLES = [
  ...CONTACT_KINDS,
  'newsletter',
  'noise',
] as const satisfies readonly SenderRole[];

interface SetSenderRoleOptions {
  /** In any spelling. */
  address: string;
  role: SenderRole;
  actor: string;
  rules: PeopleRules;
  now: Date;
}

/**
 * A person says what an address is: it is never judged otherwise again. Of a kind of contact a contact is made, if there is
 * none; one that exists gets the kind, which can be undone. Throws a WafaError on what is no address, or our own.
 */
export async function setSenderRole(
  tx: Tx,
  { address, role, actor, rules, now }: SetSenderRoleOptions,
): Promise<{ madeContact: boolean }> {
  const canonical = canonicalAddress(address);
  if (canonical === undefined)
    throw new WafaError(`"${address}" is no e-mail address`, { exitCode: ExitCode.usage });
  if (isOwn(rules.own, canonical))
    throw new WafaError(`${address} is the business itself`, { exitCode: ExitCode.usage });
  await lockCustomers(tx);
  await sql`
    insert into senders (canonical, address, role, by_person, reason) values (${canonical}, ${address}, ${role}, true, '{}')
    on conflict (business_id, canonical) do update set role = excluded.role, by_person = true, reason = '{}', is_due = true`.execute(
    tx,
  );
  const kind = CONTACT_KINDS.find((one) => one === role);
  return {
    madeContact: kind !== undefined && (await giveKind(tx, { address, canonical, kind, actor, rules, now })),
  };
}

/** True when a contact had to be made. */
async function giveKind(
  tx: Tx,
  given: Omit<SetSenderRoleOptions, 'role'> & { canonical: string; kind: ContactKind },
): Promise<boolean> {
  const { address, canonical, kind, actor, rules, now } = given;
  const known = (await findContacts(tx, [canonical])).get(canonical);
  if (known) {
    const edit = { actor, kind: 'set', title: `${address} is ${kind}`, now };
    if (known.kind !== kind)
      await setByPerson(tx, {
        contactId: known.id,
        field: 'kind',
        value: kind,
        actor,
        editId: await beginEdit(tx, edit),
        now,
      });
    return false;
  }
  const { name } = await tx
    .selectFrom('senders')
    .select('name')
    .where('canonical', '=', canonical)
    .executeTakeFirstOrThrow();
  const person = { canonical, address, name: name || nameFromAddress(address), kind };
  const made = await createContacts(tx, [{ ...person, source: 'person', sourceRef: null }], rules, now);
  return made.size > 0;
}
