import { generateKeyPairSync } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inBusiness } from '../../src/database/in-business.ts';
import { sha256Hex } from '../../src/lib/ids.ts';
import { silentLog } from '../../src/lib/log.ts';
import { approveAll, approveEmail, cancelEmail } from '../../src/outbox/approve.ts';
import { type BounceReport, recordBounce } from '../../src/outbox/bounces.ts';
import { appendCopies, logSentCopies } from '../../src/outbox/copies.ts';
import { dkimSigner } from '../../src/outbox/dkim.ts';
import { enqueueEmail } from '../../src/outbox/enqueue.ts';
import { recordSeen } from '../../src/outbox/evidence.ts';
import { countOutbox, listOutbox, showEmail } from '../../src/outbox/list-outbox.ts';
import { resendUncertain } from '../../src/outbox/resend.ts';
import { isSuppressed, suppress, unsuppress } from '../../src/outbox/suppress.ts';
import { unsubscribeByToken } from '../../src/outbox/unsubscribe.ts';
import { findUnsubscribeToken } from '../../src/outbox/unsubscribe-link.ts';
import { clearBusiness, createBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { headerOf } from '../support/mail-header.ts';
import { faultFirst, SMTP_FAULTS, startScriptedSmtp } from '../support/smtp-scripted.ts';
import { draftTo, KEY, NOON, type Outbox, openOutbox, senderTo } from './outbox-fixture.ts';

let database: TestDatabase;
let outbox: Outbox;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  outbox = await openOutbox(database);
});

const mailOf = async (id: string) => Buffer.from((await outbox.row(id))['bytes'] as Buffer);

/** Delivers all, with one fault. */
async function deliverWith(fault?: keyof typeof SMTP_FAULTS) {
  const server = await startScriptedSmtp(fault ? { script: faultFirst(SMTP_FAULTS[fault], 1000) } : {});
  await outbox.deliver(senderTo(server, fault === 'silentAfterDot' ? { replyTimeoutMs: 800 } : {}));
  await server.stop();
  return server;
}

describe('enqueueEmail', () => {
  it('makes one mail for each key, ever, also when two decide at once', async () => {
    const twice = await Promise.all(
      [1, 2].map(() => database.inside((tx) => enqueueEmail(tx, draftTo('leila'), outbox.identity, NOON))),
    );
    const ids = twice.flatMap((made) => ('id' in made ? [made.id] : []));
    expect(ids).toHaveLength(1);
    expect(twice).toContainEqual({ duplicateOf: ids[0] });
    await deliverWith();
    const again = await database.inside((tx) => enqueueEmail(tx, draftTo('leila'), outbox.identity, NOON));
    expect(again).toEqual({ duplicateOf: ids[0] });
  });

  it('waits for a person in mode approve, and says so when the address is suppressed', async () => {
    const draft = await outbox.enqueue('leila', { mode: 'approve' });
    expect(await outbox.state(draft)).toBe('awaiting-approval');
    await database.inside((tx) =>
      suppress(tx, {
        canonical: 'omar@customers.example',
        scope: 'all',
        reason: 'hard bounce',
        source: 'bounce',
      }),
    );
    const omar = await outbox.enqueue('omar');
    expect(await outbox.row(omar)).toMatchObject({ state: 'suppressed', state_reason: 'hard bounce' });
  });

  it('puts working unsubscribe links into marketing mail', async () => {
    const zahra = await outbox.enqueue('zahra', { class: 'marketing' });
    const field = headerOf(await mailOf(zahra), 'List-Unsubscribe') ?? '';
    const subject = findUnsubscribeToken(KEY, field);
    expect(subject).toEqual({ businessId: database.businessId, emailId: zahra });
    if (!subject) return;
    const unsubscribed = () => database.inside((tx) => unsubscribeByToken(tx, subject, 'one-click', NOON));
    expect(await unsubscribed()).toEqual({ canonical: 'zahra@customers.example', purpose: 'all' });
    expect(await unsubscribed()).toEqual({ canonical: 'zahra@customers.example', purpose: 'all' });
    expect(await outbox.state(zahra)).toBe('suppressed');
    const why = (mailClass: 'marketing' | 'transactional') =>
      database.inside((tx) => isSuppressed(tx, 'zahra@customers.example', mailClass));
    expect(await why('marketing')).toBe('unsubscribed');
    expect(await why('transactional')).toBeUndefined();
    expect(
      await database.inside((tx) => unsuppress(tx, 'zahra@customers.example', 'marketing', 'Maryam')),
    ).toBe(true);
    expect(await why('marketing')).toBeUndefined();
    const actions = await database.inside((tx) =>
      tx.selectFrom('audit_log').select('action').orderBy('at').execute(),
    );
    expect(actions.map(({ action }) => action)).toEqual(['suppress', 'unsuppress']);
  });

  it('sees nothing of another business', async () => {
    await outbox.enqueue('leila');
    const karims = await createBusiness(database.db, `karims-${Date.now()}`, "Karim's Workshop");
    expect(await inBusiness(database.db, karims, (tx) => listOutbox(tx, { limit: 10 }))).toEqual([]);
  });
});

