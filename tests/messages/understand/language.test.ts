import { describe, expect, it } from 'vitest';
import { readLanguage } from '../../../src/messages/understand/language.ts';
import { WRITTEN } from '../samples/written.ts';

describe('readLanguage', () => {
  const texts = Object.entries(WRITTEN).map(
    ([code, { answer, quoted }]) => [code, `${answer}\n${quoted}`] as const,
  );
  it.each(texts)('%s', (code, text) => {
    const read = readLanguage(text);
    expect(read?.code).toBe(code);
    expect(read?.evidence).not.toBe('');
  });

  it.each([
    ['el', 'Καλημέρα, θα θέλαμε δώδεκα ψωμιά.'],
    ['th', 'สวัสดีครับ ขอขนมปังสิบสองก้อน'],
    ['hi', 'नमस्ते, कृपया बारह रोटियाँ भेजें।'],
    ['vi', 'Xin chào, chúng tôi muốn đặt mười hai ổ bánh mì cho thứ năm.'],
    ['id', 'Selamat pagi, kami ingin memesan roti untuk hari Kamis dan mohon konfirmasi dari anda.'],
    ['ro', 'Bună ziua, vă rog să ne trimiteți douăsprezece pâini și să confirmați.'],
    ['bg', 'Здравейте, моля да изпратите хляб за четвъртък и да потвърдите. Благодаря!'],
    ['no', 'Hei, vi vil gjerne ha tolv brød. Kan dere sende dem av gårde? Vennlig hilsen'],
    ['fa', 'سلام، سفارش ما کی می‌رسد؟'],
    ['ar', 'السلام عليكم، متى تصل الطلبية؟'],
    ['zh', '你好，请问什么时候发货？'],
    ['ja', '発送日を教えてください。'],
    ['en', 'When will the order reach us? See https://garten.example/das/ist/nicht/deutsch'],
    ['fa', 'سلام، فایل Invoice 2025 را لطفاً برای من بفرستید.'],
  ])('%s: %s', (code, text) => {
    expect(readLanguage(text)?.code).toBe(code);
  });

  it.each(['', 'OK', '👍', '12.50', '+962 79 555 0199', 'Karim', 'https://bakery.example/a', '،؛؟'])(
    'says nothing of "%s"',
    (text) => {
      expect(readLanguage(text)).toBeNull();
    },
  );
});
