import { describe, expect, it } from 'vitest';
import { formatFor } from '../../../src/web/views/format.ts';

const NOWRUZ = new Date('2026-03-21T00:30:00Z');

describe('times and numbers on a page', () => {
  it.each([
    ['en', 'Europe/Vienna', '21 Mar 2026, 01:30'],
    ['fa', 'Asia/Tehran', '۱ فروردین ۱۴۰۵، ۰۴:۰۰'],
    ['ar', 'Asia/Riyadh', '٢١ مارس ٢٠٢٦، ٠٣:٣٠'],
    ['en', 'America/Los_Angeles', '20 Mar 2026, 17:30'],
  ] as const)('are those of a reader of %s in %s', async (locale, timeZone, expected) => {
    const shown = await formatFor(locale, timeZone).moment(NOWRUZ);
    expect(shown.toString()).toBe(`<time datetime="2026-03-21T00:30:00.000Z">${expected}</time>`);
  });

  it('follow the calendar that the business chose', async () => {
    expect((await formatFor('fa', 'Asia/Tehran', 'gregorian').day(NOWRUZ)).toString()).toContain('۲۰۲۶');
    expect((await formatFor('ar', 'Asia/Riyadh', 'islamic').day(NOWRUZ)).toString()).toContain('١٤٤٧');
  });

  it('have the digits and units of the language', () => {
    const [en, ar, fa] = (['en', 'ar', 'fa'] as const).map((locale) => formatFor(locale, 'UTC'));
    expect([en, ar, fa].map((format) => format?.number(12_345))).toEqual(['12,345', '١٢٬٣٤٥', '۱۲٬۳۴۵']);
    expect([en, ar, fa].map((format) => format?.days(30.4))).toEqual(['30 days', '٣٠ يومًا', '۳۰ روز']);
    expect([en?.bytes(183_400), en?.bytes(12), en?.bytes(2_400_000)]).toEqual([
      '183 kilobytes',
      '1 kilobyte',
      '2.4 megabytes',
    ]);
    expect(fa?.money(12_500_000, 'IRR')).toBe('۱۲٬۵۰۰٬۰۰۰ ریال');
  });

  it('show nothing as a dash', () => {
    expect(formatFor('en', 'UTC').day(null)).toBe('–');
  });
});
