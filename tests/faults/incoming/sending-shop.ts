import { composeMail } from '../../messages/compose-mail.ts';
import { headerOf } from '../../support/mail-header.ts';
import { waitUntil } from '../../support/network.ts';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts';
import type { World } from '../world.ts';
import { type DaemonShop, openDaemonShop } from './daemon-shop.ts';
import { type DovecotAccount, dovecotAccount, seedHistory } from './mail-account.ts';

export const MARYAM = 'maryam@bakery.example';
export const KARIM = 'karim@workshop.example';

/** The daemon with the thank-you note switched on: a purchase that is authenticated makes it write. */
export interface SendingShop extends DaemonShop {
  account: DovecotAccount;
  sink: SmtpSink;
  /** An order in the name of the shop system that the bakery knows; answers its content's SHA-256. */
  order(number: number, customer: string, verified?: boolean): string;
  /** Any mail into INBOX. */
  mail(fields: Record<string, string>, body?: string): string;
  count(table: 'suppressions' | 'purchases' | 'outgoing_emails'): Promise<number>;
}

export async function sendingShop(world: World): Promise<SendingShop> {
  const sink = await startSmtpSink();
  world.defer(() => sink.stop());
  const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
  seedHistory(account, 5);
  const shop = await openDaemonShop(world, [account], {
    smtpPort: sink.port,
    config: {
      sending: { quietHours: { from: '00:00', to: '00:00' } },
      purchaseMail: [
        {
          name: 'shop',
          from: 'orders@shop.example',
          subject: '^Order #(?<orderId>\\d+)$',
          body: [
            'Customer: (?<customerName>[^<]+) <(?<customerEmail>[^>]+)>',
            'Total: (?<amount>[\\d.]+) (?<currency>[A-Z]{3})',
          ],
        },
      ],
    },
  });
  shop.daemon.setAutomation('thank-you', (text) =>
    text
      .replace('mode: off', 'mode: live')
      .replace('after: 1h', 'after: 0s')
      .replace(/^ *businessHours: true/m, '    businessHours: false'),
  );
  await shop.daemon.start();
  await shop.settled();
  const mail: SendingShop['mail'] = (fields, body = 'Hello.\n') =>
    account.save(composeMail({ To: MARYAM, Date: new Date().toUTCString(), ...fields }, body));
  return {
    ...shop,
    account,
    sink,
    mail,
    order: (number, customer, verified = true) =>
      mail(
        {
          'Authentication-Results': `mx.bakery.example; dkim=${verified ? 'pass' : 'fail'} header.d=shop.example`,
          From: 'Shop <orders@shop.example>',
          Subject: `Order #${number}`,
          'Message-ID': `<order-${number}@shop.example>`,
        },
        `Customer: ${customer}\nTotal: 38.50 EUR\n`,
      ),
    count: (table) =>
      shop.database.inside(async (tx) => {
        const row = await tx
          .selectFrom(table)
          .select((read) => read.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        return row.count;
      }),
  };
}

/** Karim buys, and is thanked: the case can see a mail leave. Answers that mail. */
export async function thankKarim(shop: SendingShop) {
  shop.order(9001, `Karim <${KARIM}>`);
  const [mail] = await shop.sink.waitForMessages(1, 30_000);
  if (!mail) throw new Error('nobody was thanked');
  await shop.settled();
  return mail;
}

/** The Message-ID, however the header is folded. */
export function idOf({ raw }: { raw: string }): string {
  const id = headerOf(raw, 'Message-ID');
  if (id === undefined) throw new Error('our mail has no Message-ID');
  return id;
}

/** Whatever was to be answered would have been by now: one more purchase is thanked after it. */
export async function onlyThanked(shop: SendingShop, expected: number): Promise<void> {
  shop.order(9100 + expected, 'Leila <leila@hotel.example>');
  await waitUntil(() => shop.sink.messages().some(({ to }) => to.includes('leila@hotel.example')), {
    timeoutMs: 30_000,
    what: 'the last thank-you',
  });
  await shop.settled();
  const sent = shop.sink.messages().length;
  const written = await shop.count('outgoing_emails');
  if (sent !== expected + 1 || written !== expected + 1)
    throw new Error(`${written} mails were written and ${sent} left, instead of ${expected + 1}`);
}
