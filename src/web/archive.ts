import { Hono } from 'hono';
import { publishedIssues } from '../campaigns/campaign.ts';
import { inBusiness } from '../database/in-business.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import { type IssueSummary, listIssues, loadIssue } from '../rendering/newsletter-issue.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { frameOf } from './preferences.ts';
import { sparing } from './sparing.ts';
import { archivedIssuePage, archiveNotice, archivePage } from './views/archive-page.ts';

const ARCHIVE_PATH = '/archive';

/**
 * Newsletters for anybody: issues that say `archive: true`, once they were sent, as they are written, without a word about
 * whoever got them. Any other name gets 404, so that nobody learns of issues that are not there to read.
 */
export function archiveRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  const { config, db, businessId, templatesFolder } = workspace;
  const { locale: ownLocale, timeZone } = config.business;
  const listed = sparing(async () => {
    const issues = (await listIssues(templatesFolder)).filter(({ archive, draft }) => archive && !draft);
    if (issues.length === 0) return issues;
    const published = new Set(await inBusiness(db, businessId, publishedIssues));
    return issues.filter(({ slug }) => published.has(slug));
  });
  const localeOf = (asked: string | undefined): Locale =>
    LOCALES.find((locale) => locale === asked) ?? ownLocale;

  routes.get(ARCHIVE_PATH, async (context) => {
    const frame = frameOf(workspace, localeOf(context.req.query('lang')));
    return context.html(
      archivePage(
        frame,
        (await listed()).map((issue) => entryOf(issue, frame.locale)),
        timeZone,
      ),
    );
  });

  routes.get(`${ARCHIVE_PATH}/:slug`, async (context) => {
    const frame = frameOf(workspace, localeOf(context.req.query('lang')));
    const found = (await listed()).find(({ slug }) => slug === context.req.param('slug'));
    if (!found) return context.html(archiveNotice(frame), 404);
    const issue = await loadIssue(templatesFolder, found.slug, frame.locale, ownLocale);
    // The page speaks the language that the issue has.
    return context.html(archivedIssuePage({ ...frame, locale: issue.locale }, issue, timeZone));
  });
  return routes;
}

function entryOf({ slug, date, subjects, locales }: IssueSummary, locale: Locale) {
  const written = locales.includes(locale) ? locale : (locales[0] ?? locale);
  return { path: `${ARCHIVE_PATH}/${slug}?lang=${written}`, date, subject: subjects[written] ?? slug };
}
