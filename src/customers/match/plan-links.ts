import { LOCALES, type Locale } from '../../lib/locale.ts';
import { isOwn } from '../../messages/log/own-addresses.ts';
import { readReturnDate } from '../dates/return-date.ts';
import type { PeopleRules } from './company-domain.ts';
import type { KnownContact } from './find-contacts.ts';
import type { MatchableMessage, MessageAddress } from './matchable-message.ts';
import { tidyName } from './person-name.ts';
import { isHuman, isRecipient } from './plan-people.ts';
import { guessLocale } from './text-locale.ts';

/** What a batch of mail says about one contact. Counts are of messages not counted before. */
export interface ContactNews {
  id: string;
  /** What they were called last, by themselves if they said so at all. */
  name: GivenName | null;
  locale: Locale | null;
  firstAt: Date | null;
  lastIncomingAt: Date | null;
  /** Mail by hand, also of a sender who is not believed: it only ever holds letters back. */
  lastSignAt: Date | null;
  lastOutgoingAt: Date | null;
  incoming: number;
  outgoing: number;
  awayUntil: Date | null;
}

/** A name as a mail by hand gives it. `own`: by the contact, not by the business. */
interface GivenName {
  text: string;
  at: Date;
  own: boolean;
}

export interface LinkPlan {
  /** The other side of each message; null when nobody in it is a contact. */
  messages: { id: string; contactId: string | null }[];
  /** Rows of message_addresses that gain a contact. */
  addresses: { messageId: string; position: number; contactId: string }[];
  contacts: ContactNews[];
}

/**
 * Decides, without a database, whom each message belongs to and what it adds to whose counters. Any order and any
 * repetition of messages gives the same sums: a pair of message and contact that was linked before adds nothing.
 */
export function planLinks(
  messages: readonly MatchableMessage[],
  contacts: ReadonlyMap<string, KnownContact>,
  rules: PeopleRules,
): LinkPlan {
  const plan: LinkPlan = { messages: [], addresses: [], contacts: [] };
  const news = new Map<string, ContactNews>();
  const newsOf = (id: string) => {
    const found = news.get(id) ?? noNews(id);
    news.set(id, found);
    return found;
  };
  for (const message of messages) {
    const mentions = message.addresses.flatMap((address) => {
      const { canonical } = address;
      const contact = canonical === null || isOwn(rules.own, canonical) ? undefined : contacts.get(canonical);
      return contact ? [{ address, contact }] : [];
    });
    for (const { address, contact } of mentions) {
      if (address.contactId !== null) continue;
      plan.addresses.push({ messageId: message.id, position: address.position, contactId: contact.id });
    }
    const others = message.direction === 'internal' ? [] : mentions.filter(isOtherSide[message.direction]);
    if (message.direction === 'incoming') noteSender(others, message, newsOf);
    else noteRecipients(others, message, newsOf);
    plan.messages.push({ id: message.id, contactId: others[0]?.contact.id ?? null });
  }
  plan.contacts = [...news.values()];
  return plan;
}

/** A contact where it stands in a message. */
interface Mention {
  address: MessageAddress;
  contact: KnownContact;
}

/** The sender of what came in, the recipients of what went out. */
const isOtherSide = {
  incoming: ({ address }: Mention) => address.role === 'from',
  outgoing: ({ address }: Mention) => isRecipient(address),
};

/**
 * Only mail by hand counts as a sign of life; of an automatic answer only the date of return is kept. Mail of a sender
 * who is not believed ends a silence, for it is better to be silent to a customer who wrote; it changes nothing else.
 */
function noteSender(
  mentions: readonly Mention[],
  message: MatchableMessage,
  newsOf: (id: string) => ContactNews,
): void {
  const [sender] = mentions;
  if (!sender || sender.contact.id === message.contactId) return;
  const news = newsOf(sender.contact.id);
  if (message.class === 'auto-reply') {
    if (message.authenticity === 'failed') return;
    news.awayUntil = later(news.awayUntil, readReturnDate(message.words, message.sentAt));
  } else if (isHuman(message)) {
    news.lastSignAt = later(news.lastSignAt, message.sentAt);
    if (!message.believed) return;
    news.incoming++;
    news.firstAt = earlier(news.firstAt, message.sentAt);
    news.lastIncomingAt = later(news.lastIncomingAt, message.sentAt);
    if (sender.contact.locale === null) news.locale ??= localeOf(message);
    news.name = better(news.name, nameIn(sender, message, true));
  }
}

/** One of ours when the mail is written in it; by its letters alone where reading could not say. */
function localeOf({ language, words }: MatchableMessage): Locale | null {
  if (language === null) return guessLocale(words);
  return LOCALES.find((locale) => locale === language) ?? null;
}

/** Whatever we sent to a contact counts, but for automatic answers; names are believed in mail by hand. */
function noteRecipients(
  mentions: readonly Mention[],
  message: MatchableMessage,
  newsOf: (id: string) => ContactNews,
): void {
  if (message.class === 'auto-reply' || message.class === 'bounce' || !message.believed) return;
  const countedBefore = new Set(message.addresses.map(({ contactId }) => contactId));
  for (const id of new Set(mentions.map(({ contact }) => contact.id))) {
    if (countedBefore.has(id)) continue;
    const news = newsOf(id);
    news.outgoing++;
    news.firstAt = earlier(news.firstAt, message.sentAt);
    news.lastOutgoingAt = later(news.lastOutgoingAt, message.sentAt);
  }
  if (!isHuman(message)) return;
  for (const mention of mentions) {
    const name = nameIn(mention, message, false);
    if (!name) continue;
    const news = newsOf(mention.contact.id);
    news.name = better(news.name, name);
  }
}

function nameIn({ address }: Mention, { sentAt }: MatchableMessage, own: boolean): GivenName | null {
  const text = tidyName(address.name);
  return text === '' ? null : { text, at: sentAt, own };
}

/** As `writeNews` decides: their own name before the business's, then the later one; any order ends with the same. */
function better(a: GivenName | null, b: GivenName | null): GivenName | null {
  if (a === null || b === null) return a ?? b;
  if (a.own !== b.own) return a.own ? a : b;
  if (a.at.getTime() !== b.at.getTime()) return a.at > b.at ? a : b;
  return a.text <= b.text ? a : b;
}

function noNews(id: string): ContactNews {
  return {
    id,
    name: null,
    locale: null,
    firstAt: null,
    lastIncomingAt: null,
    lastSignAt: null,
    lastOutgoingAt: null,
    incoming: 0,
    outgoing: 0,
    awayUntil: null,
  };
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
