/** What a provider's customers put into their DNS so that its servers may send for them; checked on 2026-11-01. */
export interface SendingProvider {
  name: string;
  /** Ends of the names of its SMTP servers. */
  smtp: readonly string[];
  /** What goes into the SPF record. */
  include: string;
  /** Selectors of its DKIM keys, where they are the same for everybody. */
  selectors: readonly string[];
  /** Where DKIM is switched on. */
  dkim: string;
}

const SENDING_PROVIDERS: readonly SendingProvider[] = [
  {
    name: 'Google Workspace',
    smtp: ['gmail.com', 'googlemail.com', 'google.com'],
    include: '_spf.google.com',
    selectors: ['google'],
    dkim: 'Google Admin console, Apps, Google Workspace, Gmail, Authenticate email: make a 2048-bit key and start authentication',
  },
  {
    name: 'Microsoft 365',
    smtp: ['office365.com', 'outlook.com'],
    include: 'spf.protection.outlook.com',
    selectors: ['selector1', 'selector2'],
    dkim: 'Microsoft Defender portal, Email authentication settings, DKIM: publish the two CNAME records and switch it on',
  },
  {
    name: 'Zoho Mail',
    smtp: ['zoho.com', 'zoho.eu', 'zoho.in'],
    include: 'zohomail.com',
    selectors: ['zmail', 'zoho'],
    dkim: 'Zoho Mail admin console, Domains, Email configuration, DKIM',
  },
  {
    name: 'Fastmail',
    smtp: ['fastmail.com', 'messagingengine.com'],
    include: 'spf.messagingengine.com',
    selectors: ['fm1', 'fm2', 'fm3'],
    dkim: 'Fastmail settings, Domains: publish the three CNAME records',
  },
  {
    name: 'mailbox.org',
    smtp: ['mailbox.org'],
    include: 'mailbox.org',
    selectors: ['mbo0001', 'mbo0002'],
    dkim: 'mailbox.org help, Own domains: publish the four CNAME records',
  },
  {
    name: 'Yandex 360',
    smtp: ['yandex.com', 'yandex.ru'],
    include: '_spf.yandex.net',
    selectors: ['mail'],
    dkim: 'Yandex 360 admin, Domains, DKIM',
  },
  {
    name: 'Migadu',
    smtp: ['migadu.com'],
    include: 'spf.migadu.com',
    selectors: ['key1', 'key2', 'key3'],
    dkim: 'Migadu admin, DNS configuration: publish the three CNAME records',
  },
  {
    name: 'Amazon SES',
    smtp: ['amazonaws.com'],
    include: 'amazonses.com',
    selectors: [],
    dkim: 'Amazon SES console, Identities: publish the three CNAME records of Easy DKIM',
  },
];

/** Whose SMTP server this is; undefined for one of the business's own, or of a host we do not know. */
export function sendingProvider(smtpHost: string): SendingProvider | undefined {
  const host = smtpHost.toLowerCase();
  return SENDING_PROVIDERS.find(({ smtp }) => smtp.some((end) => host === end || host.endsWith(`.${end}`)));
}
