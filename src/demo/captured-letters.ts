import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locale } from '../lib/locale.ts';
import { parseMessage } from '../messages/parse/parse.ts';
import { type Expected, type LetterKind, recogniseLetter } from './recognise-letter.ts';
import type { Sandbox } from './sandbox-server.ts';

/** A mail that left, as it was caught at the sandbox's SMTP side. */
export interface CapturedLetter {
  kind: LetterKind;
  locale: Locale | undefined;
  /** The recipient of the envelope, in lower case. */
  to: string;
  /** The name in the To field. */
  name: string;
  subject: string;
  /** Without angle brackets. */
  messageId: string;
  /** By this machine's clock. */
  receivedAt: Date;
  /** Its picture, an HTML file; the mail itself lies beside it as `.eml`. */
  htmlFile: string;
}

export interface CapturedLetters {
  /** Reads and writes to files what was caught since the last call; answers all so far, in the order of arrival. */
  collect(): Promise<readonly CapturedLetter[]>;
}

/** Watches what leaves the sandbox; every mail becomes two files in `folder`. */
export function captureLetters(sandbox: Sandbox, folder: string, expected: Expected): CapturedLetters {
  const letters: CapturedLetter[] = [];
  let collecting: Promise<void> = Promise.resolve();

  async function readNew(): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const { raw, to, receivedAt } of sandbox.captured().slice(letters.length)) {
      const recipient = (to[0] ?? '').toLowerCase();
      const mail = await parseMessage(raw);
      const { kind, locale } = recogniseLetter(mail, recipient, expected);
      const number = String(letters.length + 1).padStart(4, '0');
      const file = path.join(folder, `${number}-${kind}-${recipient.replaceAll(/[^\w.@+-]/g, '_')}`);
      await writeFile(`${file}.eml`, raw);
      await writeFile(`${file}.html`, mail.html ?? mail.text);
      letters.push({
        kind,
        locale,
        to: recipient,
        name: mail.to[0]?.name ?? '',
        subject: mail.subject,
        messageId: mail.messageId ?? '',
        receivedAt,
        htmlFile: `${file}.html`,
      });
    }
  }

  return {
    async collect() {
      // One after the other, also when a call before has failed.
      collecting = collecting.then(readNew, readNew);
      await collecting;
      return letters;
    },
  };
}
