import { columns } from './columns.ts';

/** What anybody reads at the archive of newsletters. */
export const ARCHIVE_WORDS = columns({
  title: ['Our newsletters', 'نشراتنا البريدية', 'خبرنامه‌های ما'],
  none: [
    'There is no newsletter to read here yet.',
    'لا نشرات للقراءة هنا بعد.',
    'هنوز خبرنامه‌ای برای خواندن نیست.',
  ],
  all: ['All newsletters', 'كل النشرات', 'همهٔ خبرنامه‌ها'],
  unknown: ['This newsletter is not here.', 'هذه النشرة غير موجودة هنا.', 'این خبرنامه اینجا نیست.'],
});
