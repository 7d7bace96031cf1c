import type { SuppressionScope } from '../../database/consent-tables.ts';
import type { MailClass } from '../../database/tables.ts';
import { type Purpose, purposeOf } from './purpose.ts';

/** A row of the list of what must not be mailed, as far as it decides about a mail. */
export interface SuppressionRow {
  canonical: string;
  scope: SuppressionScope;
  reason: string;
  /** It holds no longer from then on. */
  until: Date | null;
  /** Of scope `marketing`: they asked for these since. */
  except_purposes: readonly string[];
}

/** A mail, as far as suppressions look at it. */
export interface MailKind {
  class: MailClass;
  /** Empty or absent where only the class is known. */
  purpose?: string | undefined;
}

/** Whether this row stands against a mail of this kind to the same person; `until` is for the caller. */
export function forbids({ scope, except_purposes }: SuppressionRow, mail: MailKind): boolean {
  const purpose: Purpose = purposeOf(mail.purpose ?? '', mail.class);
  if (scope === 'all') return true;
  if (scope === 'snooze') return mail.class === 'marketing';
  if (scope === 'marketing') return mail.class === 'marketing' && !except_purposes.includes(purpose);
  return scope === scopeOf(purpose);
}

/** The scope that stands for one purpose alone. */
export function scopeOf(purpose: Purpose): SuppressionScope {
  return `purpose:${purpose}`;
}

/**
 * What stands against a mail: the first lasting row, else the snooze that ends last. A dead address says nothing about the
 * person's others (`canonical` is where the mail would go); what somebody said at one address holds at all.
 */
export function refusalOf(
  rows: readonly SuppressionRow[],
  mail: MailKind & { canonical: string },
  now: Date,
): SuppressionRow | undefined {
  const standing = rows
    .filter(({ until }) => until === null || until.getTime() > now.getTime())
    .filter((row) => (row.scope !== 'all' || row.canonical === mail.canonical) && forbids(row, mail));
  return (
    standing.find(({ until }) => until === null) ??
    standing.toSorted((a, b) => (b.until?.getTime() ?? 0) - (a.until?.getTime() ?? 0))[0]
  );
}
