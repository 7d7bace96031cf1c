import { readFile, stat } from 'node:fs/promises';
import type { ArchivedMail, MailSource } from './mail-archive.ts';

/** One .eml file. */
export function singleMail(
  file: string,
  about: Pick<MailSource, 'key' | 'name' | 'identity' | 'bytes'>,
): MailSource {
  return {
    ...about,
    kind: 'other',
    holds: () => Promise.resolve(true),
    async *mails(position, maxBytes): AsyncGenerator<ArchivedMail> {
      if (position !== '') return;
      const { size, mtime } = await stat(file);
      const bytes = size > maxBytes ? null : await readFile(file);
      yield { position: 'read', doneBytes: size, size, bytes, date: mtime };
    },
  };
}
