import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatStatus } from '../../src/operations/format-status.ts';
import { readStatus } from '../../src/operations/status.ts';
import { parkEmails } from '../../src/outbox/park.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { startScriptedSmtp } from '../support/smtp-scripted.ts';
import { NOON, type Outbox, openOutbox, senderTo } from './outbox-fixture.ts';

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

const later = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000);

/** With these mailboxes in the configuration. */
function park(mailboxIds: string[], now = NOON) {
  return parkEmails({ db: database.db, businessId: database.businessId, mailboxIds, now, limit: 100 });
}

describe('mail of a mailbox that was taken out of the configuration', () => {
  it('says why it waits, once, and leaves when the mailbox is back', async () => {
    const id = await outbox.enqueue('leila');
    expect(await park([])).toEqual({ parked: 1, expired: 0 });
    expect(await outbox.row(id)).toMatchObject({
      state: 'queued',
      state_reason: 'its mailbox main is not in the configuration any more',
    });
    expect(await park([])).toEqual({ parked: 0, expired: 0 });
    const server = await startScriptedSmtp();
    await outbox.deliver(senderTo(server));
    await server.stop();
    expect(await outbox.row(id)).toMatchObject({ state: 'sent' });
    expect(await outbox.history(id)).toEqual(['queued', 'claimed', 'transmitting', 'sent']);
  });

  it('does not wait for ever: what has become too late ends', async () => {
    const id = await outbox.enqueue('leila', { expiresAt: later(2) });
    await park([]);
    expect(await park([], later(3))).toEqual({ parked: 0, expired: 1 });
    expect(await outbox.row(id)).toMatchObject({
      state: 'expired',
      state_reason: 'its mailbox main is not in the configuration any more, and it is too late now',
    });
    expect(await park([], later(4))).toEqual({ parked: 0, expired: 0 });
  });

  it('leaves alone what has a mailbox, is not due, or waits for a person', async () => {
    await outbox.enqueue('leila');
    expect(await park([outbox.mailboxId])).toEqual({ parked: 0, expired: 0 });
    await clearBusiness(database);
    outbox = await openOutbox(database);
    await outbox.enqueue('omar', { dueAt: later(1) });
    await outbox.enqueue('sara', { mode: 'approve' });
    expect(await park([])).toEqual({ parked: 0, expired: 0 });
  });

  it('is counted with its mailbox in the status, not as mail that is about to leave', async () => {
    await outbox.enqueue('leila');
    await outbox.enqueue('omar');
    const status = (configured: string[]) => database.inside((tx) => readStatus(tx, new Date(), configured));
    const before = await status(['main']);
    expect(before.backlog.deliver).toBe(2);
    expect(before.mailboxes).toMatchObject([{ configured: true, parked: 0 }]);
    const after = await status(['orders']);
    expect(after.backlog.deliver).toBe(0);
    expect(after.mailboxes).toMatchObject([{ name: 'main', configured: false, parked: 2 }]);
    expect(formatStatus(after, NOON)).toContain(
      'Mailbox main <maryam@bakery.example>: not in the configuration any more, not read; 2 mails wait for it (see: npx wafa outbox list)',
    );
  });
});
