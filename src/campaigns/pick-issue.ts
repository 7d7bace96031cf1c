import type { IssueChoice } from '../automations/automation.ts';

/** What is known of an issue before it is sent. */
export interface AvailableIssue {
  slug: string;
  /** The day printed in it, `YYYY-MM-DD`. */
  date: string;
}

/**
 * The issue for an occasion (`2026-12-01T10:00 Europe/Berlin`), or undefined when there is none. `newest`: of those not
 * sent yet, the one with the latest day that is not after the occasion's; an issue that is ready early waits for its
 * day. `by-month`: the one called `2026-12`.
 */
export function pickIssue(
  choice: IssueChoice,
  issues: readonly AvailableIssue[],
  sent: readonly string[],
  occasion: string,
): string | undefined {
  const fresh = issues.filter(({ slug }) => !sent.includes(slug));
  if (choice === 'by-month') return fresh.find(({ slug }) => slug === occasion.slice(0, 7))?.slug;
  const day = occasion.slice(0, 10);
  return fresh
    .filter(({ date }) => date <= day)
    .toSorted((a, b) => b.date.localeCompare(a.date) || a.slug.localeCompare(b.slug))[0]?.slug;
}
