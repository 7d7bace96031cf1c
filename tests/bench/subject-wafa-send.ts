import { generateKeyPairSync } from 'node:crypto';
import { sql } from 'kysely';
import { configSchema } from '../../src/config/schema.ts';
import { inBusiness } from '../../src/database/in-business.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createLog } from '../../src/lib/log.ts';
import { deliverDueEmails } from '../../src/outbox/deliver.ts';
import { dkimSigner } from '../../src/outbox/dkim.ts';
import { poolSender } from '../../src/outbox/sender-pool.ts';
import { smtpSender } from '../../src/outbox/smtp-sender.ts';
import { enqueueNews, newsDrafts } from './fill-outbox.ts';
import { startStages, threadStages } from './thread-stages.ts';

interface Orders {
  url: string;
  port: number;
  messages: number;
  /** `compose`: they do not lie ready; composing, signing (RSA-2048) and enqueueing them is measured too. */
  mode: string;
  connections: number;
}

/**
 * The whole path of sending: claim, transmit with the last byte held back, fence, release, record; the mails lie
 * ready in the outbox. Arguments: Postgres URL, SMTP port, messages, `ready` or `compose`, SMTP connections.
 */
async function send({ url, port, messages, mode, connections }: Orders): Promise<void> {
  const log = createLog('warn');
  const open = await openDatabase({ kind: 'postgres', url, connections: DATABASE_CONNECTIONS }, (error) =>
    log.error(error),
  );
  const business = await open.db.selectFrom('businesses').select('business_id').executeTakeFirstOrThrow();
  const businessId = business.business_id;
  const mailbox = await inBusiness(open.db, businessId, (tx) =>
    tx.selectFrom('mailboxes').select('id').executeTakeFirstOrThrow(),
  );
  const sender = poolSender(smtpSender({ host: '127.0.0.1', port, security: 'none' }));
  const settings = { ...defaultSending(), hourlyCap: 1_000_000, connections };
  const sign = dkimSigner({ domain: 'bakery.example', selector: 'wafa', privateKey: newKey(), more: [] });
  if (mode === 'compose') await sql`truncate outgoing_emails cascade`.execute(open.db);
  // Rendering is not measured here.
  const drafts = mode === 'compose' ? newsDrafts(0, messages) : [];
  const before = startStages();
  const start = performance.now();
  await enqueueNews(open.db, { businessId, mailboxId: mailbox.id, drafts, sign });
  let sent = 0;
  while (sent < messages) {
    const report = await deliverDueEmails({
      db: open.db,
      businessId,
      timeZone: 'UTC',
      settings,
      log,
      senders: new Map([[mailbox.id, sender]]),
      now: new Date(),
      limit: Math.min(BATCH, messages - sent),
    });
    sent += report.sent;
    if (report.sent === 0)
      throw new Error(`nothing left at ${sent} of ${messages}: ${JSON.stringify(report)}`);
  }
  const seconds = (performance.now() - start) / 1000;
  const stages = threadStages(before);
  await expectAllSent(open.db, businessId, messages);
  sender.stop();
  await open.close();
  process.stdout.write(`${JSON.stringify({ seconds, messages, stages })}\n`);
}

/** As the daemon's delivery lane. */
const BATCH = 500;
const DATABASE_CONNECTIONS = 10;

function defaultSending() {
  const server = { host: '127.0.0.1' };
  const mailboxes = [{ address: 'a@bakery.example', imap: server, smtp: server }];
  return configSchema.parse({ business: { name: 'Bakery' }, mailboxes }).sending;
}

async function expectAllSent(db: Parameters<typeof inBusiness>[0], businessId: string, messages: number) {
  const counted = await inBusiness(db, businessId, (tx) =>
    sql<{ count: number }>`select count(*)::int as count from outgoing_emails where state = 'sent'`.execute(
      tx,
    ),
  );
  const count = counted.rows[0]?.count ?? 0;
  if (count !== messages) throw new Error(`${count} of ${messages} are recorded as sent`);
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const [url = '', port, messages, mode = 'ready', connections = '40'] = process.argv.slice(2);
await send({ url, port: Number(port), messages: Number(messages), mode, connections: Number(connections) });
