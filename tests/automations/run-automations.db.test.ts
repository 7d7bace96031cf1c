import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailWriter } from '../../src/automations/mail-request.ts';
import { recheckEmail } from '../../src/automations/recheck.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { after, DAY_MS, HOUR_MS, NOON, openBakery, shipped } from './automations-fixture.ts';

let database: TestDatabase;
let bakery: Awaited<ReturnType<typeof openBakery>>;

beforeAll(async () => {
  database = await testDatabase();
  bakery = await openBakery(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  await bakery.openMailbox();
});

const run = (automations: Parameters<typeof bakery.run>[0], now: Date, mail: MailWriter = bakery.writer) =>
  bakery.run(automations, mail, now);

describe('thank-you', () => {
  it('live: is written an hour after the purchase, once, in the language of the customer', async () => {
    const automations = await shipped('thank-you', 'live');
    await bakery.purchase(await bakery.contact('Leila Karimi', { locale: 'fa' }), '1042', NOON);
    expect(await run(automations, after(60_000))).toMatchObject({ started: 1, written: 0 });
    expect(await bakery.mails()).toEqual([]);
    expect(await run(automations, after(HOUR_MS))).toMatchObject({ started: 0, written: 1 });
    for (const hours of [1, 2, 30])
      expect(await run(automations, after(hours * HOUR_MS))).toMatchObject({ did: 0 });
    expect(await bakery.mails()).toMatchObject([
      {
        template: 'thank-you',
        recipient: 'leila.karimi@home.example',
        locale: 'fa',
        state: 'queued',
        due_at: after(HOUR_MS),
      },
    ]);
    expect(await bakery.runs()).toMatchObject([{ occasion: 'purchase:order:1042', state: 'done', step: 1 }]);
  });

  it('approve: waits for a person', async () => {
    const automations = await shipped('thank-you', 'approve');
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1042', NOON);
    await run(automations, after(HOUR_MS));
    expect(await bakery.mails()).toMatchObject([{ state: 'awaiting-approval' }]);
  });

  it('dry run: says who would get what and when, and touches neither runs nor outbox', async () => {
    const automations = await shipped('thank-you', 'dry-run');
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    await bakery.purchase(await bakery.contact('Flour Mill', { kind: 'supplier' }), '2', NOON);
    await bakery.purchase(await bakery.contact('Nameless', { address: '' }), '3', NOON);
    await bakery.purchase(await bakery.contact('Old Times'), '4', after(-100 * DAY_MS), { history: true });
    expect(await run(automations, after(60_000))).toMatchObject({ planned: 3 });
    expect(await run(automations, after(2 * HOUR_MS))).toMatchObject({ planned: 0, did: 0 });
    expect(await bakery.dryRuns()).toMatchObject([
      {
        occasion: 'purchase:order:1',
        step: 0,
        template: 'thank-you',
        would_send_at: after(HOUR_MS),
        held_back_by: null,
      },
      { occasion: 'purchase:order:2', held_back_by: 'wrong-kind:supplier' },
      { occasion: 'purchase:order:3', held_back_by: 'no-address' },
    ]);
    expect((await bakery.dryRuns())[0]?.subject).not.toBe('');
    expect(await bakery.mails()).toEqual([]);
    expect(await bakery.runs()).toEqual([]);
  });

  it('off: does nothing at all', async () => {
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1042', NOON);
    expect(await run(await shipped('thank-you', 'off'), after(HOUR_MS))).toMatchObject({ did: 0 });
    expect([await bakery.runs(), await bakery.mails(), await bakery.dryRuns()]).toEqual([[], [], []]);
  });

  it('what the dry run showed is sent when it goes live soon after', async () => {
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1042', NOON);
    await run(await shipped('thank-you', 'dry-run'), after(60_000));
    await run(await shipped('thank-you', 'live'), after(HOUR_MS));
    expect(await bakery.mails()).toHaveLength(1);
  });

  it('never thanks for history, nor too late', async () => {
    const automations = await shipped('thank-you', 'live');
    const leila = await bakery.contact('Leila Karimi');
    await bakery.purchase(leila, 'old', after(-HOUR_MS), { history: true });
    await bakery.purchase(leila, 'late', after(-5 * DAY_MS), { noticedAt: NOON });
    await run(automations, after(HOUR_MS));
    expect(await bakery.mails()).toEqual([]);
    expect(await bakery.runs()).toMatchObject([{ occasion: 'purchase:order:late', state: 'stopped' }]);
  });

  it('waits over the night, and drops what a long downtime made embarrassing', async () => {
    const automations = await shipped('thank-you', 'live');
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    await run(automations, after(60_000));
    await run(automations, after(8 * HOUR_MS)); // 21:00 in Berlin
    expect(await bakery.mails()).toEqual([]);
    expect(await bakery.runs()).toMatchObject([
      { state: 'running', state_reason: 'waits for business hours' },
    ]);
    await run(automations, after(9 * DAY_MS));
    expect(await bakery.mails()).toEqual([]);
    expect(await bakery.runs()).toMatchObject([
      { state: 'stopped', state_reason: expect.stringMatching(/^too late by/) },
    ]);
  });

  it('says why nobody was written to', async () => {
    const automations = await shipped('thank-you', 'live');
    await bakery.purchase(await bakery.contact('Oven', { address: 'oven@bakery.example' }), '1', NOON);
    await run(automations, after(HOUR_MS));
    expect(await bakery.runs()).toMatchObject([{ state: 'stopped', state_reason: 'own-address' }]);
  });

  it('finds a purchase whose transaction committed late', async () => {
    const automations = await shipped('thank-you', 'live');
    await bakery.purchase(await bakery.contact('Karim Haddad'), '2', NOON);
    await run(automations, after(60_000));
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', after(-50 * 60_000));
    await run(automations, after(120_000));
    expect(await bakery.runs()).toHaveLength(2);
  });

  it('looks only at signals since the last look', async () => {
    const automations = await shipped('thank-you', 'live');
    await bakery.purchase(await bakery.contact('Karim Haddad'), '2', NOON);
    await run(automations, after(60_000));
    // Written to the table behind the mark by more than a late commit can be: proof that it is not read again.
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON, {
      noticedAt: after(-2 * HOUR_MS),
    });
    await run(automations, after(120_000));
    expect(await bakery.runs()).toHaveLength(1);
  });

  it('a renamed automation does not thank again', async () => {
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    await run(await shipped('thank-you', 'live'), after(HOUR_MS));
    await run(await shipped('thank-you', 'live', { name: 'thanks' }), after(2 * HOUR_MS));
    expect(await bakery.mails()).toHaveLength(1);
    await bakery.purchase(await bakery.contact('Karim Haddad'), '2', after(2 * HOUR_MS));
    await run(await shipped('thank-you', 'live', { name: 'thanks' }), after(3 * HOUR_MS));
    expect(await bakery.mails()).toHaveLength(2);
  });

  it('writes no more on one day than its cap, and the rest on the next', async () => {
    const automations = await shipped('thank-you', 'live', { perRunCap: 2 });
    for (const order of ['1', '2', '3'])
      await bakery.purchase(await bakery.contact(`Guest ${order}`), order, NOON);
    await run(automations, after(HOUR_MS));
    await run(automations, after(2 * HOUR_MS));
    expect(await bakery.mails()).toHaveLength(2);
    await run(automations, after(11 * HOUR_MS));
    await run(automations, after(21 * HOUR_MS));
    expect(await bakery.mails()).toHaveLength(3);
  });

  it('works off many in passes of a limit', async () => {
    const automations = await shipped('thank-you', 'live');
    for (let order = 1; order <= 5; order++) {
      await bakery.purchase(await bakery.contact(`Guest ${order}`), String(order), NOON);
    }
    const first = await bakery.run(automations, bakery.writer, after(HOUR_MS), 2);
    expect(first).toMatchObject({ started: 2, written: 2, more: true });
    for (let pass = 0; pass < 5; pass++) await bakery.run(automations, bakery.writer, after(HOUR_MS), 2);
    expect(await bakery.mails()).toHaveLength(5);
  });

  it('one automation that fails does not keep the others from acting', async () => {
    const both = (await shipped('thank-you', 'live')).flatMap((one) =>
      one.name === 'thank-you' ? [{ ...one, name: 'broken', maxLatenessMs: Number.NaN }, one] : [one],
    );
    const leila = await bakery.contact('Leila Karimi');
    await bakery.purchase(leila, '1042', NOON);
    await expect(bakery.run(both, bakery.writer, after(HOUR_MS))).rejects.toThrow(/interval/);
    expect(await bakery.mails()).toMatchObject([{ template: 'thank-you' }]);
  });

  it('two workers at once write each mail once', async () => {
    const automations = await shipped('thank-you', 'live');
    for (let order = 1; order <= 8; order++) {
      await bakery.purchase(await bakery.contact(`Guest ${order}`), String(order), NOON);
    }
    const workers = [1, 2, 3].map(() => run(automations, after(HOUR_MS)));
    const reports = await Promise.all(workers);
    await run(automations, after(HOUR_MS));
    const mails = await bakery.mails();
    expect(mails).toHaveLength(8);
    expect(new Set(mails.map(({ recipient }) => recipient)).size).toBe(8);
    expect(reports.reduce((sum, { written }) => sum + written, 0)).toBeLessThanOrEqual(8);
    expect((await bakery.runs()).every(({ state, step }) => state === 'done' && step === 1)).toBe(true);
  });

  it('a crash between writing and counting leaves neither', async () => {
    const automations = await shipped('thank-you', 'live');
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    const crashing: MailWriter = {
      ...bakery.writer,
      async write(tx, request, now) {
        await bakery.writer.write(tx, request, now);
        throw new Error('the power went');
      },
    };
    const report = await run(automations, after(HOUR_MS), crashing);
    expect(report.problems).toEqual([{ automation: 'thank-you', problem: 'the power went' }]);
    expect(await bakery.mails()).toEqual([]);
    expect(await bakery.runs()).toMatchObject([{ state: 'running', step: 0 }]);
    await run(automations, after(HOUR_MS + 11 * 60_000));
    expect(await bakery.mails()).toHaveLength(1);
  });
});

