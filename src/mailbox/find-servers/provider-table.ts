/**
 * A provider of mailboxes, as its help pages describe it; what no longer holds shows when it is tried, for nothing is
 * used untried. `login` is what it takes from a program: `password` the usual one, `app-password` one made for programs (also where that is only so with two-factor
 * login on), `oauth` no password at all, `none` no IMAP at all.
 */
export interface Provider {
  name: string;
  /** Domains of addresses that it gives to everybody: they say nothing about the business. */
  domains: readonly string[];
  /** Ends of the names of its mail exchangers, for the domains of its customers. */
  mx: readonly string[];
  /** `host:port`; undefined where there is none. */
  imap: string | undefined;
  smtp: string | undefined;
  login: 'password' | 'app-password' | 'oauth' | 'none';
  /** What a person has to do, as the end of a sentence; undefined where there is nothing special. */
  todo?: string;
}

const OAUTH =
  'register Wafa there once, give the mailbox oauth: { provider: microsoft, clientId: ... } and run npx wafa login (docs/signing-in.md)';
const APP_PASSWORD = 'make an app password and use it in place of the usual one';

export const PROVIDERS: readonly Provider[] = [
  {
    name: 'Google',
    domains: ['gmail.com', 'googlemail.com'],
    mx: ['google.com', 'googlemail.com'],
    imap: 'imap.gmail.com:993',
    smtp: 'smtp.gmail.com:465',
    login: 'app-password',
    todo: `turn on 2-Step Verification, then ${APP_PASSWORD}: https://myaccount.google.com/apppasswords`,
  },
  {
    name: 'Microsoft 365',
    domains: [],
    mx: ['mail.protection.outlook.com', 'mx.microsoft'],
    imap: 'outlook.office365.com:993',
    smtp: 'smtp.office365.com:587',
    login: 'oauth',
    todo: `${OAUTH}; IMAP and authenticated SMTP must be switched on for the mailbox in the Microsoft 365 admin center`,
  },
  {
    name: 'Outlook.com',
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'outlook.de', 'hotmail.de', 'hotmail.fr'],
    mx: ['olc.protection.outlook.com'],
    imap: 'outlook.office365.com:993',
    smtp: 'smtp-mail.outlook.com:587',
    login: 'oauth',
    todo: `${OAUTH}; switch on IMAP at https://outlook.live.com/mail/options/mail/accounts`,
  },
  {
    name: 'Yahoo',
    domains: ['yahoo.com', 'ymail.com', 'rocketmail.com', 'yahoo.co.uk', 'yahoo.de', 'yahoo.fr', 'yahoo.es'],
    mx: ['yahoodns.net'],
    imap: 'imap.mail.yahoo.com:993',
    smtp: 'smtp.mail.yahoo.com:465',
    login: 'app-password',
    todo: `${APP_PASSWORD}: https://login.yahoo.com/account/security, Generate app password`,
  },
  {
    name: 'AOL',
    domains: ['aol.com'],
    mx: [],
    imap: 'imap.aol.com:993',
    smtp: 'smtp.aol.com:465',
    login: 'app-password',
    todo: `${APP_PASSWORD}: https://login.aol.com/account/security`,
  },
  {
    name: 'iCloud',
    domains: ['icloud.com', 'me.com', 'mac.com'],
    mx: ['mail.icloud.com'],
    imap: 'imap.mail.me.com:993',
    smtp: 'smtp.mail.me.com:587',
    login: 'app-password',
    todo: `make an app-specific password and use it in place of the usual one: https://account.apple.com`,
  },
  {
    name: 'Fastmail',
    domains: ['fastmail.com', 'fastmail.fm'],
    mx: ['messagingengine.com'],
    imap: 'imap.fastmail.com:993',
    smtp: 'smtp.fastmail.com:465',
    login: 'app-password',
    todo: `${APP_PASSWORD}, with access to IMAP and SMTP: Settings, Privacy & Security, Manage app passwords`,
  },
  ...['com', 'eu', 'in', 'com.au', 'jp', 'sa'].flatMap(zoho),
  {
    name: 'Yandex',
    domains: ['yandex.com', 'yandex.ru', 'ya.ru', 'yandex.by', 'yandex.kz'],
    mx: ['mx.yandex.net', 'mx.yandex.ru'],
    imap: 'imap.yandex.com:993',
    smtp: 'smtp.yandex.com:465',
    login: 'app-password',
    todo: `switch on IMAP under "Email clients" in the settings, and ${APP_PASSWORD}: https://id.yandex.com/security/app-passwords`,
  },
  {
    name: 'Mail.ru',
    domains: ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'internet.ru'],
    mx: ['mxs.mail.ru', 'emx.mail.ru'],
    imap: 'imap.mail.ru:993',
    smtp: 'smtp.mail.ru:465',
    login: 'app-password',
    todo: `${APP_PASSWORD}: https://account.mail.ru/user/2-step-auth/passwords/`,
  },
  {
    name: 'GMX',
    domains: ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch'],
    mx: ['gmx.net'],
    imap: 'imap.gmx.net:993',
    smtp: 'mail.gmx.net:465',
    login: 'password',
    todo: 'switch on "POP3/IMAP access" in the settings of the mailbox first; with two-factor login, make a password for programs',
  },
  {
    name: 'GMX',
    domains: ['gmx.com', 'gmx.us', 'gmx.co.uk'],
    mx: [],
    imap: 'imap.gmx.com:993',
    smtp: 'mail.gmx.com:465',
    login: 'password',
    todo: 'switch on "POP3/IMAP access" in the settings of the mailbox first',
  },
  {
    name: 'WEB.DE',
    domains: ['web.de'],
    mx: ['web.de'],
    imap: 'imap.web.de:993',
    smtp: 'smtp.web.de:587',
    login: 'password',
    todo: 'switch on "POP3/IMAP access" in the settings of the mailbox first; with two-factor login, make a password for programs',
  },
  usual(
    'T-Online',
    ['t-online.de', 'magenta.de'],
    ['t-online.de'],
    'secureimap.t-online.de',
    'securesmtp.t-online.de',
    {
      todo: 'make an "E-Mail-Passwort" for programs in the customer center: it is another one than that of the web site',
      login: 'app-password',
    },
  ),
  usual('IONOS', [], ['ionos.de', 'kundenserver.de'], 'imap.ionos.de', 'smtp.ionos.de'),
  usual('IONOS', [], ['ionos.com', 'perfora.net', '1and1.com'], 'imap.ionos.com', 'smtp.ionos.com'),
  usual('IONOS', [], ['ionos.co.uk', '1and1.co.uk'], 'imap.ionos.co.uk', 'smtp.ionos.co.uk'),
  usual('STRATO', [], ['rzone.de'], 'imap.strato.de', 'smtp.strato.de'),
  usual('mailbox.org', ['mailbox.org'], ['mailbox.org'], 'imap.mailbox.org', 'smtp.mailbox.org'),
  usual('Posteo', ['posteo.de', 'posteo.net'], ['posteo.de'], 'posteo.de', 'posteo.de'),
  usual('Hetzner', [], ['your-server.de'], 'mail.your-server.de', 'mail.your-server.de'),
  usual('OVH', [], ['mail.ovh.net'], 'ssl0.ovh.net', 'ssl0.ovh.net'),
  usual('Gandi', [], ['mail.gandi.net'], 'mail.gandi.net', 'mail.gandi.net'),
  usual('Infomaniak', ['ik.me'], ['infomaniak.ch'], 'mail.infomaniak.com', 'mail.infomaniak.com'),
  usual('one.com', [], ['one.com'], 'imap.one.com', 'send.one.com'),
  usual('Rackspace', [], ['emailsrvr.com'], 'secure.emailsrvr.com', 'secure.emailsrvr.com'),
  usual('GoDaddy', [], ['secureserver.net'], 'imap.secureserver.net', 'smtpout.secureserver.net'),
  usual(
    'Namecheap Private Email',
    [],
    ['privateemail.com'],
    'mail.privateemail.com',
    'mail.privateemail.com',
  ),
  usual('Hostinger', [], ['hostinger.com'], 'imap.hostinger.com', 'smtp.hostinger.com'),
  usual('Titan', [], ['titan.email'], 'imap.titan.email', 'smtp.titan.email', {
    todo: 'allow third-party email apps in the settings of Titan first',
  }),
  usual('Migadu', [], ['migadu.com'], 'imap.migadu.com', 'smtp.migadu.com'),
  usual('Purelymail', [], ['purelymail.com'], 'imap.purelymail.com', 'smtp.purelymail.com'),
  usual('DreamHost', [], ['dreamhost.com'], 'imap.dreamhost.com', 'smtp.dreamhost.com'),
  usual(
    'Tencent Exmail',
    [],
    ['mxbiz1.qq.com', 'mxbiz2.qq.com'],
    'imap.exmail.qq.com',
    'smtp.exmail.qq.com',
    {
      login: 'app-password',
      todo: 'switch on IMAP/SMTP in the settings and make a password for clients',
    },
  ),
  usual('Chmail (چاپار)', ['chmail.ir'], ['chmail.ir'], 'mail.chmail.ir', 'mail.chmail.ir'),
  noImap(
    'Proton',
    ['proton.me', 'protonmail.com', 'pm.me'],
    ['protonmail.ch'],
    'run Proton Mail Bridge (paid plans) beside Wafa and connect to it with --imap 127.0.0.1:1143 --smtp 127.0.0.1:1025, or forward the mail to a mailbox elsewhere',
  ),
  noImap(
    'Tuta',
    ['tuta.com', 'tutanota.com', 'tutanota.de', 'tuta.io'],
    ['tutanota.de'],
    'forward the mail to a mailbox elsewhere',
  ),
];

