import { erasedAmong } from '../../businesses/erasures.ts';
import type { CustomerSettings } from '../../config/schema.ts';
import type { ArrivalLinker } from '../../messages/log/arrival-links.ts';
import type { OwnAddresses } from '../../messages/log/own-addresses.ts';
import { markSenders } from '../senders/mark-senders.ts';
import { lockCustomers } from './customers-lock.ts';
import { findContacts } from './find-contacts.ts';
import { freeMailSet } from './free-mail.ts';
import { matchableArrival } from './matchable-message.ts';
import { missingCompanies } from './missing-companies.ts';
import { planLinks } from './plan-links.ts';
import { planPeople } from './plan-people.ts';
import { writeNews } from './write-news.ts';

/**
 * Matches what comes in from people who are known already, in the transaction that logs it; by the same rules as the
 * stage `matchMessages`, which is left with strangers (shall they become contacts?), with people who were erased and with
 * what the business sent.
 */
export function linkArrivals(
  settings: Pick<CustomerSettings, 'freeMailDomains'>,
  own: OwnAddresses,
  erasureKey?: string,
): ArrivalLinker {
  const rules = { own, freeMail: freeMailSet(settings.freeMailDomains) };
  return {
    lock: lockCustomers,
    async link(tx, mails, now) {
      const incoming = mails.filter(({ direction }) => direction === 'incoming').map(matchableArrival);
      const seen = incoming.flatMap(({ addresses }) => addresses.flatMap(({ canonical }) => canonical ?? []));
      const contacts = await findContacts(tx, [...new Set(seen)]);
      const unknown = seen.filter((canonical) => !contacts.has(canonical));
      const erased =
        erasureKey === undefined ? new Map() : await erasedAmong(tx, [...new Set(unknown)], erasureKey);
      const between = incoming.filter(
        (mail) =>
          planPeople([mail], contacts, rules).length === 0 &&
          !mail.addresses.some(({ canonical }) => canonical !== null && erased.has(canonical)),
      );
      const plan = planLinks(between, contacts, rules);
      const contactOf = new Map(plan.messages.map(({ id, contactId }) => [id, contactId]));
      const contactAt = new Map(
        plan.addresses.map(({ messageId, position, contactId }) => [`${messageId} ${position}`, contactId]),
      );
      return {
        contactOf: (id) => contactOf.get(id),
        contactAt: (id, position) => contactAt.get(`${id} ${position}`) ?? null,
        async record() {
          await writeNews(tx, plan.contacts, await missingCompanies(tx, contacts, rules, now), now);
          await markSenders(tx, incoming, own);
        },
      };
    },
  };
}
