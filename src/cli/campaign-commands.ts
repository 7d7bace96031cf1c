import type { Command } from 'commander';
import type { CampaignProgress } from '../campaigns/campaign-progress.ts';
import type { CampaignStatistics } from '../campaigns/campaign-statistics.ts';
import type { ListedCampaign } from '../campaigns/list-campaigns.ts';
import type { Proportion } from '../lib/statistics/proportion.ts';
import type { Terminal } from '../lib/terminal.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, shortId, table } from './table.ts';

/** `campaigns`: newsletters that are under way or were sent, and what they came to. */
export function addCampaignCommands(program: Command, terminal: Terminal): void {
  const campaigns = program
    .command('campaigns')
    .description('newsletters under way and sent: how far they are, hold them, what they came to')
    .addHelpText(
      'after',
      '\nA campaign is called by its issue or by the end of its id.\n\nExamples:\n  npx wafa campaigns pause long-nights\n  npx wafa campaigns stats long-nights --days 30',
    );

  campaigns
    .command('list', { isDefault: true })
    .description('campaigns, the newest first, with how far they are')
    .option('--limit <n>', 'at most so many', count, 20)
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { limit: number }>();
      const { limit } = options;
      const listed = revive(await perform<ListedCampaign[]>(options, 'campaigns-list', { limit }));
      print(terminal, options, listed, (rows) =>
        rows.length === 0
          ? ['no newsletter was sent yet']
          : table(
              rows.map(({ id, issue, state, createdAt, progress }) => [
                shortId(id),
                minute(createdAt),
                issue,
                state,
                progressText(progress),
              ]),
            ),
      );
    });

  campaigns
    .command('show <name>')
    .description('one campaign: every recipient in exactly one state, and why some are left out')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const shown = revive(await perform<ListedCampaign>(options, 'campaign-show', { name }));
      print(terminal, options, shown, campaignLines);
    });

  for (const [word, description] of Object.entries(WORDS)) {
    campaigns
      .command(`${word} <name>`)
      .description(description)
      .option('--json', 'one JSON object')
      .action(async (name: string, _options, command: Command) => {
        const options = command.optsWithGlobals<CommonOptions>();
        const answer = await perform<Changed>(options, `campaign-${word}`, { name });
        print(terminal, options, revive(answer), ({ changed, campaign }) => [
          ...(changed ? [] : ['nothing to change']),
          ...campaignLines(campaign),
        ]);
      });
  }

  campaigns
    .command('stats <name>')
    .description('what it came to, in people, with 95 % intervals; opens are never tracked')
    .option('--days <n>', 'purchases within so many days', count, 14)
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { days: number }>();
      const { days } = options;
      const answer = await perform<Stats>(options, 'campaign-stats', { name, days });
      print(terminal, options, answer, ({ campaign, statistics }) => [
        `${campaign.issue}: ${progressText(campaign.progress)}`,
        ...statisticsLines(statistics),
      ]);
    });
}

const WORDS = {
  pause: 'nothing more of it leaves until it is resumed',
  resume: 'a paused one goes on',
  cancel: 'end it for good: what has not left does not leave',
};

interface Changed {
  changed: boolean;
  campaign: ListedCampaign;
}

interface Stats {
  campaign: ListedCampaign;
  statistics: CampaignStatistics;
}

function campaignLines(campaign: ListedCampaign): string[] {
  const { id, automation, issue, segment, occasion, mode, state, haltedBy, haltedAt, progress } = campaign;
  const by = haltedBy === null ? '' : ` by ${haltedBy}, ${minute(haltedAt)}`;
  return table([
    ['campaign', `${issue} (${shortId(id)})`],
    ['of', `${automation}, to ${segment}, ${occasion}, ${mode}`],
    ['state', `${state}${by}`],
    ['recipients', String(progress.recipients)],
    ['waiting', String(progress.waiting)],
    ...Object.entries(progress.mails).map(([mail, number]) => [mail, String(number)]),
    ...(progress.gone > 0 ? [['erased since', String(progress.gone)]] : []),
    ['left out', String(progress.leftOut)],
    ...Object.entries(progress.reasons).map(([reason, number]) => ['', `${number} ${reason}`]),
  ]);
}

/** `500 recipients: 120 waiting, 300 sent, 60 queued, 20 left out`. */
function progressText({ recipients, waiting, mails, leftOut, gone }: CampaignProgress): string {
  const parts = [
    [waiting, 'waiting'],
    ...Object.entries(mails).map(([state, number]) => [number, state]),
    [gone, 'erased since'],
    [leftOut, 'left out'],
  ].filter(([number]) => number !== 0);
  const states = parts.map(([number, state]) => `${number} ${state}`).join(', ');
  return `${recipients} recipients${states === '' ? '' : `: ${states}`}`;
}

function statisticsLines(statistics: CampaignStatistics): string[] {
  const { tried, uncertain, days } = statistics;
  if (tried === 0) return ['nothing has left yet'];
  return table([
    ['delivered', shareText(statistics.delivered)],
    ['bounced', shareText(statistics.bounced)],
    ['not known', String(uncertain)],
    ['replied', shareText(statistics.replied)],
    [`bought within ${days} days`, shareText(statistics.purchased)],
    ['unsubscribed', shareText(statistics.unsubscribed)],
    ['complained', shareText(statistics.complained)],
  ]);
}

/** `12 of 340, 3.5 % (2.0-6.1)`. */
function shareText(value: Proportion | undefined): string {
  if (!value) return '-';
  const percent = (one: number) => (100 * one).toFixed(1);
  return `${value.part} of ${value.whole}, ${percent(value.share)} % (${percent(value.low)}-${percent(value.high)})`;
}
