import { expect, test } from 'vitest';
import { isBillSubject } from '../../../src/customers/senders/bill-subject.ts';
import { judgeSender } from '../../../src/customers/senders/judge-sender.ts';
import type { SenderFacts } from '../../../src/customers/senders/sender-facts.ts';
import { sayWhy } from '../../../src/customers/senders/sender-words.ts';

const NOBODY: SenderFacts = {
  canonical: 'karim@workshop.example',
  address: 'karim@workshop.example',
  name: 'Karim',
  contactId: null,
  kind: null,
  purchases: 0,
  lastPurchaseAt: null,
  byHand: 0,
  discussion: 0,
  bulk: 0,
  automatic: 0,
  spam: 0,
  failed: 0,
  writtenTo: 0,
  firstAt: null,
  lastAt: null,
  theirSubjects: [],
  ourSubjects: [],
  byPerson: false,
};
const subjects = (...all: string[]) => all.map((subject, at) => ({ id: `mail-${at}`, subject }));

test.each([
  ['who bought is a customer, whatever they write', { purchases: 3, bulk: 9 }, 'customer', 'bought'],
  [
    'whom we bill is a customer',
    { byHand: 2, writtenTo: 3, ourSubjects: subjects('Invoice 1042') },
    'customer',
    'we-billed',
  ],
  [
    'who answers our bill does not bill us',
    { byHand: 2, writtenTo: 1, theirSubjects: subjects('Re: Invoice 1042', 'RE: Invoice 1043') },
    'lead',
    'conversation',
  ],
  [
    'a machine that sends one receipt is a supplier',
    {
      canonical: 'no-reply@mill.example',
      automatic: 4,
      theirSubjects: subjects('Your receipt from the mill'),
    },
    'supplier',
    'they-billed',
  ],
  [
    'a person who sends one bill is not yet',
    { byHand: 4, writtenTo: 3, theirSubjects: subjects('فاتورة رقم ١٢') },
    'lead',
    'conversation',
  ],
  [
    'a person who sends two is',
    { byHand: 4, writtenTo: 3, theirSubjects: subjects('فاکتور شماره ۱۲', 'پیش‌فاکتور آرد') },
    'supplier',
    'they-billed',
  ],
  ['mail to many is a newsletter', { bulk: 11, automatic: 1 }, 'newsletter', 'newsletter'],
  ['a list is one, too', { discussion: 11 }, 'newsletter', 'discussion'],
  ['machines alone are noise', { automatic: 30 }, 'noise', 'automatic'],
  ['so is spam', { spam: 5, byHand: 1 }, 'noise', 'spam'],
  ['spam we answered is no noise', { spam: 5, byHand: 1, writtenTo: 1 }, 'lead', 'conversation'],
  ['who is only pretended to be writes nothing', { byHand: 2, failed: 2 }, 'noise', 'pretended'],
  ['who writes and is not answered is a lead', { byHand: 1 }, 'lead', 'unanswered'],
  ['whom we write to is one, too', { writtenTo: 2 }, 'lead', 'only-ours'],
  [
    'a robot that once looks like a person stays a robot',
    { canonical: 'noreply@bank.example', byHand: 1, automatic: 20 },
    'noise',
    'automatic',
  ],
  ['no mail, no word', {}, null, 'nothing'],
] as const)('%s', (_name, facts: Partial<SenderFacts>, role, key) => {
  const judged = judgeSender({ ...NOBODY, ...facts });
  expect(judged.role).toBe(role);
  expect(judged.reason.key).toBe(key);
});

test('tells a bill from talk of one', () => {
  for (const subject of [
    'Invoice #12',
    'Your order 1042 is confirmed',
    'صورت‌حساب آذر',
    'تأكيد الطلب 12',
    'Rechnung 7',
  ])
    expect([subject, isBillSubject(subject)]).toEqual([subject, true]);
  for (const subject of ['Re: Invoice #12', 'رد: فاتورة 12', 'Recipes for bread', 'Invoices are due?', 'نان'])
    expect([subject, isBillSubject(subject)]).toEqual([subject, false]);
});

test('says why in three languages, with their digits', () => {
  const { reason } = judgeSender({ ...NOBODY, bulk: 11, automatic: 1 });
  expect(sayWhy(reason, 'en')).toBe(
    'Writes to many at once: 11 of 12 mails are newsletters, and we never wrote.',
  );
  expect(sayWhy(reason, 'fa')).toContain('۱۱ نامه از ۱۲ نامه');
  expect(sayWhy(reason, 'ar')).toContain('١١ من ١٢');
  const bill = judgeSender({ ...NOBODY, byHand: 1, writtenTo: 1, ourSubjects: subjects('Invoice 1042') });
  expect(sayWhy(bill.reason, 'en')).toBe('We sent a bill or an offer, such as “Invoice 1042”.');
});
