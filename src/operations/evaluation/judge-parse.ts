import type { MailAddress } from '../../lib/email-address.ts';
import type { Attachment, ParsedMessage } from '../../messages/parse/parsed-message.ts';
import type { Expected } from './expected.ts';
import type { Judgement } from './scores.ts';
import { hasHash, sameReadable, withoutSpace } from './text.ts';

/** Judges each present field alone; `all` is right when every one of them is. `message` is undefined if parsing threw. */
export function judgeParse(message: ParsedMessage | undefined, { parse }: Expected): Judgement {
  if (!parse) return {};
  const judgement: Judgement = {};
  const judge = (field: string, present: unknown, right: (read: ParsedMessage) => boolean) => {
    if (present !== null && present !== undefined) judgement[field] = message !== undefined && right(message);
  };
  judge('must_not_throw', parse.must_not_throw, () => true);
  judge('subject', parse.subject, ({ subject }) => sameReadable(subject, parse.subject ?? ''));
  judge('no_subject', parse.no_subject, ({ subject }) => subject === '');
  judge('from', parse.from, ({ from }) => sameAddresses(from ? [from] : [], parse.from ?? []));
  judge('to', parse.to, ({ to }) => sameAddresses(to, parse.to ?? []));
  judge('cc', parse.cc, ({ cc }) => sameAddresses(cc, parse.cc ?? []));
  judge('date', parse.date, ({ date }) => date?.getTime() === Date.parse(parse.date ?? ''));
  judge('message_id', parse.message_id, ({ messageId }) => messageId === parse.message_id);
  judge('references', parse.references, ({ references }) => references.join() === parse.references?.join());
  judge('text', parse.text, (read) =>
    hasHash(plainText(read), parse.text ?? { sha1_nows: '', len_nows: -1 }),
  );
  judge('no_text_part', parse.no_text_part, (read) => withoutSpace(plainText(read)) === '');
  judge('text_contains', parse.text_contains, ({ text }) =>
    (parse.text_contains ?? []).every((part) => withoutSpace(text).includes(withoutSpace(part))),
  );
  judge('attachments', parse.attachments, ({ attachments }) =>
    sameAttachments(attachments, parse.attachments ?? []),
  );
  judge(
    'attachment_count',
    parse.attachment_count,
    ({ attachments }) => attachments.length === parse.attachment_count,
  );
  const fields = Object.values(judgement);
  return fields.length === 0 ? {} : { all: fields.every(Boolean), ...judgement };
}

/** The plain part itself; text that was made from HTML is not it. */
function plainText({ text, textFromHtml }: ParsedMessage): string {
  return textFromHtml ? '' : text;
}

function sameAddresses(
  found: MailAddress[],
  expected: { name?: string | null | undefined; address?: string | null | undefined }[],
): boolean {
  return (
    found.length === expected.length &&
    expected.every(({ name, address }, position) => {
      const actual = found[position];
      if (!actual || actual.address.toLowerCase() !== (address ?? '').toLowerCase()) return false;
      return name === null || name === undefined || sameReadable(actual.name, name);
    })
  );
}

type ExpectedAttachments = NonNullable<NonNullable<Expected['parse']>['attachments']>;

/** In any order. */
function sameAttachments(found: Attachment[], expected: ExpectedAttachments): boolean {
  const left = [...found];
  for (const { filename, content_type: contentType, size } of expected) {
    const position = left.findIndex(
      (attachment) =>
        (filename == null || sameReadable(attachment.filename ?? '', filename)) &&
        (contentType == null || attachment.contentType === contentType.toLowerCase()) &&
        (size == null || attachment.size === size),
    );
    if (position < 0) return false;
    left.splice(position, 1);
  }
  return left.length === 0;
}
