import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOLD_REASONS } from '../../../src/automations/hold-reasons.ts';
import type { Locale } from '../../../src/lib/locale.ts';
import { formatFor } from '../../../src/web/views/format.ts';
import { piecesOf, reasonIn } from '../../../src/web/views/reason.ts';
import { REASONS } from '../../../src/web/words/reasons.ts';

const SRC = path.join(import.meta.dirname, '../../../src');

async function shownIn(locale: Locale, stored: string): Promise<string> {
  return (await reasonIn(locale, formatFor(locale, 'UTC', undefined), stored)).toString();
}
const inPersian = (stored: string) => shownIn('fa', stored);

describe('reasonIn', () => {
  it('says our own reasons in the language of the reader, with the evidence as it is', async () => {
    expect(await inPersian('too late to be of use')).toBe('دیر شده و دیگر سودی ندارد');
    expect(await inPersian('quiet hours in Europe/Vienna')).toContain('<bdi>Europe/Vienna</bdi>');
    expect(await inPersian('suppressed:hard bounce 5.1.1')).toBe(
      'کنار گذاشته: نامه برای همیشه برگشت خورد <bdi>5.1.1</bdi>',
    );
    expect(await inPersian('quiet hours in Asia/Tehran, and too late after that')).toMatch(
      /^ساعت‌های سکوت در <bdi>Asia\/Tehran<\/bdi>، و پس/,
    );
  });

  it('takes apart what is made of two reasons', async () => {
    const shown = await inPersian('away:2026-03-21; too late by 2d 3h (it was due on 2026-03-20T09:00Z)');
    expect(shown).toMatch(/^تا .*نیست؛ <bdi>2d 3h<\/bdi> دیرتر .*۱۴۰۴/);
  });

  it('writes dates in the calendar of the reader', async () => {
    const text = await inPersian('the customer replied on 2026-03-21');
    expect(text).toMatch(/<time datetime="2026-03-21T12:00:00.000Z">.*۱۴۰۵/);
  });

  it('leaves what others wrote as it is, and harmless', async () => {
    expect(await inPersian('550 5.1.1 no such user')).toBe('<bdi>550 5.1.1 no such user</bdi>');
    const hostile = await inPersian('the automation <script> was taken away');
    expect(hostile).toContain('<bdi>&lt;script&gt;</bdi>');
    expect(await shownIn('en', 'unsubscribed')).toBe('<bdi>unsubscribed</bdi>');
  });
});

describe('the codes of what holds a mail back', () => {
  it('are sentences in English too, with what stands around them', async () => {
    expect(await shownIn('en', 'unsubscribed:topic:garden')).toBe(
      'unsubscribed from the topic <bdi>garden</bdi>',
    );
    expect(
      await shownIn('en', 'open-complaint:2026-03-21; too late by 2d (it was due on 2026-03-20T09:00Z)'),
    ).toMatch(/^has an open complaint, since <time .*; <bdi>too late by 2d/);
  });

  it.each(HOLD_REASONS)('"%s" has the same details in every language', (...texts) => {
    const slots = (text: string) => piecesOf(text).map(({ slot }) => slot);
    const [stored, ...others] = texts;
    for (const other of others) expect(slots(other).toSorted()).toEqual(slots(stored).toSorted());
  });
});

describe('the list of reasons', () => {
  const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('words/reasons.ts'))
    .map((name) => readFileSync(path.join(SRC, name), 'utf8'))
    .join('\n');

  it.each(REASONS)(
    '"%s" is one that the code gives, with the same evidence in every language',
    (...texts) => {
      const [stored, ...others] = texts;
      const slots = (text: string) => piecesOf(text).map(({ slot }) => slot);
      for (const other of others) expect(slots(other).toSorted()).toEqual(slots(stored).toSorted());
      const written = piecesOf(stored).map(({ text }) => text.trim());
      const longest = written.toSorted((a, b) => b.length - a.length)[0] ?? '';
      expect(sources.includes(longest.replace(/^[,:]\s*|:$/g, ''))).toBe(true);
    },
  );

  it('holds no reason twice', () => {
    expect(new Set(REASONS.map(([stored]) => stored)).size).toBe(REASONS.length);
  });
});