/** IMAP on 993 and SMTP on 465, the usual password. */
function usual(
  name: string,
  domains: readonly string[],
  mx: readonly string[],
  imap: string,
  smtp: string,
  more: Partial<Pick<Provider, 'login' | 'todo'>> = {},
): Provider {
  return { name, domains, mx, imap: `${imap}:993`, smtp: `${smtp}:465`, login: 'password', ...more };
}

/** One data centre of Zoho; businesses with a domain of their own have other servers than free addresses. */
function zoho(place: string): Provider[] {
  const name = place === 'com' ? 'Zoho' : `Zoho (${place})`;
  const more = {
    login: 'app-password',
    todo: `switch on IMAP access in the settings of Zoho Mail; with two-factor login, ${APP_PASSWORD}`,
  } as const;
  const free = [`zoho.${place}`, `zohomail.${place}`];
  return [
    usual(name, free, [], `imap.zoho.${place}`, `smtp.zoho.${place}`, more),
    usual(name, [], [`zoho.${place}`], `imappro.zoho.${place}`, `smtppro.zoho.${place}`, more),
  ];
}

function noImap(name: string, domains: readonly string[], mx: readonly string[], todo: string): Provider {
  return { name, domains, mx, imap: undefined, smtp: undefined, login: 'none', todo };
}
