import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadAutomations } from '../../src/automations/load-automations.ts';
import { SHIPPED_AUTOMATIONS } from '../../src/automations/shipped.ts';
import { registerBusiness } from '../../src/businesses/register-business.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { loadSurveys, SHIPPED_SURVEYS } from '../../src/customers/surveys/load-surveys.ts';
import { type Clock, movableClock } from '../../src/lib/clock.ts';
import { type Log, silentLog } from '../../src/lib/log.ts';
import { loadTemplates } from '../../src/rendering/load-templates.ts';
import { liveTemplates } from '../../src/schedule/live-templates.ts';
import { keyRingOf, SHIPPED_TEMPLATES, type Workspace } from '../../src/schedule/workspace.ts';
import type { TestDatabase } from './database.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

/** A Tuesday at noon UTC in Maryam's street. */
export const TUESDAY_NOON = new Date('2026-03-10T12:00:00Z');

/** Maryam's bakery, whose business row `testDatabase` has made. */
export const BAKERY_YAML = `
business:
  name: Maryam's Bakery
  slug: maryams-bakery
  locale: en
  timeZone: Europe/Vienna
  currency: EUR
  brand:
    color: '#7a4b2a'
    website: https://bakery.example
    phone: +43 1 555 01 70
    postalAddress: Maryam's Bakery, Brotgasse 7, 1070 Vienna, Austria
    signature: Maryam and everybody at the oven
managers:
  - { name: Yusuf, email: yusuf@bakery.example, locale: en }
mailboxes:
  - name: bakery
    address: hello@bakery.example
    senderName: Maryam's Bakery
    imap: { host: 127.0.0.1, port: 10143, security: none, password: warm-bread }
    smtp: { host: 127.0.0.1, port: 10025, security: none, password: warm-bread }
signingKey: a key that only the tests of Maryam's bakery sign with
web: { port: 0, publicUrl: 'https://mail.bakery.example' }
log: { level: silent }
`;

export interface TestWorkspaceOptions {
  /** Another configuration than `BAKERY_YAML`; its business must have the slug of the database's. */
  yaml?: string;
  /** What time it is; it stands still unless told otherwise. */
  clock?: Clock;
  log?: Log;
}

/**
 * A workspace over an open test database, with the shipped templates and automations and a folder of its own. `close`
 * removes the folder and leaves the database to who opened it.
 */
export async function testWorkspace(
  database: TestDatabase,
  options: TestWorkspaceOptions = {},
): Promise<Workspace> {
  const config = readConfig(options.yaml ?? BAKERY_YAML, path.join(SHIPPED_AUTOMATIONS, '../wafa.yaml'));
  const folder = temporaryFolder('workspace');
  config.database.folder = folder;
  const clock = options.clock ?? movableClock({ now: () => Promise.resolve(TUESDAY_NOON) });
  const now = await clock.now();
  const businessId = await registerBusiness(database.db, config.business, config.managers, now, config.staff);
  if (businessId !== database.businessId)
    throw new Error("the configuration's slug is not the test business's");
  const log = options.log ?? silentLog();
  const cacheFolder = COMPILED_MAILS;
  const { templates, reload: reloadTemplates } = await liveTemplates(
    await loadTemplates(SHIPPED_TEMPLATES, { cacheFolder }),
    { db: database.db, businessId, folder: SHIPPED_TEMPLATES, cacheFolder, log },
  );
  const workspace: Workspace = {
    config,
    database,
    db: database.db,
    businessId,
    clock,
    log,
    signingKey: config.signingKey ?? '',
    keyRing: keyRingOf(config),
    templates,
    templatesFolder: SHIPPED_TEMPLATES,
    reloadTemplates,
    surveys: await loadSurveys(SHIPPED_SURVEYS),
    automations: await loadAutomations(config.automations.folder, templates),
    async reloadAutomations() {
      workspace.automations = await loadAutomations(config.automations.folder, templates);
    },
    close() {
      removeFolder(folder);
      return Promise.resolve();
    },
  };
  return workspace;
}

/** Shared by all test files: compiling MJML takes a second or two. */
const COMPILED_MAILS = path.join(tmpdir(), 'wafa-test-mails');
