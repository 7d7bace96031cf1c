import type { Locale } from '../../lib/locale.ts';
import type { SandboxMessage } from '../sandbox-server.ts';
import { customers } from './customers.ts';
import { escapeHtml } from './letter.ts';
import { encodeHeader, mailbox, multipart, textPart, writeMessage } from './mime.ts';
import type { Person } from './person.ts';
import { fill } from './random.ts';
import { headerDate, momentOn } from './spoken-dates.ts';
import { BAKERY_ADDRESS, BAKERY_DOMAIN, BAKERY_NAMES } from './staff.ts';
import type { WritingDesk } from './writing-desk.ts';

/** What is in a box, as the bakery's own site calls it. */
const BOXES: Record<Locale, { name: string; euro: number }> = {
  en: { name: 'winter feast box', euro: 42 },
  ar: { name: 'Eid box', euro: 46 },
  fa: { name: 'Nowruz box', euro: 48 },
};

const WORDS: Record<Locale, { subject: string; text: string }> = {
  en: {
    subject: 'Your feast box {number}',
    text: 'Dear {first},\n\nthank you for your order {number}: {count} x {name}, {total} EUR, paid by card.\nWe bake it for you and let you know when it is ready.\n\nNan-e Maryam',
  },
  ar: {
    subject: 'علبة العيد {number}',
    text: 'تحية طيبة {first}،\n\nنشكركم على طلبكم {number}: {count} x {name}، {total} EUR، دُفعت بالبطاقة.\nنخبزها لكم ونخبركم حين تجهز.\n\nمخبز مريم',
  },
  fa: {
    subject: 'جعبهٔ عید شما {number}',
    text: 'با سلام {first} گرامی،\n\nاز سفارش شما {number} سپاسگزاریم: {count} x {name}، {total} EUR، با کارت پرداخت شد.\nبرایتان می‌پزیم و آماده که شد خبر می‌دهیم.\n\nنان مریم',
  },
};

const BUYERS_OF_EACH_LANGUAGE = 4;
const FIRST_NUMBER = 210;
const DAYS_AGO = [12, 340] as const;
const HOURS = [8, 20] as const;

/**
 * Boxes for the feasts, ordered on the bakery's own site, which thanks each customer in the bakery's name: a copy lies in
 * Sent, and its HTML says in JSON-LD what was ordered (schema.org/Order).
 */
export function writeFeastOrders(desk: WritingDesk): SandboxMessage[] {
  const { now, random } = desk;
  const ordered = (['en', 'ar', 'fa'] as const).flatMap((locale) =>
    customers
      .filter((person) => person.locale === locale && person.silentDays === 0 && person.company === undefined)
      .slice(0, BUYERS_OF_EACH_LANGUAGE)
      .map((person) => {
        const latest = Math.min(person.sinceDays - 1, DAYS_AGO[1]);
        return { person, at: momentOn(now, random.int(DAYS_AGO[0], latest), HOURS, random) };
      }),
  );
  return ordered
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ person, at }, index) =>
      feastOrderMail(
        { number: `F-${FIRST_NUMBER + index}`, person, count: random.int(1, 3), at },
        random.hex(8),
      ),
    );
}

interface FeastOrder {
  number: string;
  person: Person;
  count: number;
  at: Date;
}

function feastOrderMail(order: FeastOrder, key: string): SandboxMessage {
  const { number, person, count, at } = order;
  const { locale, name, first, addresses } = person;
  const box = BOXES[locale];
  const total = (box.euro * count).toFixed(2);
  const values = { number, first, count: String(count), name: box.name, total };
  const text = fill(WORDS[locale].text, values);
  const html = `<html><head><script type="application/ld+json">
${JSON.stringify(markupOf(order, total), null, 2).replaceAll('<', '\\u003c')}
</script></head><body dir="${locale === 'en' ? 'ltr' : 'rtl'}"><p>${escapeHtml(text).replaceAll('\n', '<br>\n')}</p></body></html>\n`;
  const messageId = `<feast-${number}.${key}@${BAKERY_DOMAIN}>`;
  const raw = writeMessage(
    [
      ['From', mailbox(BAKERY_NAMES[locale], BAKERY_ADDRESS)],
      ['To', mailbox(name, addresses[0] ?? '')],
      ['Subject', encodeHeader(fill(WORDS[locale].subject, values))],
      ['Date', headerDate(at)],
      ['Message-ID', messageId],
      ['Auto-Submitted', 'auto-generated'],
    ],
    multipart('alternative', messageId, [textPart('plain', `${text}\n`), textPart('html', html)]),
  );
  return { folder: 'Sent', raw, date: at };
}

function markupOf({ number, person, count, at }: FeastOrder, total: string): object {
  const box = BOXES[person.locale];
  return {
    '@context': 'https://schema.org',
    '@type': 'Order',
    orderNumber: number,
    orderDate: at.toISOString(),
    orderStatus: 'https://schema.org/OrderProcessing',
    price: total,
    priceCurrency: 'EUR',
    paymentMethod: { '@type': 'PaymentMethod', name: 'card' },
    merchant: { '@type': 'Organization', name: BAKERY_NAMES.en },
    customer: { '@type': 'Person', name: person.name, email: person.addresses[0] },
    acceptedOffer: {
      '@type': 'Offer',
      price: box.euro.toFixed(2),
      priceCurrency: 'EUR',
      eligibleQuantity: { '@type': 'QuantitativeValue', value: String(count) },
      itemOffered: { '@type': 'Product', name: box.name },
    },
  };
}
