import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ComposeError } from '../../src/outbox/compose.ts';
import { enqueueEmail, enqueueEmails } from '../../src/outbox/enqueue.ts';
import { suppress } from '../../src/outbox/suppress.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { draftTo, NOON, type Outbox, openOutbox } from './outbox-fixture.ts';

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

describe('enqueueEmails', () => {
  it('answers each in its place: new, known, suppressed, impossible, and the same one twice', async () => {
    await database.inside((tx) =>
      suppress(tx, {
        canonical: 'zahra@customers.example',
        scope: 'marketing',
        reason: 'unsubscribed',
        source: 'reply',
      }),
    );
    const known = await outbox.enqueue('leila');
    const drafts = [
      draftTo('karim'),
      draftTo('leila'),
      draftTo('zahra', { class: 'marketing' }),
      draftTo('nobody', { to: { name: 'Nobody', address: 'no address' } }),
      draftTo('omar', { mode: 'approve' }),
      draftTo('karim'),
    ];
    const answers = await database.inside((tx) => enqueueEmails(tx, drafts, outbox.identity, NOON));
    const [karim, leila, zahra, nobody, omar, again] = answers;
    expect(karim).toMatchObject({ state: 'queued' });
    expect(leila).toEqual({ duplicateOf: known });
    expect(zahra).toMatchObject({ state: 'suppressed' });
    expect(nobody).toMatchObject({ impossible: expect.any(ComposeError) as unknown });
    expect(omar).toMatchObject({ state: 'awaiting-approval' });
    expect(again).toEqual({ duplicateOf: (karim as { id: string }).id });
    const rows = await database.inside((tx) => tx.selectFrom('outgoing_emails').select('idem_key').execute());
    expect(rows).toHaveLength(4);
  });

  it('takes a subject with a NUL in it, and keeps it as it leaves', async () => {
    const id = await outbox.enqueue('leila', { subject: 'Thank\0you\r\nLeila' });
    expect(await outbox.row(id)).toMatchObject({ subject: 'Thank you Leila' });
  });

  it('makes of each draft what enqueueEmail makes of it alone', async () => {
    const ids = ['0199aaaa-0000-7000-8000-000000000001', '0199aaaa-0000-7000-8000-000000000002'] as const;
    const draft = draftTo('leila', { id: ids[0], class: 'marketing' });
    await database.inside((tx) => enqueueEmail(tx, draft, outbox.identity, NOON));
    const alone = await outbox.row(ids[0]);
    await clearBusiness(database);
    outbox = await openOutbox(database);
    await database.inside((tx) =>
      enqueueEmails(tx, [draft, draftTo('omar', { id: ids[1] })], outbox.identity, NOON),
    );
    expect({ ...(await outbox.row(ids[0])), mailbox_id: '' }).toEqual({ ...alone, mailbox_id: '' });
  });
});
