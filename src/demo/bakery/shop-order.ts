import type { SandboxMessage } from '../sandbox-server.ts';
import { escapeHtml } from './letter.ts';
import { encodeHeader, mailbox, multipart, textPart, writeMessage } from './mime.ts';
import type { Person } from './person.ts';
import { type OrderLine, totalOf } from './products.ts';
import type { Random } from './random.ts';
import { headerDate, stampOf } from './spoken-dates.ts';
import { BAKERY_ADDRESS, verdictHeader } from './staff.ts';

/** The web shop's system, which confirms each order to the bakery. */
export const SHOP_ADDRESS = 'orders@shop.example';
export const SHOP_DOMAIN = 'shop.example';

/** One order in the web shop. */
export interface ShopOrder {
  number: number;
  person: Person;
  address: string;
  lines: readonly OrderLine[];
  placedAt: Date;
}

/** The confirmation as it lies in the mailbox: the bakery's server has verified the shop's signature. */
export function writeShopOrder(order: ShopOrder, random: Random): SandboxMessage {
  return {
    folder: 'INBOX',
    raw: shopOrderMail(order, random, [verdictHeader(SHOP_DOMAIN, true)]),
    date: order.placedAt,
  };
}

/** The confirmation as the shop sends it; `received` is what a server has put on top since. */
export function shopOrderMail(
  order: ShopOrder,
  random: Random,
  received: readonly (readonly [string, string])[] = [],
): Buffer {
  const { number, person, placedAt } = order;
  const text = orderText(order, random);
  const html = `<html><body><h1>Order #${number}</h1>\n<pre>${escapeHtml(text)}</pre></body></html>\n`;
  const messageId = `<order-${number}.${random.hex(8)}@${SHOP_DOMAIN}>`;
  return writeMessage(
    [
      ...received,
      ['From', mailbox('Nan-e Maryam Web Shop', SHOP_ADDRESS)],
      ['To', BAKERY_ADDRESS],
      ['Subject', encodeHeader(`Order #${number} from ${person.name}`)],
      ['Date', headerDate(placedAt)],
      ['Message-ID', messageId],
      ['Auto-Submitted', 'auto-generated'],
    ],
    multipart('alternative', messageId, [textPart('plain', text), textPart('html', html)]),
  );
}

function orderText({ number, person, address, lines, placedAt }: ShopOrder, random: Random): string {
  const items = lines.map(({ product, count }) => {
    const name = `${count} x ${product.en[count === 1 ? 0 : 1]}`;
    return `${name.padEnd(38)}${(product.euro * count).toFixed(2).padStart(7)} EUR`;
  });
  return [
    `Order #${number}`,
    '',
    `Placed on: ${stampOf(placedAt)}`,
    `Customer: ${person.name} <${address}>`,
    '',
    ...items,
    '',
    `Total: ${totalOf(lines).toFixed(2)} EUR`,
    `Payment: ${random.pick(['card', 'card', 'bank transfer', 'cash on pick-up'])}`,
    `Hand-over: ${random.pick(['pick-up in the shop', 'delivery'])}`,
    '',
    'This message was written by the web shop. Nobody reads answers to it.',
    '',
  ].join('\n');
}
