import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReturnDate } from '../../../src/customers/dates/return-date.ts';
import { companyDomain } from '../../../src/customers/match/company-domain.ts';
import { isFreeMail } from '../../../src/customers/match/free-mail.ts';
import { ownIdentity } from '../../../src/customers/match/own.ts';
import { nameFromAddress, tidyName } from '../../../src/customers/match/person-name.ts';
import { isRobotAddress } from '../../../src/customers/match/robot-address.ts';
import { guessLocale } from '../../../src/customers/match/text-locale.ts';
import { canonicalAddress } from '../../../src/lib/email-address.ts';
import { isOwn } from '../../../src/messages/log/own-addresses.ts';

const bakery = ownIdentity({
  mailboxes: [{ address: 'orders@shop.bakery.example' }, { address: 'maryams.bakery@gmail.com' }],
  business: { ownDomains: ['@Oven.example'] },
  customers: { freeMailDomains: ['Workshopmail.example'] },
});
const rules = { own: bakery, freeMail: new Set(['workshopmail.example']) };

describe('own', () => {
  it.each([
    ['reza@bakery.example', true],
    ['reza@staff.bakery.example', true],
    ['x@oven.example', true],
    ['maryamsbakery@gmail.com', true],
    ['karim@gmail.com', false],
    ['karim@notbakery.example', false],
  ])('%s: %s', (canonical, own) => expect(isOwn(bakery, canonical)).toBe(own));
});

describe('companyDomain', () => {
  it.each([
    ['karim@mail.workshop.co.uk', 'workshop.co.uk'],
    ['karim@workshop.example', 'workshop.example'],
    ['karim@workshopmail.example', undefined],
    ['karim@gmail.com', undefined],
    ['m@chmail.ir', undefined],
    ['m@yahoo.com.tr', undefined],
    ['m@mail.ru', undefined],
    ['reza@bakery.example', undefined],
    ['root@localhost', undefined],
  ])('%s: %s', (canonical, domain) => expect(companyDomain(canonical, rules)).toBe(domain));

  it('takes no company of one name for a provider of another', () => {
    expect(isFreeMail('yahooshoes.example')).toBe(false);
    expect(isFreeMail('live.example-concerts.org')).toBe(false);
  });
});

describe('isRobotAddress', () => {
  it.each([
    'no-reply@a.example',
    'noreply-orders@a.example',
    'do_not_reply@a.example',
    'MAILER-DAEMON@a.example',
    'bakers-bounces@lists.example',
    'bounce-12-karim=workshop.example@a.example',
    'newsletter@flour.example',
    'reply+af31@github.example',
    'srs0=abc@a.example',
  ])('%s', (address) => expect(isRobotAddress(address)).toBe(true));

  it.each([
    'karim@a.example',
    'info@a.example',
    'norbert.reply@a.example',
    'alerta@a.example',
    'owner@a.example',
  ])('not %s', (address) => expect(isRobotAddress(address)).toBe(false));
});

describe('tidyName', () => {
  it.each([
    ['"Haddad, Karim"', 'Karim Haddad'],
    ["'Sara Weber'", 'Sara Weber'],
    ['«مریم احمدی»', 'مریم احمدی'],
    ['\u202bليلى  المنصوري\u202c', 'ليلى المنصوري'],
    ['Flour & Sons, Inc', 'Flour & Sons, Inc'],
    ['Karim Haddad (Workshop)', 'Karim Haddad'],
    ['Karim via Documents', 'Karim'],
    ['karim@workshop.example', ''],
    ['***', ''],
    ["Sinéad O'Brien", "Sinéad O'Brien"],
  ])('%s: %s', (given, tidy) => expect(tidyName(given)).toBe(tidy));

  it('changes nothing the second time, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const once = tidyName(text);
        // Peeling may go on: a name in two pairs of brackets loses one at a time.
        expect(once.length).toBeLessThanOrEqual(text.normalize('NFC').length);
        expect(once).toBe(once.trim());
      }),
    );
  });

  it('makes a name of an address where that speaks', () => {
    expect(nameFromAddress('karim.haddad@workshop.example')).toBe('Karim Haddad');
    expect(nameFromAddress('sara_weber84@gmail.com')).toBe('Sara Weber');
    expect(nameFromAddress('info@noor.example')).toBe('info@noor.example');
    expect(nameFromAddress('x17@noor.example')).toBe('x17@noor.example');
  });
});

describe('guessLocale', () => {
  it.each([
    ['سلام، یک کیک می‌خواهم', 'fa'],
    ['شكراً جزيلاً على الكعكة', 'ar'],
    ['سلام', null],
    ['Two trays please', null],
    ['Hello my name is پگاه', null],
    ['', null],
  ])('%s: %s', (text, locale) => expect(guessLocale(text)).toBe(locale));
});

describe('readReturnDate', () => {
  const sentAt = new Date('2024-05-05T10:00:00Z');
  it.each([
    ['I am out of office until 12 May 2024.', '2024-05-13'],
    ['Back on May 9th', '2024-05-10'],
    ['I will return 2024-06-01', '2024-06-02'],
    ['Away from 1.5.2024 to 20.5.2024', '2024-05-21'],
    ['من تا ۲۵ خرداد در مرخصی هستم', '2024-06-15'],
    ['تا تاریخ ۱۴۰۳/۰۲/۲۵ در مرخصی هستم', '2024-05-15'],
    ['أنا في إجازة حتى ١٥ مايو', '2024-05-16'],
    ['Back on 3 January', '2025-01-04'],
  ])('%s: %s', (text, day) => expect(readReturnDate(text, sentAt)?.toISOString().slice(0, 10)).toBe(day));

  it.each([
    'We will answer soon',
    'back in 5 minutes',
    'out until 1 May 2024',
    'until 31.02.2025',
    'until 2031-01-01',
  ])('nothing in: %s', (text) => expect(readReturnDate(text, sentAt)).toBeNull());

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readReturnDate(`until ${text}`, sentAt)).not.toThrow();
      }),
    );
  });
});

describe('canonicalAddress', () => {
  it('is the same for every spelling of a Gmail address, and of plus tags anywhere', () => {
    const local = fc.stringMatching(/^[a-z][a-z0-9]{3,12}$/);
    fc.assert(
      fc.property(local, fc.array(fc.nat(11)), fc.boolean(), local, (name, dots, upper, tag) => {
        const dotted = name
          .split('')
          .map((letter, index) => (index > 0 && dots.includes(index) ? `.${letter}` : letter))
          .join('');
        const spelled = upper ? dotted.toUpperCase() : dotted;
        expect(canonicalAddress(`${spelled}+${tag}@googlemail.com`)).toBe(`${name}@gmail.com`);
        expect(canonicalAddress(`${name}+${tag}@Workshop.example`)).toBe(`${name}@workshop.example`);
      }),
    );
  });

  it('is its own canonical address', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const canonical = canonicalAddress(address);
        fc.pre(canonical !== undefined);
        expect(canonicalAddress(canonical)).toBe(canonical);
      }),
    );
  });
});
