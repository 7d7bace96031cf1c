import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { Automation } from '../../src/automations/automation.ts';
import { loadAutomations } from '../../src/automations/load-automations.ts';
import { SHIPPED_AUTOMATIONS } from '../../src/automations/shipped.ts';
import { type KeyRing, openKeyRing } from '../../src/businesses/secrets/key-ring.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { Config } from '../../src/config/schema.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type OpenDatabase, openDatabase } from '../../src/database/open.ts';
import { loadTemplates, type TemplateSet } from '../../src/rendering/load-templates.ts';
import { SHIPPED_TEMPLATES } from '../../src/schedule/workspace.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

/** What all runs of one thread share, and what is slow to open. */
export interface Stage {
  config: Config;
  database: OpenDatabase;
  pglite: PGlite;
  templates: TemplateSet;
  automations: readonly Automation[];
  keyRing: KeyRing;
  close(): Promise<void>;
}

export const PASSWORD = 'warm-bread-of-the-simulation';
export const SIGNING_KEY = 'a key that only the simulation of the bakery signs with';

/** Limits small enough that ten mails are several batches; polls rare enough that a run is short. */
const YAML = `
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
mailboxes:
  - name: bakery
    address: hello@bakery.example
    imap: { host: 127.0.0.1, port: 10143, security: none, password: ${PASSWORD} }
    smtp: { host: 127.0.0.1, port: 10025, security: none, password: ${PASSWORD} }
    authservIds: [mx.bakery.example]
    savesSentMail: 'no'
reading: { poll: 4m, batchMessages: 3 }
sending: { quietHours: { from: '00:00', to: '00:00' }, connections: 2, frequencyCap: { count: 50, per: 7d } }
purchaseMail:
  - name: web-shop
    from: orders@shop.example
    subject: '^Order #(?<orderId>\\d+) from '
    body:
      - 'Customer: (?<customerName>[^<\\r\\n]{1,120}?) <(?<customerEmail>[^<>\\s]{3,254})>'
      - 'Placed on: (?<date>\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2})'
      - 'Total: (?<amount>\\d{1,9}\\.\\d{2}) (?<currency>[A-Z]{3})'
signingKey: ${SIGNING_KEY}
web: { port: 0, publicUrl: 'https://mail.bakery.example' }
log: { level: trace }
`;

/** Opens the database and everything that is read from files. */
export async function openStage(): Promise<Stage> {
  const folder = temporaryFolder('simulation');
  const config = readConfig(YAML, path.join(SHIPPED_AUTOMATIONS, '../wafa.yaml'));
  config.database.folder = folder;
  const templates = await loadTemplates(SHIPPED_TEMPLATES, { cacheFolder: COMPILED_MAILS });
  const database = await openDatabase({ kind: 'pglite' }, () => {});
  if (database.driver.kind !== 'pglite') throw new Error('not the embedded database');
  await migrate(database.db);
  const shipped = await loadAutomations(config.automations.folder, templates);
  return {
    config,
    database,
    pglite: database.driver.pglite,
    templates,
    automations: shipped.filter(({ name }) => name === 'thank-you').map(atOnce),
    keyRing: openKeyRing({ folder, secretsKey: undefined, previousSecretsKey: undefined }),
    async close() {
      await database.close();
      removeFolder(folder);
    },
  };
}

/** The thank-you as a business might switch it on, but without the hour that it waits. */
function atOnce(automation: Automation): Automation {
  const steps = automation.steps.map((step) => ({ ...step, afterMs: 0, businessHours: false }));
  return { ...automation, mode: 'live', steps };
}

/** Shared with the tests: compiling MJML takes a second or two. */
const COMPILED_MAILS = path.join(tmpdir(), 'wafa-test-mails');
