import type { Locale } from '../lib/locale.ts';
import { listIssues, loadIssue, type NewsletterIssue } from '../rendering/newsletter-issue.ts';
import type { AvailableIssue } from './pick-issue.ts';

/** The issues of a templates folder, each read once in each language. */
export interface IssueReader {
  /** Those that are ready; drafts are left out. */
  list(): Promise<readonly AvailableIssue[]>;
  read(slug: string, locale: Locale): Promise<NewsletterIssue>;
}

/** Make one for each pass: an issue that is edited is then read again. */
export function issueReader(templatesFolder: string, defaultLocale: Locale): IssueReader {
  const read = new Map<string, Promise<NewsletterIssue>>();
  return {
    list: async () => (await listIssues(templatesFolder)).filter(({ draft }) => !draft),
    read(slug, locale) {
      const key = `${slug} ${locale}`;
      const known = read.get(key) ?? loadIssue(templatesFolder, slug, locale, defaultLocale);
      read.set(key, known);
      return known;
    },
  };
}
