import type { Locale } from '../../lib/locale.ts';
import type { SandboxMessage } from '../sandbox-server.ts';
import { escapeHtml } from './letter.ts';
import { encodeHeader, mailbox, multipart, type Part, textPart, writeMessage } from './mime.ts';
import type { Person } from './person.ts';
import { fill, type Random } from './random.ts';
import { headerDate } from './spoken-dates.ts';
import { BAKERY_ADDRESS, BAKERY_DOMAIN, BAKERY_NAMES } from './staff.ts';

/** An invoice of the bakery's accounts program. */
export interface MarkedInvoice {
  number: string;
  to: Person;
  euro: number;
  date: Date;
  /** By when it is to be paid by transfer; undefined where it is collected. */
  dueAt: Date | undefined;
  file: Part;
}

const WORDS: Record<Locale, { subject: string; text: string; collected: string; due: string }> = {
  en: {
    subject: 'Invoice {number}',
    text: 'Dear {first},\n\nenclosed is invoice {number} for the bread and pastry delivered to {company}: {total} EUR.\n{pay}',
    collected: 'We collect it from your account.',
    due: 'Please transfer it by {day}.',
  },
  ar: {
    subject: 'فاتورة {number}',
    text: 'تحية طيبة {first}،\n\nمرفق فاتورة {number} عن الخبز والمعجنات التي سُلّمت إلى {company}: {total} EUR.\n{pay}',
    collected: 'نحصّلها من حسابكم.',
    due: 'نرجو تحويلها حتى {day}.',
  },
  fa: {
    subject: 'فاکتور {number}',
    text: 'با سلام {first} گرامی،\n\nفاکتور {number} برای نان و شیرینی تحویلی به {company} پیوست است: {total} EUR.\n{pay}',
    collected: 'مبلغ از حساب شما برداشت می‌شود.',
    due: 'لطفاً تا {day} واریز کنید.',
  },
};

/** The invoice as a copy of it lies in Sent: a PDF, and a text whose HTML says in microdata what it is (schema.org/Invoice). */
export function writeMarkedInvoice(invoice: MarkedInvoice, random: Random): SandboxMessage {
  const { number, to, euro, date, dueAt, file } = invoice;
  const words = WORDS[to.locale];
  const day = dueAt?.toISOString().slice(0, ISO_DAY) ?? '';
  const company = to.company ?? to.name;
  const values = { number, first: to.first, company, total: euro.toFixed(2), day };
  const pay = fill(dueAt ? words.due : words.collected, values);
  const text = fill(words.text, { ...values, pay });
  const messageId = `<invoice-${number}.${random.hex(8)}@${BAKERY_DOMAIN}>`;
  const body = multipart('alternative', `${messageId} text`, [
    textPart('plain', `${text}\n`),
    textPart('html', htmlOf(text, invoice, day)),
  ]);
  const raw = writeMessage(
    [
      ['From', mailbox(BAKERY_NAMES[to.locale], BAKERY_ADDRESS)],
      ['To', mailbox(to.name, to.addresses[0] ?? '')],
      ['Subject', encodeHeader(fill(words.subject, values))],
      ['Date', headerDate(date)],
      ['Message-ID', messageId],
      ['Auto-Submitted', 'auto-generated'],
    ],
    multipart('mixed', messageId, [body, file]),
  );
  return { folder: 'Sent', raw, date };
}

const ISO_DAY = '2026-03-10'.length;

function htmlOf(text: string, { number, to, euro, dueAt }: MarkedInvoice, day: string): string {
  const status = dueAt ? 'PaymentDue' : 'PaymentAutomaticallyApplied';
  const lines = escapeHtml(text).replaceAll('\n', '<br>\n');
  return `<html><body dir="${to.locale === 'en' ? 'ltr' : 'rtl'}">
<p>${lines}</p>
<div itemscope itemtype="https://schema.org/Invoice">
<meta itemprop="confirmationNumber" content="${number}">
<div itemprop="provider" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" content="${BAKERY_NAMES.en}"></div>
<div itemprop="customer" itemscope itemtype="https://schema.org/Person"><meta itemprop="name" content="${escapeHtml(to.name)}"></div>
<div itemprop="totalPaymentDue" itemscope itemtype="https://schema.org/PriceSpecification">
<meta itemprop="price" content="${euro.toFixed(2)}"><meta itemprop="priceCurrency" content="EUR"></div>
${day === '' ? '' : `<meta itemprop="paymentDueDate" content="${day}">\n`}<link itemprop="paymentStatus" href="https://schema.org/${status}">
</div>
</body></html>
`;
}
