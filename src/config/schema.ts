import { z } from 'zod';
import { businessSchema, managerSchema, staffSchema } from './business-schema.ts';
import { connectingSchema } from './connecting-schema.ts';
import { consentSchema, guardsSchema, timingSchema } from './consent-schema.ts';
import { customersSchema, purchasePatternSchema } from './customers-schema.ts';
import { loyaltySchema } from './loyalty-schema.ts';
import { mailboxesSchema } from './mailbox-schema.ts';
import { readingSchema } from './reading-schema.ts';
import { retentionSchema } from './retention-schema.ts';
import { sendingSchema } from './sending-schema.ts';
import { folder, secret } from './values.ts';
import { webhooksSchema } from './webhooks-schema.ts';

const web = z
  .strictObject({
    host: z
      .string()
      .default('127.0.0.1')
      .describe('Address to listen on; keep it on this machine until there is a login.'),
    port: z.int().min(0).max(65_535).default(4080).describe('Port of the page; 0 takes any free one.'),
    publicUrl: z
      .string()
      .default('')
      .describe(
        'Address under which customers reach this server (through your proxy), for one-click unsubscribe links.',
      ),
    api: z
      .enum(['this-machine', 'anywhere'])
      .default('this-machine')
      .describe(
        'Who may ask the API under /api/v1 with a key: programs on this machine, or also others through your proxy, which must speak TLS.',
      ),
  })
  .prefault({});

const database = z
  .strictObject({
    url: secret()
      .refine((text) => /^postgres(ql)?:\/\//.test(text), {
        error: 'not the address of a Postgres; it begins with postgres://',
      })
      .optional()
      .describe('`postgres://...` (secret); without it an embedded database is kept in `database.folder`.'),
    folder: folder()
      .default('./data')
      .describe('Folder of the embedded database, of large messages and of the signing key.'),
    connections: z.int().min(2).max(200).default(10).describe('Connections to Postgres at the same time.'),
  })
  .prefault({});

/**
 * Every setting, with its description: docs/configuration.md is generated from here. A duration is written `90d` and
 * read as milliseconds; a secret is written as itself, `env:NAME` or `file:PATH`, and read as the secret.
 */
export const configSchema = z.strictObject({
  business: businessSchema.describe('Who you are.'),
  managers: z.array(managerSchema).default([]).describe('Who gets the weekly digest.'),
  staff: z
    .array(staffSchema)
    .default([])
    .describe('Who else looks after customers; managers need not be named again.'),
  mailboxes: mailboxesSchema.describe('The mailboxes that Wafa reads and sends from; the first one sends.'),
  connecting: connectingSchema.describe('How mail servers are found.'),
  sending: sendingSchema.describe('How mail leaves.'),
  consent: consentSchema.describe('Who may be written to.'),
  timing: timingSchema.describe('When mail leaves, beside the quiet hours.'),
  guards: guardsSchema.describe('What holds marketing and greetings back.'),
  reading: readingSchema.describe('How mail is read.'),
  retention: retentionSchema.describe('What is kept of mail, and how long.'),
  customers: customersSchema.describe('Who counts as a customer.'),
  purchaseMail: z
    .array(purchasePatternSchema)
    .default([])
    .describe('Order confirmations that Wafa reads purchases from.'),
  automations: z
    .strictObject({
      folder: folder().default('./automations').describe('Folder of the automation files.'),
    })
    .prefault({})
    .describe('What Wafa does by itself.'),
  templates: z
    .strictObject({
      folder: folder().default('').describe('Folder of the templates; those shipped with Wafa by default.'),
    })
    .prefault({})
    .describe('What mails look like.'),
  loyalty: loyaltySchema.describe('Points, levels and friends.'),
  surveys: z
    .strictObject({
      folder: folder().default('').describe('Folder of the surveys; those that come with Wafa by default.'),
    })
    .prefault({})
    .describe('What customers are asked.'),
  database: database.describe('Where everything is kept.'),
  signingKey: secret()
    .optional()
    .describe(
      'At least 32 random characters that sign unsubscribe links and bounce addresses (secret). Without it one is made and kept in `database.folder`; several machines on one Postgres need the same.',
    ),
  secretsKey: secret()
    .optional()
    .describe(
      'The key that passwords and tokens kept by `npx wafa login` are sealed with: 32 random bytes in base64, as `openssl rand -base64 32` makes them (secret). Without it one is made and kept in `secret-keys` of `database.folder`; several machines on one Postgres need the same.',
    ),
  previousSecretsKey: secret()
    .optional()
    .describe('The key before `secretsKey`, until `npx wafa key rotate` is done (secret).'),
  web: web.describe('The page, and the address for unsubscribing.'),
  webhooks: webhooksSchema.describe(
    'Shops and payment services that tell Wafa what happens, at /hooks/NAME.',
  ),
  log: z
    .strictObject({
      level: z
        .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('How much is logged.'),
    })
    .prefault({})
    .describe('Logging.'),
});

/** The checked configuration: durations in milliseconds, secrets resolved, every default filled in. */
export type Config = z.output<typeof configSchema>;
export type BusinessSettings = Config['business'];
export type ManagerSettings = Config['managers'][number];
export type StaffSettings = Config['staff'][number];
export type MailboxSettings = Config['mailboxes'][number];
export type OAuthSettings = NonNullable<MailboxSettings['oauth']>;
export type SendingSettings = Config['sending'];
export type ConsentSettings = Config['consent'];
export type ReadingSettings = Config['reading'];
export type LoyaltySettings = Config['loyalty'];
export type RetentionSettings = Config['retention'];
export type CustomerSettings = Config['customers'];
export type WebhookSettings = Config['webhooks'][number];
export type PurchasePattern = Config['purchaseMail'][number];
