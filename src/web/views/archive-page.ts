import { html, raw } from 'hono/html';
import type { NewsletterIssue } from '../../rendering/newsletter-issue.ts';
import { ARCHIVE_WORDS } from '../words/archive-words.ts';
import { type CustomerFrame, customerPage } from './customer-page.ts';
import { formatFor } from './format.ts';
import type { Html } from './layout.ts';

/** An issue in the list. */
interface ArchiveEntry {
  path: string;
  /** `YYYY-MM-DD` */
  date: string;
  subject: string;
}

/** All issues there are to read. */
export function archivePage(frame: CustomerFrame, entries: readonly ArchiveEntry[], timeZone: string): Html {
  const words = ARCHIVE_WORDS[frame.locale];
  const list = entries.map(
    ({ path, date, subject }) =>
      html`<li><a href="${path}"><bdi>${subject}</bdi></a> ${dayText(frame, date, timeZone)}</li>`,
  );
  return customerPage(
    frame,
    html`<h2>${words.title}</h2>
${entries.length === 0 ? html`<p>${words.none}</p>` : html`<ul>${list}</ul>`}`,
  );
}

/** One of them: its HTML was cleaned when it was made from Markdown, and the page loads nothing, pictures neither. */
export function archivedIssuePage(
  frame: CustomerFrame,
  { subject, date, html: body }: NewsletterIssue,
  timeZone: string,
): Html {
  return customerPage(
    frame,
    html`<h2><bdi>${subject}</bdi></h2>
<p>${dayText(frame, date, timeZone)}</p>
<article>${raw(body)}</article>
<p><a href="/archive?lang=${frame.locale}">${ARCHIVE_WORDS[frame.locale].all}</a></p>`,
  );
}

/** For names that are not there. */
export function archiveNotice(frame: CustomerFrame): Html {
  return customerPage(frame, html`<p>${ARCHIVE_WORDS[frame.locale].unknown}</p>`);
}

function dayText({ locale }: CustomerFrame, date: string, timeZone: string): Html | string {
  return formatFor(locale, timeZone).day(new Date(`${date}T12:00:00Z`));
}
