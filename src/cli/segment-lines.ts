import type { ListedMembers } from '../customers/segments/list-members.ts';
import type { Precision } from '../customers/segments/preview-rule.ts';
import { minute, table } from './table.ts';

/** The members of a segment, each with the reason. */
export function memberLines({ members, ...rest }: ListedMembers): string[] {
  return [
    ...table(
      members.map((row) => [
        minute(row.lastActivityAt),
        row.name,
        row.address ?? '',
        row.reason ?? 'put there by hand',
      ]),
    ),
    totalLine(rest),
  ];
}

/** `7 contacts`, `more than 10,000 contacts`, `about 31,000 contacts`. */
export function totalLine({ count, precision }: { count: number; precision: Precision }): string {
  const number = new Intl.NumberFormat('en').format(count);
  const how = precision === 'exact' ? '' : `${precision} `;
  return `${how}${number} contact${count === 1 ? '' : 's'}`;
}
