import { newsletterAutomations } from '../../src/automations/automation.ts';
import { loadAutomations } from '../../src/automations/load-automations.ts';
import { mailWriter } from '../../src/automations/mail-writer.ts';
import { SHIPPED_AUTOMATIONS } from '../../src/automations/shipped.ts';
import { startCampaign } from '../../src/campaigns/campaign.ts';
import { enqueueCampaign } from '../../src/campaigns/enqueue-campaign.ts';
import { issueReader } from '../../src/campaigns/issue-reader.ts';
import { materialiseRecipients } from '../../src/campaigns/materialise-recipients.ts';
import { inBusiness } from '../../src/database/in-business.ts';
import { openDatabase } from '../../src/database/open.ts';
import type { Db } from '../../src/database/tables.ts';
import { HOUR_MS } from '../../src/lib/duration.ts';
import { loadTemplates } from '../../src/rendering/load-templates.ts';
import { SHIPPED_TEMPLATES } from '../../src/schedule/workspace.ts';
import { READERS_BUSINESS, READERS_MAILBOX } from './fill-readers.ts';
import { SENDER } from './sent-mail.ts';

/**
 * One process with a part in a campaign. Arguments: Postgres URL, `find` or `write`, and for `write` how many letters. Prints
 * its seconds, processor seconds and memory as JSON.
 */
async function takePart(url: string, part: string, letters: number): Promise<void> {
  const open = await openDatabase({ kind: 'postgres', url, connections: 4 }, (error) => {
    throw error;
  });
  const work = part === 'find' ? () => find(open.db) : await writing(open.db, letters);
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, SAMPLE_EVERY_MS);
  const before = process.cpuUsage();
  const start = performance.now();
  const done = await work();
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(before);
  clearInterval(timer);
  const processorSeconds = (used.user + used.system) / 1_000_000;
  const peakMemoryBytes = Math.max(peak, process.memoryUsage().rss);
  process.stdout.write(`${JSON.stringify({ done, seconds, processorSeconds, peakMemoryBytes })}\n`);
  await open.close();
}

const SAMPLE_EVERY_MS = 100;
const NOW = new Date('2026-11-24T10:00:00Z');
const TIME_ZONE = 'Europe/Berlin';

async function campaignOf(db: Db) {
  return inBusiness(db, READERS_BUSINESS, (tx) =>
    startCampaign(tx, {
      automation: 'newsletter',
      occasion: '2026-11-24T11:00 Europe/Berlin',
      issue: 'autumn-ovens',
      segment: 'everyone',
      mode: 'live',
      now: NOW,
    }),
  );
}

async function find(db: Db): Promise<number> {
  const { id } = await campaignOf(db);
  const segment = { name: 'everyone', kinds: ['customer', 'lead'] as const, timeZone: TIME_ZONE };
  const cap = Number.MAX_SAFE_INTEGER;
  return materialiseRecipients({ db, businessId: READERS_BUSINESS, campaignId: id, segment, cap, now: NOW });
}

async function writing(db: Db, letters: number): Promise<() => Promise<number>> {
  const [newsletter] = newsletterAutomations(await loadAutomations(SHIPPED_AUTOMATIONS));
  if (!newsletter) throw new Error('no newsletter comes with Wafa');
  const automation = { ...newsletter, mode: 'live' as const };
  const mail = mailWriter({
    templates: await loadTemplates(SHIPPED_TEMPLATES),
    brand: {
      name: "Maryam's Bakery",
      website: 'https://bakery.example',
      phone: '',
      postalAddress: '14 Mill Lane, Bristol',
      color: '#9c4f2e',
      signature: 'Maryam',
    },
    identity: {
      businessId: READERS_BUSINESS,
      mailboxId: READERS_MAILBOX,
      from: { name: "Maryam's Bakery", address: SENDER },
      verp: 'plus',
      publicUrl: 'https://mail.bakery.example',
      key: 'a key for the benchmark of campaigns',
    },
    locale: 'en',
  });
  const settings = {
    locale: 'en' as const,
    timeZone: TIME_ZONE,
    businessHours: {
      from: '00:00',
      to: '23:59',
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const,
    },
    frequencyCap: { count: 3, per: HOUR_MS },
    isOwn: () => false,
  };
  const campaign = await campaignOf(db);
  const issues = issueReader(SHIPPED_TEMPLATES, 'en');
  const options = {
    db,
    businessId: READERS_BUSINESS,
    automation,
    campaign,
    settings,
    issues,
    mail,
    now: NOW,
  };
  return async () => {
    const { enqueued, leftOut } = await enqueueCampaign({ ...options, limit: letters });
    if (enqueued === 0) throw new Error(`no letter was written, ${leftOut} left out`);
    return enqueued;
  };
}

const [, , url = '', part = '', letters = '0'] = process.argv;
await takePart(url, part, Number(letters));