describe('a person at the outbox', () => {
  it('lists, shows, approves one or all, and cancels', async () => {
    const leila = await outbox.enqueue('leila', { mode: 'approve' });
    const omar = await outbox.enqueue('omar', { mode: 'approve', automation: 'newsletter' });
    const late = await outbox.enqueue('late', {
      mode: 'approve',
      expiresAt: new Date(NOON.getTime() + 1000),
    });
    const zahra = await outbox.enqueue('zahra', { mode: 'approve' });
    expect(
      await database.inside((tx) => listOutbox(tx, { states: ['awaiting-approval'], limit: 2 })),
    ).toHaveLength(2);
    const later = new Date(NOON.getTime() + 60_000);
    expect(await database.inside((tx) => approveEmail(tx, leila, 'Maryam', later))).toBe('queued');
    expect(await database.inside((tx) => approveEmail(tx, leila, 'Maryam', later))).toBeUndefined();
    const cancel = (id: string) =>
      database.inside((tx) => cancelEmail(tx, id, { actor: 'Maryam', reason: 'closed today', now: later }));
    expect(await cancel(zahra)).toBe(true);
    expect(await cancel(zahra)).toBe(false);
    expect(await database.inside((tx) => approveAll(tx, 'Maryam', later, 'newsletter'))).toEqual({
      approved: 1,
      expired: 0,
    });
    expect(await database.inside((tx) => approveAll(tx, 'Maryam', later))).toEqual({
      approved: 0,
      expired: 1,
    });
    expect(await database.inside((tx) => countOutbox(tx))).toEqual({ queued: 2, cancelled: 1, expired: 1 });
    const shown = await database.inside((tx) => showEmail(tx, zahra));
    expect(shown?.transitions.map(({ to, actor }) => [to, actor])).toEqual([
      ['awaiting-approval', 'wafa'],
      ['cancelled', 'Maryam'],
    ]);
    expect(shown?.bytes.toString()).toContain('Thank you, zahra');
    expect([await outbox.state(omar), await outbox.state(late)]).toEqual(['queued', 'expired']);
    await deliverWith();
    expect(await cancel(leila)).toBe(false);
  });

  it('sends an uncertain transactional mail again once, as a new mail with the same text', async () => {
    const leila = await outbox.enqueue('leila');
    const zahra = await outbox.enqueue('zahra', { class: 'marketing' });
    await deliverWith('dropAfterDot');
    expect([await outbox.state(leila), await outbox.state(zahra)]).toEqual(['uncertain', 'uncertain']);
    const privateKey = generateKeyPairSync('rsa', { modulusLength: 1024 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const sign = dkimSigner({ domain: 'bakery.example', selector: 'wafa', privateKey, more: [] });
    const options = {
      actor: 'Maryam',
      now: NOON,
      expiresAt: new Date(NOON.getTime() + 86_400_000),
      identity: { ...outbox.identity, sign },
    };
    const resent = await database.inside((tx) => resendUncertain(tx, leila, options));
    const again = (id: string) => database.inside((tx) => resendUncertain(tx, id, options));
    expect(await again(leila)).toEqual({ refused: 'sent again already' });
    expect(await again(zahra)).toEqual({ refused: 'marketing is never sent again' });
    if (!('id' in resent)) throw new Error(resent.refused);
    const [before, after] = [await mailOf(leila), await mailOf(resent.id)];
    expect(headerOf(after, 'Message-ID')).not.toBe(headerOf(before, 'Message-ID'));
    expect(headerOf(after, 'DKIM-Signature')).toContain('d=bakery.example');
    expect((await simpleParser(after)).html).toBe((await simpleParser(before)).html);
    await deliverWith();
    expect(await outbox.row(resent.id)).toMatchObject({ state: 'sent', resend_of: leila });
    expect(await outbox.state(leila)).toBe('uncertain');
  });
});

describe('reports about our mail', () => {
  const report = (changes: Partial<BounceReport>): BounceReport => ({
    deliveredTo: [],
    originalMessageId: null,
    kind: 'hard',
    status: '5.1.1',
    diagnostic: 'no such user',
    contentHash: sha256Hex('a report'),
    ...changes,
  });
  const record = (changes: Partial<BounceReport>, key = KEY) =>
    database.inside((tx) =>
      recordBounce(tx, report(changes), { key, businessId: database.businessId, now: NOON }),
    );
  const why = (who: string) =>
    database.inside((tx) => isSuppressed(tx, `${who}@customers.example`, 'transactional'));

  it('suppress a dead address when the VERP address is genuine', async () => {
    const leila = await outbox.enqueue('leila');
    await deliverWith();
    const deliveredTo = [
      'maryam@bakery.example',
      String((await outbox.row(leila))['envelope_from']).toUpperCase(),
    ];
    expect(await record({ deliveredTo }, 'a forger')).toEqual({ unverified: true });
    expect(await why('leila')).toBeUndefined();
    expect(await record({ deliveredTo })).toEqual({ emailId: leila, suppressed: true, raised: false });
    expect(await why('leila')).toBe('hard bounce 5.1.1');
    expect(await outbox.row(leila)).toMatchObject({ state: 'sent', evidence: { hardBounce: '5.1.1' } });
  });

  it('do nothing when forged (I24)', async () => {
    await outbox.enqueue('leila');
    const forged = ['maryam+b-aaaaaaaaaaaaaaaa0zzaaaaaaaaaaaaaaaa@bakery.example', 'leila@customers.example'];
    expect(await record({ deliveredTo: forged, originalMessageId: 'made-up@bakery.example' })).toEqual({
      unverified: true,
    });
    expect(await why('leila')).toBeUndefined();
  });

  it('work without VERP by the Message-ID that they quote, and raise an uncertain mail to sent', async () => {
    const omar = await outbox.enqueue('omar');
    await deliverWith('dropAfterDot');
    const originalMessageId = String((await outbox.row(omar))['message_id']);
    expect(await record({ kind: 'delay', status: '4.4.1', originalMessageId })).toEqual({
      emailId: omar,
      suppressed: false,
      raised: true,
    });
    expect(await outbox.row(omar)).toMatchObject({ state: 'sent', state_reason: 'a report refers to it' });
    expect(await why('omar')).toBeUndefined();
  });

  it('suppress an address from which mail comes back again and again, however politely', async () => {
    const bounced: string[] = [];
    for (const order of [1, 2, 3]) {
      const id = await outbox.enqueue('leila', { idemKey: `soft:${order}` });
      await deliverWith();
      const deliveredTo = [String((await outbox.row(id))['envelope_from'])];
      const soft = { kind: 'soft' as const, status: '4.2.2', deliveredTo };
      // A report that comes twice counts once.
      for (const _ of [1, 2]) bounced.push(`${order} ${JSON.stringify(await record(soft))}`);
      expect((await why('leila')) === undefined).toBe(order < 3);
    }
    expect(bounced.filter((one) => one.includes('"suppressed":true'))).toHaveLength(1);
    expect(await why('leila')).toBe('bounced 3 times 4.2.2');
  });

  it('end marketing mail after a complaint', async () => {
    const zahra = await outbox.enqueue('zahra', { class: 'marketing' });
    await deliverWith();
    const deliveredTo = [String((await outbox.row(zahra))['envelope_from'])];
    expect(await record({ kind: 'complaint', status: null, deliveredTo })).toMatchObject({
      suppressed: true,
    });
    expect(await why('zahra')).toBeUndefined();
    const marketing = await database.inside((tx) => isSuppressed(tx, 'zahra@customers.example', 'marketing'));
    expect(marketing).toBe('marked our mail as spam');
  });

  it('raise an uncertain mail that is found in the Sent folder; absence proves nothing', async () => {
    const leila = await outbox.enqueue('leila');
    await deliverWith('silentAfterDot');
    const messageId = String((await outbox.row(leila))['message_id']);
    const seen = (id: string) => database.inside((tx) => recordSeen(tx, id, 'the Sent folder', NOON));
    expect(await seen('other@bakery.example')).toBe(false);
    expect(await outbox.state(leila)).toBe('uncertain');
    expect(await seen(messageId)).toBe(true);
    expect(await outbox.state(leila)).toBe('sent');
  });
});

describe('copies', () => {
  const log = (appends: boolean) =>
    logSentCopies({ db: database.db, businessId: database.businessId, appends: () => appends, limit: 100 });

  it('of what was sent go into the log once, and only of that', async () => {
    const leila = await outbox.enqueue('leila');
    await deliverWith();
    await outbox.enqueue('omar');
    expect(await log(false)).toBe(1);
    expect(await log(false)).toBe(0);
    const raw = await database.inside((tx) => tx.selectFrom('raw_messages').selectAll().execute());
    const bytes = await mailOf(leila);
    expect(raw).toHaveLength(1);
    expect(raw[0]).toMatchObject({
      content_hash: sha256Hex(bytes),
      size: bytes.length,
      arrival: 'new',
      folder_role: 'sent',
      read_state: 'pending',
    });
    expect(Buffer.from(raw[0]?.bytes ?? '')).toEqual(bytes);
    expect(await outbox.row(leila)).toMatchObject({ copy_state: 'none' });
  });

  it('go to the Sent folder where the provider does not put them, and are given up in the end', async () => {
    const leila = await outbox.enqueue('leila');
    await deliverWith();
    await log(true);
    const appended: Buffer[] = [];
    const append = (fail: boolean) =>
      appendCopies({
        db: database.db,
        businessId: database.businessId,
        limit: 10,
        log: silentLog(),
        append: (mailboxId, bytes) => {
          if (fail) return Promise.reject(new Error('over quota'));
          expect(mailboxId).toBe(outbox.mailboxId);
          appended.push(bytes);
          return Promise.resolve();
        },
      });
    const leaseOver = () =>
      database.inside((tx) => tx.updateTable('outgoing_emails').set({ lease_until: null }).execute());
    expect(await append(true)).toBe(0);
    expect(await append(false)).toBe(0); // waits after a failure
    await leaseOver();
    expect(await append(false)).toBe(1);
    expect(appended).toEqual([await mailOf(leila)]);
    expect(await append(false)).toBe(0);
    await outbox.enqueue('omar');
    await deliverWith();
    await log(true);
    for (let attempt = 0; attempt < 6; attempt++) {
      await append(true);
      await leaseOver();
    }
    const states = await database.inside((tx) =>
      tx.selectFrom('outgoing_emails').select('copy_state').orderBy('id').execute(),
    );
    expect(states.map(({ copy_state }) => copy_state).sort()).toEqual(['appended', 'given up']);
  });
});
