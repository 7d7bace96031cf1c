import type { ListedMembers } from '../customers/segments/list-members.ts';
import type { Precision } from '../customers/segments/preview-rule.ts';
import { type Reader, speakerFor } from '../rendering/speaker.ts';
import { SEGMENT_PAGE_WORDS } from '../web/words/segment-words.ts';
import { dayCell } from './reader.ts';
import { table } from './table.ts';

/** The members of a segment, each with the reason, which is in the reader's language already. */
export function memberLines({ members, ...rest }: ListedMembers, reader: Reader): string[] {
  const { kept } = SEGMENT_PAGE_WORDS[reader.locale];
  return [
    ...table(
      members.map((row) => [
        dayCell(row.lastActivityAt, reader),
        row.name,
        row.address ?? '',
        row.reason ?? kept,
      ]),
    ),
    totalLine(rest, reader),
  ];
}

/** `7 contacts`, `more than 10,000 contacts`, `about 31,000 contacts`. */
export function totalLine(
  { count, precision }: { count: number; precision: Precision },
  reader: Reader,
): string {
  const words = SEGMENT_PAGE_WORDS[reader.locale];
  const say = speakerFor(reader);
  const exactly = say.text(words.exactly, { n: count });
  const how = { 'more than': words.moreThan, about: words.about, 'fewer than': words.fewerThan };
  return precision === 'exact' ? exactly : say.text(how[precision], { count: exactly });
}
