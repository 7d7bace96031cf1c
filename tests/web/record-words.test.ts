import { describe, expect, it } from 'vitest';
import { recordText } from '../../src/web/views/record-text.ts';
import { fill, RECORD_WORDS, withoutIsolates } from '../../src/web/words/record-words.ts';

const leaves = (locale: 'en' | 'ar' | 'fa') =>
  Object.entries(RECORD_WORDS[locale]).flatMap(([group, words]) =>
    Object.entries(words).map(([key, text]) => `${group}.${key}: ${text}`),
  );

describe.each(['ar', 'fa'] as const)('the words of the record in %s', (locale) => {
  it('are all there, in its own letters, with the same slots as in English', () => {
    const foreign = locale === 'ar' ? /[پچژگکی]/ : /[ةكىي]/;
    const english = leaves('en');
    expect(leaves(locale).length).toBe(english.length);
    for (const [index, line] of leaves(locale).entries()) {
      const text = line.replace(/^[^:]+: /, '');
      expect(line).toMatch(/[\u0600-\u06ff]/);
      expect(text.replace(/\{\w+\}/g, '')).not.toMatch(/[A-Za-z]/);
      expect(line).not.toMatch(foreign);
      const slots = (one: string) => one.match(/\{\w+\}/g)?.sort() ?? [];
      expect(slots(line)).toEqual(slots(english[index] ?? ''));
    }
  });
});

describe('values of the record', () => {
  const at = new Date('2026-05-03T10:00:00Z');
  const plain = (text: string) => withoutIsolates(text);
  const text = (locale: 'en' | 'ar' | 'fa') => recordText(locale, 'Asia/Tehran');

  it('say where they are from, in the calendar and digits of the reader', () => {
    const signature = { source: 'signature', sourceRef: 'a mail', at, mailSentAt: at, confidence: 0.8 };
    expect(plain(text('en').source(signature))).toBe('from the signature of the mail of 3 May 2026');
    expect(plain(text('fa').source(signature))).toBe('از امضای نامه ۱۳ اردیبهشت ۱۴۰۵');
    expect(plain(text('ar').source({ ...signature, confidence: 0.4 }))).toBe(
      'من توقيع رسالة ٣ مايو ٢٠٢٦ · تخمين',
    );
    const maryam = { source: 'person', sourceRef: 'Maryam', at, mailSentAt: null, byPerson: true };
    expect(plain(text('en').source(maryam))).toBe('said by Maryam, 3 May 2026');
    expect(plain(text('en').source({ ...maryam, source: 'csv', sourceRef: 'people.csv:17' }))).toBe(
      'from the file people.csv:17',
    );
    expect(plain(text('en').source({ ...maryam, source: 'stars' }))).toBe('from stars');
  });

  it('are words, not codes', () => {
    expect(text('en').value('locale', 'fa')).toBe('Persian');
    expect(text('fa').value('relationship', 'community')).toBe('انجمن');
    expect(text('ar').value('preferred-channel', 'phone')).toBe('الهاتف');
    expect(plain(text('fa').value('phone', '+989123456789'))).toBe('+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹');
    expect(text('fa').signal('purchase')).toBe('خرید');
    expect(text('ar').signal('reply')).toBe('رد');
    expect(text('en').signal('shop-found')).toBe('may be our shop');
    expect(text('fa').signal('of another version')).toBe('of another version');
    expect(text('en').field('detail:custom:shoe size')).toBe('shoe size');
    expect(text('en').field('occasion:birthday')).toBe('Birthday');
    expect(text('en').field('address:mailed-first')).toBe('Address');
  });

  it('of occasions are written in their own calendar, and their next day in that of the reader', () => {
    const birthday = {
      kind: 'birthday',
      calendar: 'persian' as const,
      year: 1369,
      month: 2,
      day: 24,
      nextOn: '2026-05-14',
    };
    expect(text('en').occasion(birthday)).toContain('24 Ordibehesht 1369');
    expect(plain(text('en').next(birthday))).toBe('turns 36 on 14 May 2026');
    expect(plain(text('fa').next(birthday))).toBe('۳۶ ساله می‌شود در ۲۴ اردیبهشت ۱۴۰۵');
    const leap = {
      kind: 'custom',
      calendar: 'gregorian' as const,
      year: null,
      month: 2,
      day: 29,
      nextOn: '2027-02-28',
    };
    expect(text('en').occasion(leap)).toBe('29 February');
    expect(plain(text('ar').next(leap))).toBe('القادم في ٢٨ فبراير ٢٠٢٧');
    const short = { calendar: 'islamic' as const, year: null, month: 9, day: 30 };
    expect(text('en').occasion(short)).toBe('30 Ramadan');
  });

  it('keep their own direction in a sentence', () => {
    expect(fill('said by {who}', { who: 'مریم' })).toBe('said by \u2068مریم\u2069');
  });
});
