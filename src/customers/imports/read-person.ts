import { parseAddress } from '../../lib/email-address.ts';
import { readPhoneNumber } from '../../lib/phone-number.ts';
import { isOwnAddress } from '../../messages/log/own-addresses.ts';
import type { NamedPerson } from '../identify/named-person.ts';
import type { ReadSettings } from './importer.ts';

/** Whom a row names, by address, customer number or phone; or why that is nobody. */
export function readPerson(
  cell: (field: string) => string,
  { system, country, rules }: Pick<ReadSettings, 'system' | 'country' | 'rules'>,
): NamedPerson | { problem: string } {
  const customer = cell('customer');
  // A column that is called "customer" holds the address as often as a number.
  const email = cell('email') || (customer.includes('@') ? customer : '');
  const address = email === '' ? undefined : parseAddress(email);
  if (email !== '' && address === undefined) return { problem: `"${email}" is not an e-mail address` };
  if (address !== undefined && isOwnAddress(rules.own, address))
    return { problem: `${address} is your own address` };
  const externalId = customer === '' || customer === email ? undefined : { system, id: customer };
  const phone = cell('phone');
  const number = phone === '' ? undefined : readPhoneNumber(phone, country)?.e164;
  if (address === undefined && externalId === undefined && number === undefined)
    return { problem: phone === '' ? 'no e-mail address' : `"${phone}" is not a telephone number` };
  return { email: address, externalId, phone: number, name: cell('name') };
}

/** A person of a row, for a preview. */
export function showPerson({ email, externalId, phone, name }: NamedPerson): Record<string, string> {
  const who = email ?? (externalId ? `${externalId.system} ${externalId.id}` : (phone ?? ''));
  return { who: name ? `${name} (${who})` : who };
}
