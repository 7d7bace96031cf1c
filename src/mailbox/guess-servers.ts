import { domainOf } from '../lib/email-address.ts';

/** Where the mailbox of an address probably is, as `host:port`. */
export interface ServerGuess {
  imap: string;
  smtp: string;
  /** A provider of mailboxes for everybody: its domain says nothing about the business. */
  isProvider: boolean;
  /** What has to be known about this provider, for the person who connects it. */
  note: string | undefined;
}

const APP_PASSWORD = 'It wants an app password, not your usual one';

/** Well-known providers, by the domain of the address. Checked against their help pages in 2025. */
const PROVIDERS: { domains: string[]; imap: string; smtp: string; note?: string }[] = [
  {
    domains: ['gmail.com', 'googlemail.com'],
    imap: 'imap.gmail.com:993',
    smtp: 'smtp.gmail.com:465',
    note: `${APP_PASSWORD}: switch on 2-Step Verification, then make one at https://myaccount.google.com/apppasswords`,
  },
  {
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com'],
    imap: 'outlook.office365.com:993',
    smtp: 'smtp-mail.outlook.com:587',
    note: 'Microsoft takes no passwords over IMAP any more; this version of Wafa has no OAuth yet, so this will be refused',
  },
  {
    domains: ['yahoo.com', 'ymail.com'],
    imap: 'imap.mail.yahoo.com:993',
    smtp: 'smtp.mail.yahoo.com:465',
    note: `${APP_PASSWORD}: Account security, Generate app password`,
  },
  {
    domains: ['icloud.com', 'me.com', 'mac.com'],
    imap: 'imap.mail.me.com:993',
    smtp: 'smtp.mail.me.com:587',
    note: `${APP_PASSWORD}: make one at https://account.apple.com`,
  },
  {
    domains: ['fastmail.com', 'fastmail.fm'],
    imap: 'imap.fastmail.com:993',
    smtp: 'smtp.fastmail.com:465',
    note: `${APP_PASSWORD}: Settings, Privacy & Security`,
  },
  { domains: ['zoho.com', 'zohomail.com'], imap: 'imap.zoho.com:993', smtp: 'smtp.zoho.com:465' },
  { domains: ['gmx.de', 'gmx.net'], imap: 'imap.gmx.net:993', smtp: 'mail.gmx.net:587' },
  { domains: ['web.de'], imap: 'imap.web.de:993', smtp: 'smtp.web.de:587' },
  { domains: ['chmail.ir'], imap: 'mail.chmail.ir:993', smtp: 'mail.chmail.ir:465' },
];

/** The provider's servers where the domain tells who it is, else the usual names below the domain itself. */
export function guessServers(address: string): ServerGuess {
  const domain = domainOf(address);
  const known = PROVIDERS.find(({ domains }) => domains.includes(domain));
  if (known) return { imap: known.imap, smtp: known.smtp, isProvider: true, note: known.note };
  return { imap: `imap.${domain}:993`, smtp: `smtp.${domain}:465`, isProvider: false, note: undefined };
}
