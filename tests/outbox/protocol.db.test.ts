import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingState } from '../../src/database/tables.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { faultFirst, type ScriptedSmtp, SMTP_FAULTS, startScriptedSmtp } from '../support/smtp-scripted.ts';
import { type Outbox, openOutbox, senderTo } from './outbox-fixture.ts';

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

/** What each fault of the matrix must leave behind: O1-O15. */
const MATRIX: Record<keyof typeof SMTP_FAULTS, OutgoingState> = {
  dropAtConnect: 'queued',
  resetAtConnect: 'queued',
  dropAtGreeting: 'queued',
  busyGreeting: 'queued',
  dropAtEhlo: 'queued',
  dropAtStartTls: 'sent', // not spoken here
  refuseAuth: 'sent', // not spoken here
  dropAtMail: 'queued',
  deferMail: 'queued',
  refuseMail: 'failed',
  dropAtRcpt: 'queued',
  greylist: 'queued',
  unknownUser: 'failed',
  dropAt354: 'queued',
  deferData: 'queued',
  dropInBody: 'queued',
  resetInBody: 'queued',
  dropBeforeLastByte: 'uncertain', // the server saw the last byte and did not tell
  dropAfterDot: 'uncertain',
  resetAfterDot: 'uncertain',
  silentAfterDot: 'uncertain',
  lateReply: 'sent',
  halfReply: 'uncertain',
  acceptThenReset: 'sent',
  deferAtDot: 'queued',
  closingAtDot: 'queued',
  refuseAtDot: 'failed',
  unknownUserAtDot: 'failed',
};

/** Only here does the end of our patience decide; elsewhere a busy machine must not decide it. */
const NEVER_ANSWERED = new Set<keyof typeof SMTP_FAULTS>(['silentAfterDot', 'halfReply']);

describe('the outgoing protocol', () => {
  it.each(Object.entries(MATRIX) as [keyof typeof SMTP_FAULTS, OutgoingState][])(
    'on %s leaves the mail %s, and a well-behaved server then has it at most once',
    async (fault, expected) => {
      const leila = await outbox.enqueue('leila');
      server.use(faultFirst(SMTP_FAULTS[fault]));
      await outbox.deliver(senderTo(server, NEVER_ANSWERED.has(fault) ? { replyTimeoutMs: 800 } : {}));
      const states: OutgoingState[] = fault === 'acceptThenReset' ? ['sent', 'uncertain'] : [expected];
      expect(states).toContain(await outbox.state(leila));
      const taken = server.accepted().length;
      expect(taken === 0 || !['queued', 'failed'].includes(expected)).toBe(true);
      server.use(() => undefined);
      await outbox.makeDue();
      await outbox.deliver(senderTo(server));
      expect(Math.max(0, ...server.copies().values())).toBeLessThanOrEqual(1);
      // What was provably not taken is sent then; everything else stays as it was.
      expect(server.accepted()).toHaveLength(expected === 'queued' ? 1 : taken);
      const inTheEnd = expected === 'queued' ? ['sent'] : states;
      expect(inTheEnd).toContain(await outbox.state(leila));
    },
  );

  it('goes through the states in order, and audits each (INV9)', async () => {
    const karim = await outbox.enqueue('karim');
    await outbox.deliver(senderTo(server));
    expect(await outbox.history(karim)).toEqual(['queued', 'claimed', 'transmitting', 'sent']);
    const row = await outbox.row(karim);
    expect(row.smtp_reply).toBe('250 2.0.0 Ok: queued');
    expect(server.accepted()[0]).toMatchObject({ to: ['karim@customers.example'] });
    expect(server.accepted()[0]?.from).toMatch(/^maryam\+b-[a-z0-9]{35}@bakery\.example$/);
  });

  it('hands over the very bytes that were enqueued, dots and all', async () => {
    const text = '.\r\n..\r\n.leading\r\nLine\r\n.';
    const omar = await outbox.enqueue('omar', { text, html: `<pre>${text}</pre>` });
    await outbox.deliver(senderTo(server));
    const bytes = (await outbox.row(omar)).bytes as Buffer;
    expect(server.accepted()[0]?.raw.trimEnd()).toBe(Buffer.from(bytes).toString().trimEnd());
  });

  it('tries a greylisted mail again later, ever more slowly, until it expires', async () => {
    const zahra = await outbox.enqueue('zahra');
    server.use(faultFirst(SMTP_FAULTS.greylist, Number.POSITIVE_INFINITY));
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) {
      await outbox.makeDue();
      await outbox.deliver(senderTo(server));
      const row = await outbox.row(zahra);
      waits.push((row.due_at as Date).getTime() - (row.state_at as Date).getTime());
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[0]).toBeGreaterThan(30_000);
    const later = new Date('2026-03-20T12:00:00Z');
    await outbox.deliver(senderTo(server), { now: later });
    expect(await outbox.state(zahra)).toBe('expired');
    expect(server.accepted()).toEqual([]);
  });

  it('sends each of 60 mails once over connections that it uses again', async () => {
    for (let number = 0; number < 60; number++) await outbox.enqueue(`customer-${number}`);
    const report = await outbox.deliver(senderTo(server));
    expect(report).toMatchObject({ claimed: 60, sent: 60, uncertain: 0 });
    expect(new Set(server.copies().values())).toEqual(new Set([1]));
    expect(server.copies().size).toBe(60);
  });
});
