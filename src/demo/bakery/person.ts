import type { Locale } from '../../lib/locale.ts';

/** The program somebody writes mail with; it decides how a reply quotes. */
export type MailClient = 'gmail' | 'outlook' | 'apple' | 'plain';

/** How somebody orders: in the web shop, by mail, or both. */
type Habit = 'shop' | 'mail' | 'both';

/** A customer of the bakery, as the story knows them. */
export interface Person {
  /** As in the From header, in their own script. */
  name: string;
  /** How Maryam addresses them. */
  first: string;
  locale: Locale;
  /** The first is used mostly, the others now and then. */
  addresses: readonly string[];
  /** Where they work, when they order for it. */
  company: string | undefined;
  client: MailClient;
  habit: Habit;
  /** Days between two orders, roughly. */
  everyDays: number;
  /** How many days ago they first wrote. */
  sinceDays: number;
  /** How many days ago they were last heard of; 0: still a customer. */
  silentDays: number;
}

/** One line of the address books: name, first name, addresses, rhythm `every/since/silent` in days, and the rest. */
export type PersonLine = [
  name: string,
  first: string,
  addresses: string,
  rhythm: `${number}/${number}/${number}`,
  habit: Habit,
  client: MailClient,
  company?: string,
];

/** Reads the lines of one language. */
export function peopleOf(locale: Locale, lines: readonly PersonLine[]): Person[] {
  return lines.map(([name, first, addresses, rhythm, habit, client, company]) => {
    const [everyDays = 0, sinceDays = 0, silentDays = 0] = rhythm.split('/').map(Number);
    return {
      name,
      first,
      locale,
      addresses: addresses.split(' '),
      company,
      client,
      habit,
      everyDays,
      sinceDays,
      silentDays,
    };
  });
}

/**
 * Domains of the story where anybody may have a mailbox, so that they are nobody's company. The few addresses at
 * gmail.com are there for its dots and tags; each has a hyphen, which Gmail does not give to anybody.
 */
export const FREE_MAIL_DOMAINS = ['posta.example', 'barid.example', 'nameh.example'] as const;
