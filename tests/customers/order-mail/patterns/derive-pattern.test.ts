import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyPattern,
  type PatternMail,
} from '../../../../src/customers/order-mail/patterns/apply-pattern.ts';
import {
  derivePattern,
  type MarkedValues,
} from '../../../../src/customers/order-mail/patterns/derive-pattern.ts';
import type { OrderPattern } from '../../../../src/customers/order-mail/patterns/pattern.ts';
import { htmlToPlainText } from '../../../../src/messages/parse/html-text.ts';
import { processorMs } from '../../../support/processor-time.ts';

const context = {
  currency: 'EUR',
  timeZone: 'UTC',
  isNobody: (address: string) => address.endsWith('@bakery.example') || address === 'bot@till.example',
};

const mail = (subject: string, text: string, more: Partial<PatternMail> = {}): PatternMail => ({
  subject,
  text,
  fromAddress: 'bot@till.example',
  replyTo: null,
  recipients: ['maryam@bakery.example'],
  sentAt: new Date('2024-05-01T10:12:00Z'),
  ...more,
});

function learn(example: PatternMail, marked: MarkedValues): OrderPattern {
  const pattern = derivePattern(example, marked, context);
  if ('problem' in pattern) throw new Error(pattern.problem);
  return pattern;
}

/** A till that writes as no shop system does. */
const tillMail = (bon: string, guest: string, sum: string, name = 'Karim Haddad') =>
  mail(
    `Bon ${bon} fuer ${name}`,
    `Guten Tag,\n\nein Gast hat bezahlt.\n\nBonnummer ........ ${bon}\nGast: ${name} / ${guest}\nAm 01.05.2024 um 12:10\n\n- Baklava (2 Stk.)\n- Tee (1 Stk.)\n\nSumme brutto ${sum} inkl. 10 % USt\nKarte`,
  );

describe('a pattern learned from one mail', () => {
  const marked: MarkedValues = {
    orderId: 'B-1042',
    amount: '19,00',
    customer: 'Karim Haddad <karim@workshop.example>',
    items: ['2 x Baklava'],
    date: '01.05.2024',
  };
  const pattern = learn(tillMail('B-1042', 'karim@workshop.example', '19,00 €'), marked);

  it('reads that mail', () => {
    expect(
      applyPattern(pattern, tillMail('B-1042', 'karim@workshop.example', '19,00 €'), context),
    ).toMatchObject({
      orderId: 'B-1042',
      money: { amountMinor: 1900, currency: 'EUR' },
      buyer: { name: 'Karim Haddad', email: 'karim@workshop.example' },
      items: [
        { name: 'Baklava', quantity: 2 },
        { name: 'Tee', quantity: 1 },
      ],
    });
  });

  it('reads the next one, with other values, digits and spacing', () => {
    const next = tillMail('B-20771', 'layla@garden.example', '1.250,50 €', 'ليلى ناصر');
    const wide = { ...next, text: next.text.replaceAll(': ', ':\u00a0 ').replace('2024', '٢٠٢٤') };
    expect(applyPattern(pattern, wide, context)).toMatchObject({
      orderId: 'B-20771',
      money: { amountMinor: 125_050, currency: 'EUR' },
      buyer: { name: 'ليلى ناصر', email: 'layla@garden.example' },
    });
  });

  it('says why it reads another mail not', () => {
    const example = tillMail('B-1', 'karim@workshop.example', '5,00 €');
    expect(applyPattern(pattern, { ...example, subject: 'Monatsabschluss' }, context)).toEqual({
      problem: 'its subject is another',
    });
    expect(
      applyPattern(pattern, { ...example, text: example.text.replace('Summe brutto', 'Netto') }, context),
    ).toEqual({
      problem: 'no amount behind "summe brutto"',
    });
    expect(
      applyPattern(
        pattern,
        { ...example, text: example.text.replace('karim@workshop.example', '') },
        context,
      ),
    ).toEqual({
      problem: 'it does not name the buyer',
    });
  });

  it('reads Persian labels, whatever keyboard wrote them', () => {
    const persian = (id: string, sum: string) =>
      mail(
        `رسید ${id}`,
        `کد خرید مشتری\n${id}\nمبلغ نهایی پرداختی شما\n${sum} تومان\nkarim@workshop.example`,
      );
    const learned = learn(persian('۱۰۴۲', '۱۲۰٬۰۰۰'), { orderId: '1042', amount: '۱۲۰٬۰۰۰ تومان' });
    const arabicKeyboard = persian('۲۰۷۷', '۹۹٬۵۰۰');
    expect(
      applyPattern(
        learned,
        { ...arabicKeyboard, text: arabicKeyboard.text.replaceAll('ی', 'ي').replaceAll('ک', 'ك') },
        context,
      ),
    ).toMatchObject({ orderId: '2077', money: { amountMinor: 99_500, currency: 'IRT' } });
  });

  it('reads the cells of a table by their headings', () => {
    const table = (id: string, sum: string) =>
      mail(
        'Neue Bestellung',
        htmlToPlainText(
          `<table><tr><th>Vorgang</th><th>Menge</th><th>Betrag</th></tr><tr><td>${id}</td><td>12</td><td>${sum}</td></tr></table>`,
        ),
        { replyTo: { name: 'Karim', address: 'karim@workshop.example' } },
      );
    const learned = learn(table('4711', '12,00 EUR'), { orderId: '4711', amount: '12,00 EUR' });
    expect(learned.orderId).toMatchObject({ kind: 'column', heading: 'vorgang' });
    expect(applyPattern(learned, table('4712', '99,90 EUR'), context)).toMatchObject({
      orderId: '4712',
      money: { amountMinor: 9990 },
      buyer: { email: 'karim@workshop.example' },
    });
  });

  it('takes whom the mail went to for the buyer, where that is who was marked', () => {
    const copy = (to: string) =>
      mail('Your order 77', 'Order number: 77\nTotal: €5.00', { recipients: [to] });
    const learned = learn(copy('karim@workshop.example'), {
      orderId: '77',
      amount: '5',
      customer: 'karim@workshop.example',
    });
    expect(learned.buyer).toEqual({ by: 'recipient' });
    expect(applyPattern(learned, copy('layla@garden.example'), context)).toMatchObject({
      buyer: { email: 'layla@garden.example' },
    });
  });

  it.each([
    [{ orderId: '999', amount: '19,00' }, 'the order number 999 does not stand in this mail'],
    [{ orderId: 'B-1042', amount: '77' }, 'the amount 77 does not stand in this mail'],
    [{ orderId: 'B-1042', amount: 'much' }, '"much" is not an amount'],
    [
      { orderId: 'B-1042', amount: '19,00', customer: 'layla@garden.example' },
      'layla@garden.example stands nowhere in this mail',
    ],
    [
      { orderId: 'B-1042', amount: '19,00', method: 'Bitcoin' },
      'the method Bitcoin does not stand in this mail',
    ],
    [
      { orderId: 'B-1042', amount: '19,00', items: ['3 x Halva'] },
      'an item does not stand in a line of its own: 3 x Halva',
    ],
  ])('says what of %j is not there', (values, problem) => {
    expect(derivePattern(tillMail('B-1042', 'karim@workshop.example', '19,00 €'), values, context)).toEqual({
      problem,
    });
  });
});

