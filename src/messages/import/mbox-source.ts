import { createReadStream } from 'node:fs';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { folderKind } from './folder-kind.ts';
import type { ArchivedMail, MailSource } from './mail-archive.ts';
import { separatorDate } from './mail-head.ts';
import { NotAnMbox, splitMbox } from './split-mbox.ts';

/** Octets read at once. */
const CHUNK_BYTES = 1 << 20;

/** An mbox file. */
export function mboxFile(
  file: string,
  about: Pick<MailSource, 'key' | 'name' | 'identity' | 'bytes'>,
): MailSource {
  return mboxSource(about, (start) => createReadStream(file, { start, highWaterMark: CHUNK_BYTES }));
}

/** An mbox that `open` reads from an offset on. */
export function mboxSource(
  about: Pick<MailSource, 'key' | 'name' | 'identity' | 'bytes'>,
  open: (start: number) => AsyncIterable<Uint8Array>,
): MailSource {
  return {
    ...about,
    kind: folderKind(about.name),
    holds: () => Promise.resolve(true),
    async *mails(position, maxBytes): AsyncGenerator<ArchivedMail> {
      const at = Number(position);
      if (at > 0 && at >= about.bytes) return;
      try {
        for await (const { next, separator, size, bytes } of splitMbox(open(at), { maxBytes, at }))
          yield { position: String(next), doneBytes: next, size, bytes, date: separatorDate(separator) };
      } catch (error) {
        if (!(error instanceof NotAnMbox)) throw error;
        throw new WafaError(
          at === 0 ? `${about.name} is no mbox` : `${about.name} was changed while it was imported`,
          { hint: 'a line "From ..." must stand before each mail', exitCode: ExitCode.usage, cause: error },
        );
      }
    },
  };
}
