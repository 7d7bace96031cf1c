import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { newId } from '../../../src/lib/ids.ts';
import type { Finding } from '../../../src/outbox/doctor/finding.ts';
import { acceptPreflight, bulkHold, savePreflight } from '../../../src/outbox/doctor/preflight.ts';
import { askOnceWhyBulkWaits } from '../../../src/schedule/bulk-hold.ts';
import type { RegisteredMailbox } from '../../../src/schedule/senders.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
const mailboxId = newId();
const NOON = new Date('2026-03-10T12:00:00Z');

beforeAll(async () => {
  database = await testDatabase();
  await database.inside((tx) =>
    tx
      .insertInto('mailboxes')
      .values({ id: mailboxId, name: 'main', address: 'hello@bakery.example' })
      .execute(),
  );
});
afterAll(() => database.close());

const finding = (check: Finding['check'], verdict: Finding['verdict']): Finding => ({
  check,
  verdict,
  message: '',
});
const save = (...findings: Finding[]) =>
  database.inside((tx) => savePreflight(tx, mailboxId, findings, NOON));
const hold = (days = 0) =>
  database.inside((tx) => bulkHold(tx, mailboxId, new Date(NOON.getTime() + days * DAY_MS)));

it('bulk mail waits until the doctor has looked, and for what fails', async () => {
  expect(await hold()).toContain('has not looked');
  await save(finding('SPF', 'failed'), finding('DMARC', 'ok'));
  expect(await hold()).toContain('SPF');
  await save(finding('SPF', 'ok'), finding('DKIM', 'unknown'));
  expect(await hold()).toBeUndefined();
  expect(await hold(31)).toContain('too long ago');
});

it('a person may let it go all the same, until something else fails', async () => {
  await save(finding('SPF', 'failed'));
  await database.inside((tx) => acceptPreflight(tx, mailboxId, 'Maryam', NOON));
  expect(await hold()).toBeUndefined();
  await save(finding('SPF', 'failed'), finding('TLS', 'ok'));
  expect(await hold()).toBeUndefined();
  await save(finding('SPF', 'failed'), finding('DMARC', 'failed'));
  expect(await hold()).toContain('DMARC');
});

it('only marketing waits, and only where mail leaves this machine', async () => {
  const at = (host: string): RegisteredMailbox[] => [
    { id: mailboxId, settings: { smtp: { host } } } as unknown as RegisteredMailbox,
  ];
  const ask = (host: string, mailClass: string) =>
    askOnceWhyBulkWaits(
      { db: database.db, businessId: database.businessId },
      at(host),
      NOON,
    )({ class: mailClass });
  expect(await ask('mail.bakery.example', 'marketing')).toMatchObject({
    reason: expect.stringContaining('DMARC'),
  });
  expect(await ask('mail.bakery.example', 'transactional')).toBeUndefined();
  expect(await ask('127.0.0.1', 'marketing')).toBeUndefined();
});
