import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Automation } from '../../src/automations/automation.ts';
import type { MailWriter } from '../../src/automations/mail-request.ts';
import { occurrenceRules } from '../../src/automations/occurrence-rules.ts';
import { recordDueOccurrences } from '../../src/automations/occurrences.ts';
import { campaignProgress } from '../../src/campaigns/campaign-progress.ts';
import { issueReader } from '../../src/campaigns/issue-reader.ts';
import { materialiseRecipients } from '../../src/campaigns/materialise-recipients.ts';
import { runNewsletters } from '../../src/campaigns/run-newsletters.ts';
import {
  installSegments,
  readShippedSegments,
  SHIPPED_SEGMENTS,
} from '../../src/customers/segments/install-segments.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { listIssues } from '../../src/rendering/newsletter-issue.ts';
import { openBakery, SETTINGS, shipped, TEMPLATES } from '../automations/automations-fixture.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let bakery: Awaited<ReturnType<typeof openBakery>>;

/** The shipped issues are of autumn and winter 2026. */
const NEW_YEAR = new Date('2027-01-01T09:00:00Z'); // 10:00 in Berlin
const BEFORE = new Date('2026-12-28T00:00:00Z');

beforeAll(async () => {
  database = await testDatabase();
  bakery = await openBakery(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  await bakery.openMailbox();
  await database.inside(async (tx) =>
    installSegments(tx, await readShippedSegments(SHIPPED_SEGMENTS), BEFORE),
  );
});

async function becomeDue(automations: readonly Automation[]): Promise<void> {
  const rules = occurrenceRules(automations, SETTINGS.timeZone, []);
  for (const now of [BEFORE, NEW_YEAR]) await database.inside((tx) => recordDueOccurrences(tx, rules, now));
}

/** The shipped issues are drafts, for nobody's real bakery; here they are ready. */
const readyIssues = () => ({ ...issueReader(TEMPLATES, 'en'), list: () => listIssues(TEMPLATES) });

const run = (
  automations: readonly Automation[],
  options: { mail?: MailWriter; now?: Date; limit?: number; batch?: number } = {},
) =>
  runNewsletters({
    db: database.db,
    businessId: database.businessId,
    automations,
    settings: SETTINGS,
    issues: readyIssues(),
    mail: options.mail ?? bakery.writer,
    now: options.now ?? NEW_YEAR,
    limit: options.limit ?? 1000,
    ...(options.batch === undefined ? {} : { batch: options.batch }),
  });

const campaigns = () => database.inside((tx) => tx.selectFrom('campaigns').selectAll().execute());
const recipients = () =>
  database.inside((tx) => tx.selectFrom('campaign_recipients').selectAll().orderBy('canonical').execute());
const outcomes = () =>
  database.inside((tx) =>
    tx
      .selectFrom('occurrences')
      .select('outcome')
      .where('done_at', 'is not', null)
      .where('outcome', 'is not', null)
      .execute(),
  );

async function suppress(canonical: string, scope: 'all' | 'marketing', reason: string) {
  await database.inside((tx) =>
    tx.insertInto('suppressions').values({ canonical, scope, reason, source: 'test' }).execute(),
  );
}

async function guests(count: number): Promise<void> {
  for (let guest = 1; guest <= count; guest++)
    await bakery.contact(`Guest ${String(guest).padStart(2, '0')}`);
}

describe('newsletter', () => {
  it('goes to customers and leads, each in their language, each once', async () => {
    const automations = await shipped('newsletter', 'live');
    await bakery.contact('Leila Karimi', { locale: 'fa' });
    await bakery.contact('Omar Haddad', { locale: 'ar', kind: 'lead' });
    await bakery.contact('Sara Novak');
    await bakery.contact('Flour Mill', { kind: 'supplier' });
    await bakery.contact('Never Wrote', { kind: 'lead', wrote: 0 });
    await bakery.contact('No Address', { address: '' });
    await becomeDue(automations);
    expect(await run(automations)).toMatchObject({ started: 1, enqueued: 3, leftOut: 0, more: false });
    expect(await run(automations)).toMatchObject({ did: 0 });
    const mails = await bakery.mails();
    expect(mails.map(({ recipient, locale, state }) => [recipient, locale, state])).toEqual([
      ['leila.karimi@home.example', 'fa', 'queued'],
      ['omar.haddad@home.example', 'ar', 'queued'],
      ['sara.novak@home.example', 'en', 'queued'],
    ]);
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(3);
    expect(await campaigns()).toMatchObject([
      { issue: 'long-nights', occasion: '2027-01-01T10:00 Europe/Berlin', enqueued_at: NEW_YEAR },
    ]);
  });

  it('carries an unsubscribe link of each reader', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(2);
    await becomeDue(automations);
    await run(automations);
    const rows = await database.inside((tx) => tx.selectFrom('outgoing_emails').select('bytes').execute());
    const unfolded = rows.map(({ bytes }) => bytes.toString().replace(/\r\n[ \t]/g, ''));
    const links = unfolded.map((mail) => /^List-Unsubscribe:.*<(https:[^>]+)>/m.exec(mail)?.[1] ?? mail);
    for (const link of links) expect(link).toMatch(/^https:\/\/mail\.bakery\.example\/u\/[0-9a-f]{84}$/);
    expect(new Set(links).size).toBe(2);
  });

  it('leaves out who must not get it, with the reason, and reaches a dead address at another', async () => {
    const automations = await shipped('newsletter', 'live');
    const leila = await bakery.contact('Leila Karimi');
    await database.inside((tx) =>
      tx
        .insertInto('contact_addresses')
        .values({ canonical: 'leila@work.example', address: 'leila@work.example', contact_id: leila })
        .execute(),
    );
    await bakery.contact('Omar Haddad');
    await bakery.contact('Sara Novak');
    await suppress('leila.karimi@home.example', 'all', 'hard bounce 5.1.1');
    await suppress('omar.haddad@home.example', 'marketing', 'one-click');
    await suppress('sara.novak@home.example', 'all', 'hard bounce 5.1.1');
    await becomeDue(automations);
    await run(automations);
    expect(
      (await recipients()).map(({ canonical, state, state_reason }) => [canonical, state, state_reason]),
    ).toEqual([
      ['leila@work.example', 'enqueued', ''],
      ['omar.haddad@home.example', 'left out', 'one-click'],
      ['sara.novak@home.example', 'left out', 'hard bounce 5.1.1'],
    ]);
    const [campaign] = await campaigns();
    expect(await database.inside((tx) => campaignProgress(tx, campaign?.id ?? ''))).toEqual({
      recipients: 3,
      gone: 0,
      waiting: 0,
      enqueued: 1,
      leftOut: 2,
      reasons: { 'one-click': 1, 'hard bounce 5.1.1': 1 },
      mails: { queued: 1 },
    });
  });

  it('approve: all letters wait for a person', async () => {
    const automations = await shipped('newsletter', 'approve');
    await guests(2);
    await becomeDue(automations);
    await run(automations);
    expect((await bakery.mails()).map(({ state }) => state)).toEqual([
      'awaiting-approval',
      'awaiting-approval',
    ]);
  });

  it('live, but to more people than the cap: all letters wait for a person', async () => {
    const automations = await shipped('newsletter', 'live', { perRunCap: 2 });
    await guests(3);
    await becomeDue(automations);
    await run(automations);
    expect(new Set((await bakery.mails()).map(({ state }) => state))).toEqual(new Set(['awaiting-approval']));
  });

  it('dry run: says who would get which letter, and touches neither campaigns nor outbox', async () => {
    const automations = await shipped('newsletter', 'dry-run');
    await bakery.contact('Leila Karimi', { locale: 'fa' });
    await bakery.contact('Omar Haddad');
    await suppress('omar.haddad@home.example', 'marketing', 'one-click');
    await becomeDue(automations);
    expect(await run(automations)).toMatchObject({ planned: 2, started: 0, enqueued: 0 });
    expect(await run(automations)).toMatchObject({ did: 0 });
    const rows = await bakery.dryRuns();
    expect(new Map(rows.map(({ locale, held_back_by }) => [locale, held_back_by]))).toEqual(
      new Map([
        ['en', 'refused:one-click'],
        ['fa', null],
      ]),
    );
    expect(
      rows.every(
        ({ subject, would_send_at }) => subject !== '' && would_send_at.getTime() === NEW_YEAR.getTime(),
      ),
    ).toBe(true);
    expect([await bakery.mails(), await campaigns(), await recipients()]).toEqual([[], [], []]);
  });

  it('off: does nothing', async () => {
    const automations = await shipped('newsletter', 'off');
    await guests(1);
    await becomeDue(automations);
    expect(await run(automations)).toMatchObject({ did: 0 });
    expect([await bakery.mails(), await campaigns()]).toEqual([[], []]);
  });

  it('sends the next issue the next month, and nothing when none is left', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(1);
    await becomeDue(automations);
    await run(automations);
    const rules = occurrenceRules(automations, SETTINGS.timeZone, []);
    for (const month of ['2027-02-01T09:00:00Z', '2027-03-01T09:00:00Z']) {
      const now = new Date(month);
      await database.inside((tx) => recordDueOccurrences(tx, rules, now));
      await run(automations, { now });
    }
    expect((await campaigns()).map(({ issue }) => issue).toSorted()).toEqual(['autumn-ovens', 'long-nights']);
    expect(await outcomes()).toContainEqual({ outcome: { skipped: 'no issue to send' } });
  });

  it('goes on where a crash left it, half-way through the letters, and writes each once', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(130);
    await becomeDue(automations);
    let batches = 0;
    const crashing: MailWriter = {
      ...bakery.writer,
      async writeAll(tx, requests, now) {
        const written = await bakery.writer.writeAll(tx, requests, now);
        // In the second batch of fifty, when its mails are written; as fatal as a lost database.
        if (++batches > 1)
          await tx
            .selectFrom('contacts')
            .select(['nothing' as 'id'])
            .execute();
        return written;
      },
    };
    await expect(run(automations, { mail: crashing, batch: 50 })).rejects.toThrow(/nothing/);
    expect(await bakery.mails()).toHaveLength(50);
    const half = await recipients();
    expect(half.filter(({ state }) => state === 'enqueued')).toHaveLength(50);
    await run(automations);
    await run(automations);
    const mails = await bakery.mails();
    expect(mails).toHaveLength(130);
    expect(new Set(mails.map(({ recipient }) => recipient)).size).toBe(130);
    expect(
      (await recipients()).every(({ state, email_id }) => state === 'enqueued' && email_id !== null),
    ).toBe(true);
  });

  it('goes on after a crash half-way through the recipients, one address for each person', async () => {
    const automations = await shipped('newsletter', 'live');
    const leila = await bakery.contact('Leila Karimi');
    await guests(4);
    await becomeDue(automations);
    await run(automations, { limit: 0 });
    const [campaign] = await campaigns();
    const campaignId = campaign?.id ?? '';
    // What a crash after the first chunk leaves: some rows, no mark; and meanwhile Leila's other address became known.
    await database.inside(async (tx) => {
      await tx.deleteFrom('campaign_recipients').where('canonical', 'like', 'guest.0_@%').execute();
      await tx.updateTable('campaigns').set({ materialised_at: null }).execute();
      const work = { canonical: 'a@work.example', address: 'a@work.example', contact_id: leila };
      await tx
        .insertInto('contact_addresses')
        .values({ ...work, created_at: new Date(0) })
        .execute();
    });
    const { db, businessId } = database;
    const segment = {
      name: 'everyone' as const,
      kinds: ['customer', 'lead'] as const,
      timeZone: 'Europe/Berlin',
    };
    const options = { db, businessId, campaignId, segment, cap: 100, now: NEW_YEAR, chunk: 2 };
    expect(await materialiseRecipients(options)).toBe(4);
    expect(await materialiseRecipients(options)).toBe(0);
    const rows = await recipients();
    expect(rows).toHaveLength(5);
    expect(rows.filter(({ contact_id }) => contact_id === leila)).toHaveLength(1);
  });

  it('two workers share the letters and write each once', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(120);
    await becomeDue(automations);
    const reports = await Promise.all([run(automations), run(automations), run(automations)]);
    reports.push(await run(automations));
    expect(reports.reduce((sum, { enqueued }) => sum + enqueued, 0)).toBe(120);
    expect(await bakery.mails()).toHaveLength(120);
    expect((await campaigns()).map(({ enqueued_at }) => enqueued_at)).toEqual([NEW_YEAR]);
  });

  it('works in passes of a limit', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(5);
    await becomeDue(automations);
    expect(await run(automations, { limit: 3 })).toMatchObject({ enqueued: 3, more: true });
    expect(await run(automations, { limit: 3 })).toMatchObject({ enqueued: 2, more: false });
  });

  it('is closed once its recipients are written down: who comes later is not in it', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(2);
    await becomeDue(automations);
    await run(automations, { limit: 1 });
    await bakery.contact('Latecomer');
    await run(automations);
    expect(await bakery.mails()).toHaveLength(2);
  });

  it('rests while it is switched off, and then goes on', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(3);
    await becomeDue(automations);
    await run(automations, { limit: 1 });
    expect(await run(await shipped('newsletter', 'off'))).toMatchObject({ did: 0 });
    expect(await bakery.mails()).toHaveLength(1);
    await run(await shipped('newsletter', 'approve'));
    expect((await bakery.mails()).map(({ state }) => state)).toEqual([
      'queued',
      'awaiting-approval',
      'awaiting-approval',
    ]);
  });

  it('an issue that cannot be written stops the campaign and loses nobody', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(3);
    await becomeDue(automations);
    const broken: MailWriter = {
      ...bakery.writer,
      writeAll: async (_tx, requests) => requests.map(() => ({ problem: 'issue.html is missing' })),
    };
    await expect(run(automations, { mail: broken })).rejects.toThrow(
      'the issue long-nights cannot be written: could not be written: issue.html is missing',
    );
    expect((await recipients()).every(({ state }) => state === 'waiting')).toBe(true);
    await run(automations);
    expect(await bakery.mails()).toHaveLength(3);
  });

  it('one that cannot be written does not keep the others from leaving', async () => {
    const both = (await shipped('newsletter', 'live')).flatMap((one) =>
      one.name === 'newsletter' ? [one, { ...one, name: 'second-newsletter' }] : [one],
    );
    await guests(3);
    await becomeDue(both);
    const firstBroken: MailWriter = {
      ...bakery.writer,
      writeAll: async (tx, requests, now) =>
        requests[0]?.automation === 'newsletter'
          ? requests.map(() => ({ problem: 'issue.html is missing' }))
          : bakery.writer.writeAll(tx, requests, now),
    };
    await expect(run(both, { mail: firstBroken })).rejects.toThrow('issue.html is missing');
    expect(await bakery.mails()).toHaveLength(3);
  });

  it('one reader whose letter cannot be written is left out with the reason', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(3);
    await becomeDue(automations);
    const picky: MailWriter = {
      ...bakery.writer,
      writeAll: (tx, requests, now) =>
        bakery.writer.writeAll(
          tx,
          requests.map((one) =>
            one.address === 'guest.02@home.example' ? { ...one, template: 'none' } : one,
          ),
          now,
        ),
    };
    expect(await run(automations, { mail: picky })).toMatchObject({ enqueued: 2, leftOut: 1 });
    expect((await recipients())[1]).toMatchObject({
      state: 'left out',
      state_reason: expect.stringMatching(/^could not be written: .*none/),
    });
  });

  it('what still waits when the issue has expired is left out', async () => {
    const automations = await shipped('newsletter', 'live');
    await guests(2);
    await becomeDue(automations);
    await run(automations, { limit: 1 });
    await run(automations, { now: new Date(NEW_YEAR.getTime() + 5 * DAY_MS) });
    expect((await recipients()).map(({ state_reason }) => state_reason)).toEqual(['', 'too late']);
  });
});
