import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Automation } from '../automations/automation.ts';
import { loadAutomations } from '../automations/load-automations.ts';
import { registerBusiness } from '../businesses/register-business.ts';
import { type KeyRing, openKeyRing } from '../businesses/secrets/key-ring.ts';
import { loadSigningKey } from '../businesses/signing-key.ts';
import type { Config } from '../config/schema.ts';
import {
  installSegments,
  readShippedSegments,
  SHIPPED_SEGMENTS,
} from '../customers/segments/install-segments.ts';
import { loadSurveys, SHIPPED_SURVEYS } from '../customers/surveys/load-surveys.ts';
import type { Survey } from '../customers/surveys/survey.ts';
import { databaseClock } from '../database/database-clock.ts';
import { inBusiness } from '../database/in-business.ts';
import { migrate, requireCurrentSchema } from '../database/migrate.ts';
import { type DatabasePlace, type OpenDatabase, openDatabase } from '../database/open.ts';
import type { Db } from '../database/tables.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { loadTemplates, type TemplateSet } from '../rendering/load-templates.ts';
import { readAgain, withCopies } from './live-automations.ts';
import { liveTemplates } from './live-templates.ts';

export const SHIPPED_TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url));

/** What every stage and every operation works with: one business, its database, its files. */
export interface Workspace {
  config: Config;
  database: OpenDatabase;
  db: Db;
  businessId: string;
  clock: Clock;
  log: Log;
  signingKey: string;
  /** The keys of stored passwords and tokens. */
  keyRing: KeyRing;
  /** Always the same map, whatever it holds. */
  templates: TemplateSet;
  templatesFolder: string;
  /** Takes up templates that were published or edited since; of a broken one it keeps what it had, and logs why. */
  reloadTemplates(): Promise<void>;
  /** What customers are asked, by name. */
  surveys: ReadonlyMap<string, Survey>;
  /** As they were read last; `reloadAutomations` takes up what was changed in the files. */
  automations: readonly Automation[];
  /** Reads the automations again, files and database; of a broken one it keeps what it had, and logs why. */
  reloadAutomations(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the database and everything that is read once from files. On the embedded database pending migrations are
 * applied; on Postgres another schema is refused with the command to run. `clock` replaces the database's (for the
 * demo, which moves time on).
 */
export async function openWorkspace(
  config: Config,
  log: Log,
  options: { clock?: (database: Clock) => Clock } = {},
): Promise<Workspace> {
  const templatesFolder = config.templates.folder || SHIPPED_TEMPLATES;
  const cacheFolder = path.join(config.database.folder, 'cache');
  const shipped = await loadTemplates(templatesFolder, { cacheFolder });
  const signingKey = await loadSigningKey(config.signingKey, config.database.folder);
  const database = await openDatabase(databasePlace(config), (error) =>
    log.warn({ error: error.message }, 'a database connection was lost'),
  );
  try {
    if (database.driver.kind === 'pglite') await migrate(database.db);
    else await requireCurrentSchema(database.db);
    const clock = (options.clock ?? ((own) => own))(databaseClock(database.db));
    const businessId = await registerBusiness(
      database.db,
      config.business,
      config.managers,
      await clock.now(),
      config.staff,
    );
    const { templates, reload: reloadTemplates } = await liveTemplates(shipped, {
      db: database.db,
      businessId,
      folder: templatesFolder,
      cacheFolder,
      log,
    });
    const live = { db: database.db, businessId, folder: config.automations.folder, templates, log };
    const automations = await withCopies(await loadAutomations(config.automations.folder, templates), live);
    const surveys = await loadSurveys(config.surveys.folder || SHIPPED_SURVEYS);
    const segments = await readShippedSegments(SHIPPED_SEGMENTS);
    const opened = await clock.now();
    await inBusiness(database.db, businessId, (tx) => installSegments(tx, segments, opened));
    const workspace: Workspace = {
      config,
      database,
      db: database.db,
      businessId,
      clock,
      log,
      signingKey,
      keyRing: keyRingOf(config),
      templates,
      templatesFolder,
      reloadTemplates,
      surveys,
      automations,
      async reloadAutomations() {
        workspace.automations = await readAgain(workspace.automations, live);
      },
      close: () => database.close(),
    };
    return workspace;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The keys that the configuration and its data folder hold. */
export function keyRingOf({ secretsKey, previousSecretsKey, database }: Config): KeyRing {
  return openKeyRing({ secretsKey, previousSecretsKey, folder: database.folder });
}

/** Where the configuration keeps the database. */
export function databasePlace(config: Config): DatabasePlace {
  const { url, connections, folder } = config.database;
  return url === undefined
    ? { kind: 'pglite', folder: path.join(folder, 'database') }
    : { kind: 'postgres', url, connections };
}