describe('any layout', () => {
  const label = fc.constantFrom('Bonnummer', 'کد خرید', 'رقم العملية', 'Vorgang Nr', 'Ref', 'Your code');
  const sumLabel = fc.constantFrom(
    'Summe',
    'Zu zahlen',
    'مبلغ نهایی',
    'القيمة الكلية',
    'You pay',
    'Brutto gesamt',
  );
  const layout = fc.constantFrom(
    (name: string, value: string) => `${name}: ${value}`,
    (name: string, value: string) => `${name}\n${value}`,
    (name: string, value: string) => `${name}\t${value}`,
    (name: string, value: string) => `* ${name} ... ${value} *`,
    (name: string, value: string) => `<${name}>   ${value}`,
  );
  const digits = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x06f0 + Number(digit))),
    (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit))),
  );
  const order = fc.record({
    id: fc.integer({ min: 1000, max: 999_999 }),
    cents: fc.integer({ min: 100_000, max: 99_999_999 }),
    user: fc.stringMatching(/^[a-z]{3,8}$/),
  });

  it('is learned from one mail and read in another', () => {
    fc.assert(
      fc.property(
        fc.record({
          label,
          sumLabel,
          layout,
          sumLayout: layout,
          digits,
          noise: fc.array(fc.constantFrom('Hello', 'Thanks!', '', '---', 'Room 7'), { maxLength: 4 }),
        }),
        order,
        order,
        (shape, first, second) => {
          const write = ({ id, cents, user }: typeof first) => {
            const sum = `${(cents / 100).toFixed(2)} EUR`;
            const lines = [
              ...shape.noise,
              shape.layout(shape.label, shape.digits(String(id))),
              ...shape.noise,
              shape.sumLayout(shape.sumLabel, shape.digits(sum)),
              `${user}@garden.example`,
            ];
            return mail('A sale', lines.join('\n'));
          };
          const pattern = learn(write(first), {
            orderId: String(first.id),
            amount: (first.cents / 100).toFixed(2),
          });
          expect(applyPattern(pattern, write(second), context)).toMatchObject({
            orderId: String(second.id),
            money: { amountMinor: second.cents, currency: 'EUR' },
            buyer: { email: `${second.user}@garden.example` },
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes no long time over a large mail', () => {
    const pattern = learn(tillMail('B-1042', 'karim@workshop.example', '19,00 €'), {
      orderId: 'B-1042',
      amount: '19,00',
    });
    const before = processorMs();
    for (const piece of ['Summe brutto ', '1', 'a@b.', 'Bonnummer ... ', '\t']) {
      applyPattern(pattern, mail('Bon 1 fuer', `${piece.repeat(60)}\n`.repeat(3000)), context);
    }
    expect(processorMs() - before).toBeLessThan(2000);
  });
});
