import { domainOf, organisationalDomain } from '../../lib/email-address.ts';
import { isFreeMail } from '../match/free-mail.ts';
import { agreementBits, type Evidence } from './evidence.ts';
import type { Frequency } from './person-facts.ts';
import { accountOf } from './same-account.ts';

/**
 * What e-mail addresses say of two contacts: one mailbox under two domains of a provider, one local part at two domains,
 * or two mailboxes at one company, which gives each of its people one.
 */
export function compareAddresses(
  ours: readonly string[],
  theirs: readonly string[],
  frequency: Frequency,
): Evidence[] {
  const accounts = new Set(theirs.map(accountOf));
  const alias = ours.find((address) => accounts.has(accountOf(address)));
  if (alias !== undefined) {
    const other = theirs.find((address) => accountOf(address) === accountOf(alias)) ?? alias;
    return [{ kind: 'alias', bits: ALIAS_BITS, detail: `${alias}, ${other}` }];
  }
  const locals = new Set(theirs.map(localName));
  const sameLocal = ours.map(localName).find((local) => local !== undefined && locals.has(local));
  if (sameLocal !== undefined) {
    const bits = agreementBits(frequency('local', sameLocal), MAX_LOCAL_BITS);
    return [{ kind: 'address-name', bits, detail: sameLocal }];
  }
  const companies = new Set(theirs.flatMap(companyOf));
  const colleagues = ours.flatMap(companyOf).find((domain) => companies.has(domain));
  return colleagues === undefined ? [] : [{ kind: 'colleagues', bits: COLLEAGUES_BITS, detail: colleagues }];
}

const ALIAS_BITS = 40;
const MAX_LOCAL_BITS = 6;
const COLLEAGUES_BITS = -5;

/** What stands before the @, where it says who it is: not `info`, not `ali`. Separators make no difference. */
export function localName(canonical: string): string | undefined {
  const local = canonical.slice(0, canonical.lastIndexOf('@'));
  const bare = local.replace(/[._-]/g, '');
  return bare.length < MIN_TELLING_LOCAL || DESKS.test(bare) ? undefined : bare;
}

const MIN_TELLING_LOCAL = 6;
/** Local parts that name a desk and not a person. */
const DESKS =
  /^(?:info|contact|office|sales|support|service|customerservice|helpdesk|hello|mail|email|admin|administrator|orders?|shop|store|billing|accounts?|accounting|accountant|invoices?|finance|team|marketing|reception|reservations?|bookings?|secretary|director|manager|purchasing|procurement|webmaster|postmaster|enquiries|inquiries|general|public|press|media|careers|jobs|feedback|newsletter|noreply)\d*$/;

function companyOf(canonical: string): string[] {
  const domain = domainOf(canonical);
  return isFreeMail(domain) ? [] : [organisationalDomain(domain)];
}