describe('reactivation', () => {
  const silent = async (name: string, options = {}) => {
    const id = await bakery.contact(name, options);
    await bakery.signal('inactive', id, NOON, `inactive:${id}:2025-11-10`);
    return id;
  };

  it('writes three letters some days apart, and then listens', async () => {
    const automations = await shipped('reactivation', 'live');
    await silent('Omar Haddad', { locale: 'ar' });
    for (let day = 0; day <= 40; day++) await run(automations, after(day * DAY_MS));
    const mails = await bakery.mails();
    expect(
      mails.map(({ template, due_at }) => [template, (due_at.getTime() - NOON.getTime()) / DAY_MS]),
    ).toEqual([
      ['reactivation-1', 0],
      ['reactivation-2', 6], // five days on is a Sunday
      ['reactivation-3', 15],
    ]);
    expect(await bakery.runs()).toMatchObject([
      { state: 'done', step: 3, state_reason: 'nothing more came' },
    ]);
  });

  it.each([
    ['reply', 'the customer replied on 2026-03-11'],
    ['unsubscribe', 'the customer unsubscribed on 2026-03-11'],
  ])('stops on a %s and cancels what waits', async (kind, reason) => {
    const automations = await shipped('reactivation', 'approve');
    const omar = await silent('Omar Haddad');
    await run(automations, NOON);
    expect(await bakery.mails()).toMatchObject([{ state: 'awaiting-approval' }]);
    await bakery.signal(kind, omar, after(DAY_MS));
    expect(await run(automations, after(DAY_MS + HOUR_MS))).toMatchObject({ stopped: 1 });
    expect(await bakery.mails()).toMatchObject([{ state: 'cancelled', state_reason: reason }]);
    expect(await bakery.runs()).toMatchObject([{ state: 'stopped', state_reason: reason }]);
    for (let day = 2; day <= 30; day++) await run(automations, after(day * DAY_MS));
    expect(await bakery.mails()).toHaveLength(1);
  });

  it('stops on a purchase, cancels the queued letter, and the recheck refuses it even before that', async () => {
    const automations = await shipped('reactivation', 'live');
    const omar = await silent('Omar Haddad');
    const other = await silent('Sara Novak');
    await run(automations, NOON);
    await bakery.purchase(omar, '77', after(HOUR_MS));
    const recheck = async (contactId: string) => {
      const mail = (await bakery.mails()).find(({ contact_id }) => contact_id === contactId);
      const email = { contactId, runId: mail?.run_id ?? null, campaignId: null };
      return database.inside((tx) => recheckEmail(tx, email, after(HOUR_MS)));
    };
    expect(await recheck(omar)).toBe('the customer bought on 2026-03-10');
    expect(await recheck(other)).toBeUndefined();
    expect(await run(automations, after(2 * HOUR_MS))).toMatchObject({ stopped: 1 });
    const states = new Map((await bakery.mails()).map(({ contact_id, state }) => [contact_id, state]));
    expect([states.get(omar), states.get(other)]).toEqual(['cancelled', 'queued']);
    expect(await recheck(omar)).toBe('the customer bought on 2026-03-10');
  });

  it('a purchase between the silence and the start keeps it from starting', async () => {
    const omar = await silent('Omar Haddad');
    await bakery.purchase(omar, '77', after(HOUR_MS));
    await run(await shipped('reactivation', 'live'), after(2 * HOUR_MS));
    expect(await bakery.mails()).toEqual([]);
    expect(await bakery.runs()).toMatchObject([
      { state: 'stopped', state_reason: 'the customer bought on 2026-03-10' },
    ]);
  });

  it('hears an answer that came before the silence was noticed but was read after it', async () => {
    const automations = await shipped('reactivation', 'live');
    const omar = await bakery.contact('Omar Haddad');
    const evidence = { lastActivityAt: after(-120 * DAY_MS).toISOString() };
    await bakery.signal('reply', omar, after(-120 * DAY_MS));
    await bakery.signal('inactive', omar, NOON, `inactive:${omar}:2025-11-10`, evidence);
    await run(automations, NOON);
    expect(await bakery.mails()).toMatchObject([{ state: 'queued' }]);
    await bakery.signal('reply', omar, after(-60_000));
    await run(automations, after(60_000));
    expect(await bakery.mails()).toMatchObject([{ state: 'cancelled' }]);
  });

  it('waits for somebody who is away, and the recheck holds back what is queued', async () => {
    const automations = await shipped('reactivation', 'live');
    const omar = await silent('Omar Haddad', { awayUntil: after(3 * DAY_MS) });
    await run(automations, NOON);
    expect(await bakery.mails()).toEqual([]);
    await run(automations, after(3 * DAY_MS));
    const [mail] = await bakery.mails();
    const email = { contactId: omar, runId: mail?.run_id ?? null, campaignId: null };
    const at = (now: Date) => database.inside((tx) => recheckEmail(tx, email, now));
    expect(await at(after(3 * DAY_MS))).toBeUndefined();
    expect(await at(after(2 * DAY_MS))).toEqual({
      reason: 'away:2026-03-13',
      until: after(3 * DAY_MS),
    });
  });

  it('is not repeated for the same silence, and is for the next one', async () => {
    const automations = await shipped('reactivation', 'live');
    const omar = await silent('Omar Haddad');
    await run(automations, NOON);
    await bakery.signal('reply', omar, after(HOUR_MS));
    await run(automations, after(2 * HOUR_MS));
    await bakery.signal('inactive', omar, after(150 * DAY_MS), `inactive:${omar}:2026-03-10`);
    await run(automations, after(150 * DAY_MS));
    expect((await bakery.runs()).map(({ state }) => state)).toEqual(['stopped', 'running']);
    expect(await bakery.mails()).toHaveLength(2);
  });

  it('leaves an unsubscribed person alone, at any of their addresses', async () => {
    const omar = await silent('Omar Haddad');
    await database.inside(async (tx) => {
      await tx
        .insertInto('contact_addresses')
        .values({ canonical: 'omar@work.example', address: 'omar@work.example', contact_id: omar })
        .execute();
      await tx
        .insertInto('suppressions')
        .values({ canonical: 'omar@work.example', scope: 'marketing', reason: 'one-click', source: 'web' })
        .execute();
    });
    await run(await shipped('reactivation', 'live'), NOON);
    expect(await bakery.mails()).toEqual([]);
    expect(await bakery.runs()).toMatchObject([{ state: 'stopped', state_reason: 'refused:one-click' }]);
  });
});
