import type { BounceReason, MessageClass } from '../../../src/messages/understand/message-reading.ts';
import { composeMail, multipart } from '../compose-mail.ts';

/** A report about delivery as a server words it, and what a careful reader takes from it. */
export interface BounceSample {
  /** Server, and what happened. */
  name: string;
  mail: Uint8Array;
  /** `not_bounce`: only looks like one. */
  class: MessageClass | 'not_bounce';
  recipients?: string[];
  kind?: 'hard' | 'soft';
  /** The status that the report writes down, where it does. */
  status?: string;
  reason?: BounceReason;
}

type Expected = Omit<BounceSample, 'name' | 'mail'>;

/** A report in words only, sent by the postmaster of a server. */
export function inWords(
  name: string,
  from: string,
  subject: string,
  body: string,
  expected: Expected,
  fields: Record<string, string> = {},
): BounceSample {
  const mail = composeMail(
    {
      'Return-Path': '<>',
      From: from,
      To: 'maryam@bakery.example',
      Subject: subject,
      Date: 'Mon, 3 Mar 2025 09:20:00 +0000',
      'Message-ID': '<report-1@mx.example>',
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Transfer-Encoding': '8bit',
      ...fields,
    },
    body,
  );
  return { name, mail, ...expected };
}

/** A multipart/report (RFC 6522): `words` for people, `perRecipient` groups of fields for machines (RFC 3464). */
export function asReport(
  name: string,
  {
    from,
    subject,
    words,
    perRecipient,
  }: { from: string; subject: string; words: string; perRecipient: string[] },
  expected: Expected,
): BounceSample {
  const mail = composeMail(
    {
      'Return-Path': '<>',
      From: from,
      To: 'maryam@bakery.example',
      Subject: subject,
      Date: 'Mon, 3 Mar 2025 09:20:00 +0000',
      'Message-ID': '<report-2@mx.example>',
      'Auto-Submitted': 'auto-replied',
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary="b1"',
    },
    multipart('b1', [
      `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${words}`,
      `Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\nArrival-Date: Mon, 3 Mar 2025 09:15:00 +0000\n\n${perRecipient.join('\n\n')}\n`,
      'Content-Type: text/rfc822-headers\n\nFrom: maryam@bakery.example\nSubject: Spring bread\nMessage-ID: <spring-9@bakery.example>\n',
    ]),
  );
  return { name, mail, ...expected };
}

/** The address is dead. */
export const dead = (recipient: string) => ({
  class: 'bounce' as const,
  recipients: [recipient],
  kind: 'hard' as const,
});
/** The mail was refused, the address is not dead. */
export const alive = (recipient: string) => ({
  class: 'bounce' as const,
  recipients: [recipient],
  kind: 'soft' as const,
});
