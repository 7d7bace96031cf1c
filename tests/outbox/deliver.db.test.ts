import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { MAX_FAILURES_IN_A_ROW } from '../../src/outbox/breakers.ts';
import { confirmInstallation } from '../../src/outbox/installation.ts';
import { isPaused, pauseSending, resumeSending } from '../../src/outbox/pause.ts';
import { poolSender } from '../../src/outbox/sender-pool.ts';
import { isSuppressed } from '../../src/outbox/suppress.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { faultFirst, type ScriptedSmtp, SMTP_FAULTS, startScriptedSmtp } from '../support/smtp-scripted.ts';
import { NOON, type Outbox, openOutbox, SETTINGS, senderTo } from './outbox-fixture.ts';

let database: TestDatabase;
let outbox: Outbox;
let server: ScriptedSmtp;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  outbox = await openOutbox(database);
  server = await startScriptedSmtp();
});
afterEach(() => server.stop());

const FOREVER = Number.POSITIVE_INFINITY;

/** Enqueues marketing mails of one campaign each. */
async function newsletters(who: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let issue = 1; issue <= count; issue++) {
    ids.push(await outbox.enqueue(who, { class: 'marketing', idemKey: `bakery:newsletter:${who}:${issue}` }));
  }
  return ids;
}

async function addContact(name: string, timeZone: string): Promise<string> {
  const id = newId();
  await database.inside((tx) =>
    tx
      .insertInto('contacts')
      .values({ id, kind: 'customer', name, time_zone: timeZone, source: 'csv' })
      .execute(),
  );
  return id;
}

describe('guards', () => {
  it('keeps quiet in the night of the customer, not of the business', async () => {
    const contactId = await addContact('Yuki', 'Asia/Tokyo'); // 21:00 there
    const yuki = await outbox.enqueue('yuki', { contactId });
    const leila = await outbox.enqueue('leila');
    const report = await outbox.deliver(senderTo(server));
    expect(report).toMatchObject({ sent: 1, postponed: 1 });
    expect(await outbox.state(leila)).toBe('sent');
    expect(await outbox.row(yuki)).toMatchObject({
      state: 'queued',
      due_at: new Date('2026-03-10T23:00:00Z'), // 08:00 in Tokyo
      state_reason: 'quiet hours in Asia/Tokyo',
    });
  });

  it('sends an address no more marketing mail than allowed, also within one batch', async () => {
    const ids = await newsletters('zahra', 5);
    await outbox.deliver(senderTo(server));
    const states = await Promise.all(ids.map((id) => outbox.state(id)));
    expect(states.filter((state) => state === 'sent')).toHaveLength(3);
    expect(states.filter((state) => state === 'expired')).toHaveLength(2); // they would wait a week, and live for three days
    const transactional = await outbox.enqueue('zahra');
    await outbox.deliver(senderTo(server));
    expect(await outbox.state(transactional)).toBe('sent');
  });

  it('counts an uncertain marketing mail as contacted', async () => {
    server.use(faultFirst(SMTP_FAULTS.dropAfterDot, FOREVER));
    await newsletters('omar', 3);
    await outbox.deliver(senderTo(server));
    server.use(() => undefined);
    const next = await outbox.enqueue('omar', { class: 'marketing', idemKey: 'bakery:newsletter:omar:4' });
    await outbox.deliver(senderTo(server));
    expect(await outbox.state(next)).toBe('expired');
  });

  it('stops at the hourly cap and goes on an hour later', async () => {
    for (let number = 0; number < 7; number++) await outbox.enqueue(`customer-${number}`);
    const settings = { ...SETTINGS, hourlyCap: 5 };
    const first = await outbox.deliver(senderTo(server), { settings });
    expect(first).toMatchObject({ sent: 5, stoppedBy: 'the hourly cap is reached' });
    expect((await outbox.deliver(senderTo(server), { settings })).sent).toBe(0);
    const later = new Date(NOON.getTime() + 61 * 60_000);
    expect((await outbox.deliver(senderTo(server), { settings, now: later })).sent).toBe(2);
  });

  it('asks again at send time whether the reason still holds', async () => {
    const karim = await outbox.enqueue('karim', { automation: 'reactivation' });
    const recheck = (_: unknown, email: { automation: string }) =>
      Promise.resolve(email.automation === 'reactivation' ? 'bought something meanwhile' : undefined);
    const report = await outbox.deliver(senderTo(server), { recheck });
    expect(report).toMatchObject({ claimed: 0, ended: 1 });
    expect(await outbox.row(karim)).toMatchObject({
      state: 'cancelled',
      state_reason: 'bought something meanwhile',
    });
  });

  it('sends nothing while paused, and everything after', async () => {
    const leila = await outbox.enqueue('leila');
    await database.inside((tx) => pauseSending(tx, 'wrong price', 'Maryam'));
    expect((await outbox.deliver(senderTo(server))).stoppedBy).toBe('paused by Maryam: wrong price');
    await database.inside((tx) => resumeSending(tx, 'Maryam', NOON));
    await outbox.deliver(senderTo(server));
    expect(await outbox.state(leila)).toBe('sent');
  });
});

