import { z } from 'zod';
import { canonicalAddress } from '../lib/email-address.ts';
import { oauthSchema } from './oauth-schema.ts';
import { address, duration, secret } from './values.ts';

const security = z.enum(['tls', 'starttls', 'none']);

const server = (port: number, what: string) =>
  z.strictObject({
    host: z.string().min(1).describe(`Name of the ${what} server.`),
    port: z.int().min(1).max(65_535).default(port).describe('Its port.'),
    security: security
      .default('tls')
      .describe('`tls` from the start, `starttls` required, or `none` (only for a server on this machine).'),
    user: z.string().optional().describe('User name; the mailbox address by default.'),
    password: secret()
      .optional()
      .describe('Password or app password (secret); one that `npx wafa login` keeps, or `oauth`, without.'),
  });

const mailbox = z.strictObject({
  name: z.string().min(1).default('main').describe('A short name for status and logs.'),
  address: address().describe('The address of the mailbox; outgoing mail is sent from it.'),
  senderName: z.string().optional().describe('Name in the From field; the name of the business by default.'),
  imap: server(993, 'IMAP').describe('Where mail is read.'),
  smtp: server(465, 'SMTP').describe('Where mail is sent.'),
  oauth: oauthSchema
    .optional()
    .describe('Sign in with OAuth 2 where imap or smtp has no password of its own (`npx wafa login`).'),
  folders: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Folders that are read beside INBOX, by their names in Unicode; `*` for all but Spam, Trash and Drafts. By default the folder of sent mail.',
    ),
  historySince: duration('2y').describe('How far back the history is read at the first connection.'),
  authservIds: z
    .array(z.string())
    .default([])
    .describe(
      'Names your mail provider signs its Authentication-Results with; only theirs are believed, for example mx.google.com.',
    ),
  savesSentMail: z
    .enum(['auto', 'yes', 'no'])
    .default('auto')
    .describe('Whether the provider puts sent mail into the Sent folder by itself; otherwise Wafa does.'),
  verp: z
    .enum(['plus', 'off'])
    .default('plus')
    .describe(
      'How bounces find their mail: `plus` returns them to name+token@domain; `off` where the provider refuses plus addresses.',
    ),
});

/** At least one, each with a name and an address of its own. */
export const mailboxesSchema = z
  .array(mailbox)
  .min(1)
  .superRefine((mailboxes, context) => {
    for (const [index, { name, address: own }] of mailboxes.entries()) {
      const before = mailboxes.slice(0, index);
      const complain = (key: string, message: string) =>
        context.addIssue({ code: 'custom', path: [index, key], message });
      if (before.some((one) => one.name === name))
        complain('name', `"${name}" is the name of another mailbox; give each its own`);
      if (before.some((one) => canonicalAddress(one.address) === canonicalAddress(own)))
        complain('address', `${own} is a mailbox already; take one of the two away`);
    }
  });
