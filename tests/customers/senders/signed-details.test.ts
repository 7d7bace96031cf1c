import { expect, test } from 'vitest';
import { proposalsOf, type SignedMail } from '../../../src/customers/senders/signed-details.ts';

const mail = (number: number, ...signature: SignedMail['signature']): SignedMail => ({
  contactId: 'karim',
  messageId: `mail-${number}`,
  sentAt: new Date(Date.UTC(2024, 4, number)),
  signature,
});
const phone = { kind: 'mobile', value: '0912 123 4567', line: 'موبایل: ۰۹۱۲ ۱۲۳ ۴۵۶۷' } as const;
const title = { kind: 'title', value: 'Workshop owner', line: 'Workshop owner' } as const;

test('takes a number over in E.164, with what was written, and is the surer the more mails have it', () => {
  const [once] = proposalsOf([mail(1, phone)], 'IR');
  expect(once).toMatchObject({
    contactId: 'karim',
    field: 'phone',
    value: '+989121234567',
    label: 'mobile',
    data: { written: '0912 123 4567' },
    source: 'signature',
    sourceRef: 'mail-1',
    confidence: 0.5,
  });
  expect(proposalsOf([mail(1, phone), mail(2, phone)], 'IR')[0]?.confidence).toBe(0.7);
  const often = proposalsOf([mail(3, phone), mail(1, phone), mail(4, phone), mail(2, phone)], 'IR');
  expect(often).toHaveLength(1);
  expect(often[0]).toMatchObject({ confidence: 0.85, sourceRef: 'mail-4' });
});

test('does not guess the country of a number', () => {
  expect(proposalsOf([mail(1, phone)], undefined)).toEqual([]);
});

test('tells sites from pages of a person, and leaves company and other addresses to be suggested', () => {
  const links = [
    { kind: 'link', value: 'https://workshop.example', line: '' },
    { kind: 'link', value: 'linkedin.com/in/karim', line: '' },
    { kind: 'company', value: 'Karim Ltd', line: '' },
    { kind: 'email', value: 'karim@home.example', line: '' },
    { kind: 'address', value: '1 Oak Street', line: '1 Oak Street, Leeds' },
  ] as const;
  expect(proposalsOf([mail(1, title, ...links)], 'GB').map(({ field, value }) => [field, value])).toEqual([
    ['title', 'Workshop owner'],
    ['site', 'https://workshop.example'],
    ['social', 'linkedin.com/in/karim'],
    ['postal-address', '1 Oak Street, Leeds'],
  ]);
});
