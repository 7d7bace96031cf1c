import { type Context, Hono } from 'hono';
import { reportsOf } from '../customers/reports/reports.ts';
import { countMembers } from '../customers/segments/count-members.ts';
import { inBusiness } from '../database/in-business.ts';
import { openBlobStore } from '../messages/log/blob-store.ts';
import { readStatus } from '../operations/status.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { loopbackOnly } from './loopback-only.ts';
import { campaignPage, campaignsPage } from './pages/campaign-pages.ts';
import { causesPage } from './pages/causes-page.ts';
import { companiesPage, companyPage } from './pages/company-pages.ts';
import { contactPage } from './pages/contact-page.ts';
import { contactsPage } from './pages/contacts-page.ts';
import { messageHtml, messagePage } from './pages/message-page.ts';
import { messagesPage } from './pages/messages-page.ts';
import { missingPage } from './pages/missing-page.ts';
import { outboxPage } from './pages/outbox-page.ts';
import { outgoingEmailHtml, outgoingEmailPage } from './pages/outgoing-email-page.ts';
import { type PageContext, pageContext } from './pages/page-context.ts';
import { isUuid } from './pages/paging.ts';
import { quarantinedBytes, quarantinePage } from './pages/quarantine-page.ts';
import { retentionCustomersPage } from './pages/retention-customers-page.ts';
import { retentionPage } from './pages/retention-pages.ts';
import { segmentPage, segmentsPage } from './pages/segments-pages.ts';
import { statusPage } from './pages/status-page.ts';
import { suggestionsPage } from './pages/suggestions-page.ts';
import { valuePage } from './pages/value-page.ts';
import { sparing } from './sparing.ts';
import { MAIL_FRAME_POLICY, mailDocument } from './views/mail-frame.ts';
import type { WebParts } from './web-parts.ts';

type Answer = Response | Promise<Response> | undefined;

/** The pages, for this machine only. They only read: what they show is changed on the command line. */
export function pageRoutes(workspace: Workspace, { pool }: Pick<WebParts, 'pool'>): Hono {
  const pages = new Hono();
  const blobs = openBlobStore(workspace.config.database.folder);
  pages.use(loopbackOnly);

  /** A page without an answer is one that is not there. */
  const get = (path: string, draw: (page: PageContext, context: Context) => Answer | Promise<Answer>) =>
    pages.get(path, async (context) => {
      const page = pageContext(context, workspace);
      return (await draw(page, context)) ?? missingPage(page);
    });
  /** A page about one row. */
  const getOne = (
    path: string,
    draw: (page: PageContext, id: string, context: Context) => Promise<Response | undefined>,
  ) =>
    get(path, (page, context) => {
      const id = context.req.param('id') ?? '';
      return isUuid(id) ? draw(page, id, context) : undefined;
    });

  const count = sparing(async () => {
    const now = await workspace.clock.now();
    const configured = workspace.config.mailboxes.map(({ name }) => name);
    return inBusiness(workspace.db, workspace.businessId, (tx) => readStatus(tx, now, configured));
  });
  get('/', async (page) => statusPage(page, await count(), workspace.automations));
  get('/messages', messagesPage);
  getOne('/messages/:id', messagePage);
  getOne('/messages/:id/html', async (page, id, context) =>
    mailFrameOf(context, await messageHtml(page, id, { pool, blobs })),
  );
  get('/contacts', contactsPage);
  getOne('/contacts/:id', contactPage);
  get('/companies', companiesPage);
  getOne('/companies/:id', companyPage);
  get('/suggestions', suggestionsPage);
  const { customers: rules, business } = workspace.config;
  const reports = reportsOf({ rules, timeZone: business.timeZone });
  const members = sparing(() => inBusiness(workspace.db, workspace.businessId, (tx) => countMembers(tx)));
  get('/segments', async (page) => segmentsPage(page, await members()));
  get('/segments/:name', (page, context) => segmentPage(page, context.req.param('name') ?? ''));
  get('/value', (page) => valuePage(page, reports));
  get('/retention', (page) => retentionPage(page, reports));
  get('/retention/customers', (page) => retentionCustomersPage(page, rules));
  get('/causes', (page) => causesPage(page, reports));
  get('/campaigns', campaignsPage);
  getOne('/campaigns/:id', campaignPage);
  get('/outbox', outboxPage);
  getOne('/outbox/:id', outgoingEmailPage);
  getOne('/outbox/:id/html', async (page, id, context) =>
    mailFrameOf(context, await outgoingEmailHtml(page, id)),
  );
  get('/quarantine', quarantinePage);
  get('/quarantine/:hash{[0-9a-f]{64}}/raw', async (page, context) => {
    const hash = context.req.param('hash') ?? '';
    return download(context, hash, await quarantinedBytes(page, hash, workspace.config.database.folder));
  });
  pages.all('*', (context) => missingPage(pageContext(context, workspace)));
  return pages;
}

/** The document inside the preview's frame, under a policy of its own. */
function mailFrameOf(context: Context, mailHtml: string | undefined): Answer {
  if (mailHtml === undefined) return undefined;
  return context.html(mailDocument(mailHtml), 200, { 'content-security-policy': MAIL_FRAME_POLICY });
}

/** As a file of no type a browser would open; the name says nothing of what is inside. */
function download(context: Context, hash: string, bytes: Buffer | undefined): Answer {
  if (!bytes) return undefined;
  return context.body(new Uint8Array(bytes), 200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="quarantined-${hash.slice(0, 12)}.eml"`,
  });
}
