import { html } from 'hono/html';
import type { CampaignProgress } from '../../campaigns/campaign-progress.ts';
import { type CampaignStatistics, campaignStatistics } from '../../campaigns/campaign-statistics.ts';
import { findCampaign, type ListedCampaign, listCampaigns } from '../../campaigns/list-campaigns.ts';
import type { Proportion } from '../../lib/statistics/proportion.ts';
import { type Speaker, speakerFor } from '../../rendering/speaker.ts';
import { facts, named, tag } from '../views/parts.ts';
import { table, tableOrEmpty } from '../views/table.ts';
import { CAMPAIGN_WORDS } from '../words/campaign-words.ts';
import { insightTabs } from './insight-tabs.ts';
import type { PageContext } from './page-context.ts';

/** Campaigns on the page; older ones are on the command line. */
const CAMPAIGNS = 50;
/** A purchase counts so many days after the mail. */
const PURCHASE_DAYS = 14;

/** Every newsletter, with how far it is. */
export async function campaignsPage(context: PageContext) {
  const words = CAMPAIGN_WORDS[context.locale];
  const say = speakerFor(context.reader);
  const campaigns = await context.inside((tx) => listCampaigns(tx, CAMPAIGNS));
  const content = html`${insightTabs(context.locale, 'campaigns')}
<p class="soft">${words.note}</p>
${tableOrEmpty<ListedCampaign>(
  words.title,
  [
    {
      label: words.issue,
      kind: 'title',
      cell: ({ id, issue, segment }) =>
        html`<a href="/campaigns/${id}">${named(issue)}</a> <span class="soft">${named(segment)}</span>`,
    },
    { label: words.state, cell: (campaign) => stateTag(context, campaign) },
    {
      label: words.recipients,
      kind: 'wide',
      labelled: true,
      cell: ({ progress }) =>
        statesOf(context, progress)
          .map(([what, number]) => `${what}: ${say.number(number)}`)
          .join(' · '),
    },
    { label: words.started, kind: 'when', cell: ({ createdAt }) => context.format.moment(createdAt) },
  ],
  campaigns,
  words.none,
)}`;
  return context.page({ tab: 'insight', title: words.title, content });
}

/** One newsletter: where every reader is, and what it came to; undefined when there is none. */
export async function campaignPage(context: PageContext, id: string) {
  const words = CAMPAIGN_WORDS[context.locale];
  const say = speakerFor(context.reader);
  const found = await context.inside(async (tx) => {
    const campaign = await findCampaign(tx, id);
    return campaign && { campaign, statistics: await campaignStatistics(tx, id, PURCHASE_DAYS) };
  });
  if (!found) return undefined;
  const { campaign, statistics } = found;
  const { issue, segment, createdAt, haltedBy, haltedAt, progress } = campaign;
  const halted =
    haltedBy !== null && haltedAt !== null
      ? say.text(words.haltedBy, { who: haltedBy, day: say.day(haltedAt) })
      : '';
  const reasons = Object.entries(progress.reasons);
  const content = html`${insightTabs(context.locale, 'campaigns')}
${facts([
  [words.state, html`${stateTag(context, campaign)} ${halted}`],
  [words.segment, html`<a href="/segments/${segment}">${named(segment)}</a>`],
  [words.started, context.format.moment(createdAt)],
  [words.recipients, say.text(words.people, { n: progress.recipients })],
  ...statesOf(context, progress).map(([what, number]) => [what, say.number(number)] as const),
])}
${
  reasons.length === 0
    ? ''
    : html`<h2>${words.whyLeft}</h2>${table(
        words.whyLeft,
        [
          { label: words.whyLeft, kind: 'title', cell: ([reason]) => context.reason(reason) },
          {
            label: words.recipients,
            kind: 'number',
            labelled: true,
            cell: ([, number]) => say.number(number),
          },
        ],
        reasons,
      )}`
}
<h2>${words.cameTo}</h2>
<p class="soft">${words.cameToNote}</p>
${facts(figures(context, say, statistics))}
<p class="soft">${words.hold} <code dir="ltr">npx wafa campaigns pause|resume|cancel ${issue}</code></p>`;
  return context.page({ tab: 'insight', title: issue, content });
}

function stateTag({ locale }: PageContext, { state }: ListedCampaign) {
  return tag(CAMPAIGN_WORDS[locale][state], state === 'paused' || state === 'cancelled' ? 'failing' : '');
}

/** Where the readers are; states that nobody is in are left out. */
function statesOf(
  { locale, words: page }: PageContext,
  { waiting, leftOut, gone, mails }: CampaignProgress,
): (readonly [string, number])[] {
  const words = CAMPAIGN_WORDS[locale];
  const states = [
    [words.waiting, waiting],
    ...Object.entries(mails).map(
      ([state, number]) => [page.states[state as keyof typeof mails], number] as const,
    ),
    [words.gone, gone],
    [words.left, leftOut],
  ] as const;
  return states.filter(([, number]) => number > 0);
}

function figures({ locale }: PageContext, say: Speaker, statistics: CampaignStatistics) {
  const words = CAMPAIGN_WORDS[locale];
  const share = (value: Proportion | undefined) =>
    value &&
    say.text(words.share, {
      part: value.part,
      whole: value.whole,
      share: say.exactShare(value.share),
      low: say.exactShare(value.low),
      high: say.exactShare(value.high),
    });
  return [
    [words.delivered, share(statistics.delivered)],
    [words.bounced, share(statistics.bounced)],
    [words.uncertain, statistics.uncertain > 0 ? say.number(statistics.uncertain) : null],
    [words.replied, share(statistics.replied)],
    [say.text(words.purchased, { n: statistics.days }), share(statistics.purchased)],
    [words.unsubscribed, share(statistics.unsubscribed)],
    [words.complained, share(statistics.complained)],
  ] as const;
}