describe('breakers', () => {
  it('stops when every mail is refused (O28), until a person resumes', async () => {
    for (let number = 0; number < 60; number++) await outbox.enqueue(`customer-${number}`);
    server.use(faultFirst(SMTP_FAULTS.refuseAtDot, FOREVER));
    await outbox.deliver(senderTo(server));
    const pause = await database.inside((tx) => isPaused(tx));
    expect(pause).toMatchObject({ actor: 'breaker', reason: '10 mails in a row were refused' });
    expect(server.received().length).toBeGreaterThanOrEqual(MAX_FAILURES_IN_A_ROW);
    expect(server.received().length).toBeLessThan(60);
    server.use(() => undefined);
    await database.inside((tx) => resumeSending(tx, 'Maryam', new Date(NOON.getTime() + 60_000)));
    const later = new Date(NOON.getTime() + 120_000);
    await outbox.deliver(senderTo(server), { now: later });
    expect(await database.inside((tx) => isPaused(tx))).toBeUndefined();
  });

  it('suppresses a dead address, and only that', async () => {
    await outbox.enqueue('gone');
    await outbox.enqueue('leila');
    server.use((moment) =>
      moment.stage === 'rcpt' && moment.to[0]?.startsWith('gone')
        ? SMTP_FAULTS.unknownUser.action
        : undefined,
    );
    await outbox.deliver(senderTo(server));
    const why = (who: string) =>
      database.inside((tx) => isSuppressed(tx, `${who}@customers.example`, 'transactional'));
    expect(await why('gone')).toBe('the server says 5.1.1');
    expect(await why('leila')).toBeUndefined();
  });

  it('pauses at once when we are refused as a sender', async () => {
    await outbox.enqueue('leila');
    const text = '550 5.7.26 This mail is not authenticated';
    server.use(faultFirst({ at: 'dot', action: { kind: 'reply', text } }, FOREVER));
    await outbox.deliver(senderTo(server));
    expect((await database.inside((tx) => isPaused(tx)))?.reason).toContain('5.7.26');
  });
});

describe('deliverDueEmails', () => {
  it('leaves a server alone that cannot be reached, and blames no mail', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 20; number++) ids.push(await outbox.enqueue(`customer-${number}`));
    await server.stop();
    const report = await outbox.deliver(senderTo(server));
    expect(report.sent).toBe(0);
    expect(report.stoppedBy).toContain('cannot connect');
    for (const id of ids) expect(await outbox.state(id)).toBe('queued');
    server = await startScriptedSmtp();
  });

  it('ends in time when asked to, with 20 mails in flight (O29)', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 40; number++) ids.push(await outbox.enqueue(`customer-${number}`));
    const stages = ['ehlo', 'rcpt', 'data', 'dot'] as const;
    server.use((moment) =>
      moment.stage === stages[moment.connection % stages.length] ? { kind: 'silence' } : undefined,
    );
    const stop = new AbortController();
    const settings = { ...SETTINGS, connections: 20 };
    const delivering = outbox.deliver(senderTo(server, { graceMs: 300, replyTimeoutMs: 60_000 }), {
      settings,
      signal: stop.signal,
    });
    await wait(700);
    const startedAt = performance.now();
    stop.abort();
    await delivering;
    expect(performance.now() - startedAt).toBeLessThan(5000);
    const taken = new Set(server.accepted().map((mail) => mail.messageId));
    for (const id of ids) {
      const row = await outbox.row(id);
      const accepted = taken.has(`<${String(row['message_id'])}>`);
      expect(accepted ? ['sent', 'uncertain'] : ['queued', 'uncertain']).toContain(row.state);
    }
  });

  it('replaces a kept connection that the server has closed meanwhile', async () => {
    const pool = poolSender(senderTo(server));
    await outbox.enqueue('leila');
    await outbox.deliver(pool, { settings: { ...SETTINGS, connections: 1 } });
    server.resetAll();
    const omar = await outbox.enqueue('omar');
    expect(await outbox.deliver(pool, { settings: { ...SETTINGS, connections: 1 } })).toMatchObject({
      sent: 1,
      retried: 0,
    });
    expect(await outbox.state(omar)).toBe('sent');
    pool.stop();
  });

  it('shares the work between two daemons, and none is sent twice (O19)', async () => {
    for (let number = 0; number < 60; number++) await outbox.enqueue(`customer-${number}`);
    const reports = await Promise.all([outbox.deliver(senderTo(server)), outbox.deliver(senderTo(server))]);
    expect(reports.reduce((sum, report) => sum + report.sent, 0)).toBe(60);
    expect(server.copies().size).toBe(60);
    expect(new Set(server.copies().values())).toEqual(new Set([1]));
  });

  it('sends nothing from a restored copy until a person confirms it (O19, D8)', async () => {
    const leila = await outbox.enqueue('leila');
    const confirm = (place: string) => confirmInstallation(database.db, database.businessId, place);
    expect(await confirm('the shop')).toBe('first');
    expect(await confirm('the shop')).toBe('same');
    expect(await confirm('a new machine')).toBe('moved');
    await outbox.deliver(senderTo(server));
    expect(await outbox.state(leila)).toBe('queued');
    expect(await confirm('a new machine')).toBe('same');
    await outbox.deliver(senderTo(server));
    expect(await outbox.state(leila)).toBe('queued');
    await database.inside((tx) => resumeSending(tx, 'Maryam', NOON));
    await outbox.deliver(senderTo(server));
    expect(await outbox.state(leila)).toBe('sent');
  });
});
