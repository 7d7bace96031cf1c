import { isOwn } from '../../messages/log/own-addresses.ts';
import type { PeopleRules } from './company-domain.ts';
import type { NewPerson } from './create-contacts.ts';
import type { KnownContact } from './find-contacts.ts';
import type { MatchableMessage, MessageAddress } from './matchable-message.ts';
import { nameFromAddress, tidyName } from './person-name.ts';
import { isRobotAddress } from './robot-address.ts';

/** A mail with more recipients is a circular: whoever stands in it does not become a contact by it. */
const MAX_PERSONAL_RECIPIENTS = 50;

/**
 * The people in a batch of mail who are not contacts yet and may become leads: whoever wrote a mail by hand, and
 * whom the business wrote to by hand: an answer vouches for a stranger. Never own people, robots, list mail, automatic
 * mail, bounces, spam, or a sender who is not believed. The name is what they call themselves, else what the business calls them.
 */
export function planPeople(
  messages: readonly MatchableMessage[],
  known: ReadonlyMap<string, KnownContact>,
  rules: PeopleRules,
): NewPerson[] {
  const people = new Map<string, { person: NewPerson; strength: number }>();
  for (const message of messages) {
    for (const { canonical, address, name } of peopleWhoMatter(message)) {
      if (canonical === null || known.has(canonical) || !mayBeContact(canonical, rules)) continue;
      const tidy = tidyName(name);
      const strength = tidy === '' ? 0 : message.direction === 'incoming' ? 2 : 1;
      const before = people.get(canonical);
      if (before && before.strength >= strength) continue;
      const person: NewPerson = {
        canonical,
        address: before?.person.address ?? address,
        name: tidy === '' ? nameFromAddress(address) : tidy,
        kind: 'lead',
        source: 'mail',
        sourceRef: before?.person.sourceRef ?? message.id,
      };
      people.set(canonical, { person, strength });
    }
  }
  return [...people.values()].map(({ person }) => person);
}

/** True unless the address is our own or a machine's. */
function mayBeContact(canonical: string, rules: PeopleRules): boolean {
  return !isOwn(rules.own, canonical) && !isRobotAddress(canonical);
}

/** Written by a person, and not by somebody who was caught pretending to be another. */
export function isHuman(
  message: Pick<MatchableMessage, 'class' | 'subclass' | 'authenticity' | 'direction'>,
): boolean {
  if (message.class !== 'human' || message.subclass === 'spam') return false;
  return message.direction !== 'incoming' || message.authenticity !== 'failed';
}

/** To, Cc or Bcc. */
export function isRecipient({ role }: Pick<MessageAddress, 'role'>): boolean {
  return role === 'to' || role === 'cc' || role === 'bcc';
}

function peopleWhoMatter(message: MatchableMessage): MessageAddress[] {
  if (!isHuman(message) || !message.believed || message.direction === 'internal') return [];
  if (message.direction === 'incoming')
    return message.addresses.filter(({ role }) => role === 'from').slice(0, 1);
  const recipients = message.addresses.filter(isRecipient);
  return recipients.length > MAX_PERSONAL_RECIPIENTS ? [] : recipients;
}
