import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToPlainText } from '../../../src/messages/parse/html-text.ts';
import { extractReplyText } from '../../../src/messages/understand/reply-text.ts';
import { processorMs } from '../../support/processor-time.ts';

const QUOTE = '\n\n> Hello Maryam,\n> the tins left today.\n> Karim\n';

describe('extractReplyText', () => {
  it.each([
    'On Mon, Mar 3, 2025 at 9:00 AM Karim Haddad <karim@workshop.example> wrote:',
    'On Mon, Mar 3, 2025 at 9:00 AM Karim Haddad of the Workshop for Tins and Ovens\n<karim@workshop.example> wrote:',
    '2025-03-03 9:00 GMT+01:00 Karim Haddad <karim@workshop.example>:',
    'Karim Haddad <karim@workshop.example> schrieb am Mo., 3. März 2025, 09:00:',
    'Am 03.03.2025 um 09:00 schrieb Karim Haddad:',
    'Le lun. 3 mars 2025 à 09:00, Karim Haddad <karim@workshop.example> a écrit :',
    'El lun, 3 mar 2025 a las 9:00, Karim Haddad (<karim@workshop.example>) escribió:',
    'Il giorno lun 3 mar 2025 alle ore 09:00 Karim Haddad <karim@workshop.example> ha scritto:',
    'Em seg., 3 de mar. de 2025 às 09:00, Karim Haddad <karim@workshop.example> escreveu:',
    'Op ma 3 mrt 2025 om 09:00 schreef Karim Haddad <karim@workshop.example>:',
    'пн, 3 мар. 2025 г. в 09:00, Karim Haddad <karim@workshop.example>:',
    'Karim Haddad <karim@workshop.example>, 3 Mar 2025 Pzt, 09:00 tarihinde şunu yazdı:',
    'pon., 3 mar 2025 o 09:00 Karim Haddad <karim@workshop.example> napisał(a):',
    'Karim Haddad <karim@workshop.example> 于2025年3月3日周一 09:00写道：',
    '2025年3月3日(月) 9:00 Karim Haddad <karim@workshop.example>:',
    '2025년 3월 3일 (월) 오전 9:00, Karim Haddad <karim@workshop.example>님이 작성:',
    'في الاثنين، ٣ مارس ٢٠٢٥ في ٩:٠٠ ص كتب كريم حداد <karim@workshop.example>:',
    'في ٣ مارس ٢٠٢٥، الساعة ٩:٠٠، كتب كريم حداد <karim@workshop.example> ما يلي:',
    'بتاريخ الإثنين، 3 مارس 2025 9:00 ص، كتبت ليلى منصور:',
    'در تاریخ دوشنبه ۳ مارس ۲۰۲۵، ۹:۰۰ کریم حداد <karim@workshop.example> نوشت:',
    '\u202bدر دوشنبه ۱۳ اسفند ۱۴۰۳ ساعت ۹:۰۰ کریم حداد\u200f <karim@workshop.example> نوشت:\u202c',
  ])('cuts the quote below "%s"', (header) => {
    expect(extractReplyText(`The tins came, thank you.\n\n${header}${QUOTE}`)).toBe(
      'The tins came, thank you.',
    );
    expect(extractReplyText(`The tins came.\n${header}\n> tins left`)).toBe('The tins came.');
  });

  it.each([
    'From: Karim Haddad\nSent: Monday, March 3, 2025 9:00 AM\nTo: Maryam\nSubject: Tins',
    '________________________________\nVon: Karim Haddad\nGesendet: Montag, 3. März 2025 09:00\nAn: Maryam\nBetreff: Formen',
    '*De :* Karim\n*Envoyé :* lundi 3 mars 2025\n*À :* Maryam\n*Objet :* Moules',
    '-----Original Message-----\nThe tins left today.',
    '---------- Forwarded message ---------\nFrom: Karim',
    'من: كريم حداد\nتم الإرسال: الاثنين، ٣ مارس ٢٠٢٥\nإلى: مريم\nالموضوع: القوالب',
    '-----الرسالة الأصلية-----\nغادرت القوالب اليوم.',
    'از: کریم حداد\nتاریخ: ۱۳ اسفند ۱۴۰۳\nبه: مریم\nموضوع: قالب‌ها',
    '----- پیام اصلی -----\nقالب‌ها ارسال شد.',
    '发件人: Karim\n发送时间: 2025年3月3日\n收件人: Maryam\n主题: 模具',
    '差出人: Karim\n送信日時: 2025年3月3日\n宛先: Maryam\n件名: 型',
    '보낸 사람: Karim\n보낸 날짜: 2025년 3월 3일\n받는 사람: Maryam\n제목: 틀',
  ])('cuts the mail that follows "%s"', (header) => {
    expect(extractReplyText(`قالب‌ها رسید، ممنون.\n\n${header}\n\nHello Maryam.`)).toBe('قالب‌ها رسید، ممنون.');
  });

  it('keeps answers between quotes with what they answer, and one that stands below', () => {
    const inline =
      'Hi Karim,\n\nOn Monday, Mar 3, 2025, Karim wrote:\n> When?\n\nOn Friday.\n\n> How many?\n\nThree.\n';
    expect(extractReplyText(`${inline}> Bye\n`)).toBe(inline.trim());
    expect(extractReplyText('On Mar 3, 2025, Karim wrote:\n> When?\n\nOn Friday.')).toBe('On Friday.');
    expect(extractReplyText('> When?\n\nOn Friday.')).toBe('On Friday.');
  });

  it.each([
    'Please send three tins.\n-- \nMaryam Ahmadi\nNan Bakery, +98 21 0000',
    'Please send three tins.\n\nSent from my iPhone',
    'Please send three tins.\n\nBest regards,\nMaryam',
    'Please send three tins.\n\nارسال شده از آیفون من',
    'Please send three tins.\n\nأُرسلت من الـ iPhone',
    'Please send three tins.\n\nMaryam Ahmadi\nNan Bakery\nTel: +98 21 0000 000\nwww.nan-bakery.example',
    'Please send three tins.\n\n_______________________________________________\nbakers mailing list\nbakers@lists.example',
  ])('leaves the signature out of "%s"', (text) => {
    expect(extractReplyText(text)).toBe('Please send three tins.');
  });

  it.each([
    'We need:\n-- three tins\n-- one oven\n\nCan you send them?',
    'I wrote it all down on Monday:\n\nthree tins, one oven.',
    'From: the market I hear that flour is dear.\nTo: be honest I doubt it.',
    'It was sent from my iPhone app to the office, I think, and never came.',
    'Thank you!',
    'سلام،\nلطفاً سه قالب بفرستید.\n\nممنون',
  ])('changes nothing in "%s"', (text) => {
    expect(extractReplyText(text)).toBe(text);
  });

  it('gives nothing for a mail that only forwards', () => {
    expect(extractReplyText('---------- Forwarded message ---------\nFrom: Karim\n\nThe tins left.')).toBe(
      '',
    );
  });

  it('follows the quote marks of HTML mail', () => {
    const reply = (html: string) => extractReplyText(htmlToPlainText(html));
    expect(
      reply(
        '<p>It came.</p><div class="gmail_quote">On 3.3.2025 Karim wrote:<blockquote>left</blockquote></div>',
      ),
    ).toBe('It came.');
    expect(reply('<div dir="rtl">رسید.</div><blockquote>قالب‌ها</blockquote>')).toBe('رسید.');
    expect(
      reply(
        '<p>It came.</p><hr><div><b>From:</b> Karim<br><b>Sent:</b> Monday<br><b>To:</b> M<br><b>Subject:</b> T</div><p>left</p>',
      ),
    ).toBe('It came.');
  });

  it('never throws and only ever takes away', () => {
    const piece = fc.constantFrom(
      '> ',
      'On 3.3.2025 Karim wrote:',
      '\n',
      '-- ',
      'From: a',
      'To: b',
      'Date: c',
      '<',
      'نوشت:',
      '12:30',
      'x',
    );
    const text = fc
      .array(fc.oneof(piece, fc.string({ maxLength: 10 })), { maxLength: 60 })
      .map((pieces) => pieces.join(' '));
    const bare = (value: string) => value.replace(/\s+/g, '');
    fc.assert(
      fc.property(text, (input) => {
        const output = bare(extractReplyText(input));
        let at = 0;
        for (const character of bare(input))
          if (character === output.slice(at, at + character.length)) at += character.length;
        expect(at).toBe(output.length);
      }),
    );
  });

  it.each([
    ['one endless line', 'On '.repeat(100_000)],
    ['lines that may begin an attribution', 'On 3.3.2025 at 12:30\n'.repeat(20_000)],
    ['open brackets', '<'.repeat(300_000)],
    ['empty lines', '\n'.repeat(300_000)],
    ['header labels', 'From: a\n'.repeat(50_000)],
    ['rules', `${'_'.repeat(50)}\n`.repeat(10_000)],
    ['spaces', `${' '.repeat(200_000)}x`],
    ['quote marks', '>'.repeat(300_000)],
    ['dashes and words', '- original '.repeat(30_000)],
    ['names and dots', `\n\n${'A. '.repeat(20)}\n`.repeat(3000)],
  ])('is fast on %s', (_, text) => {
    const startedAt = processorMs();
    extractReplyText(text);
    expect(processorMs() - startedAt).toBeLessThan(1000);
  });
});
