import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../../src/database/tables.ts';
import { beginImport } from '../../../src/messages/import/begin-import.ts';
import { importMail } from '../../../src/messages/import/import-mail.ts';
import { openArchive } from '../../../src/messages/import/open-archive.ts';
import { folderAccounts } from '../../../src/messages/ingest/folder-account.ts';
import { ensureMailbox } from '../../../src/messages/ingest/folders.ts';
import { readExclusions } from '../../../src/messages/retention/exclusions.ts';
import { Crash, crashingDatabase } from '../../support/crashing-database.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { bakeryMail, endState, memoryBlobs, SMALL_LIMITS } from '../../support/ingest-fixture.ts';
import { writeMboxrd } from './mbox-fixture.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const MAIN = { name: 'main', address: 'maryam@bakery.example' };

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-archive-'));
  const mail = (number: number, extra = '') => Buffer.from(bakeryMail(number, extra));
  const tooLarge = mail(4, 'x'.repeat(SMALL_LIMITS.maxMessageBytes));
  await writeFile(
    path.join(folder, 'orders.mbox'),
    writeMboxrd([mail(1), mail(2), mail(2), mail(3), tooLarge, mail(5), mail(6), mail(7)]),
  );
  await writeFile(path.join(folder, 'more.mbox'), writeMboxrd([mail(1), mail(8), mail(9), mail(10)]));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

async function importAll(db: Db) {
  const { businessId } = database;
  const archive = await openArchive(folder);
  const mailboxId = await ensureMailbox(db, businessId, MAIN, NOW);
  const { id } = await beginImport(db, businessId, { archive, mailboxId, now: NOW });
  const exclusions = readExclusions({ addresses: [], domains: [], folders: [] });
  const options = {
    db,
    businessId,
    blobs: memoryBlobs(),
    limits: SMALL_LIMITS,
    exclusions,
    archive,
    now: NOW,
  };
  await importMail({ ...options, importId: id, enough: () => false });
}

/** What is left behind, by names instead of ids. */
const state = () =>
  database.inside(async (tx) => {
    const { cursors, ...rest } = await endState(tx);
    const sources = await tx
      .selectFrom('mail_import_sources')
      .select(['key', 'position', 'seen', 'stored', 'known'])
      .orderBy('key')
      .execute();
    return { ...rest, cursors: cursors.length, sources, accounts: await folderAccounts(tx) };
  });

describe('an import that is killed', () => {
  it(
    'at any database statement, and begun again, ends as if it had not been',
    async () => {
      await clearBusiness(database);
      const counting = crashingDatabase(database.db, Number.POSITIVE_INFINITY);
      await importAll(counting.db);
      const whole = await state();
      expect(whole.raws).toHaveLength(9);
      expect(whole.accounts.map(({ difference }) => difference)).toEqual([0, 0]);
      expect(counting.steps()).toBeGreaterThan(60);
      for (let at = 1; at <= counting.steps(); at++) {
        await clearBusiness(database);
        await expect(importAll(crashingDatabase(database.db, at).db), `step ${at}`).rejects.toThrow(Crash);
        const interrupted = await database.inside((tx) =>
          tx.selectFrom('mail_imports').select('finished_at').executeTakeFirst(),
        );
        // Killed after the very last commit it is finished, and another run is one more from the beginning.
        if (!interrupted?.finished_at) await importAll(database.db);
        expect(await state(), `killed at step ${at}`).toEqual(whole);
      }
    },
    5 * 60_000,
  );
});
