import { html } from 'hono/html';
import type { Association } from '../../customers/causes/bought-together.ts';
import type { ContactOffers, DueProduct } from '../../customers/causes/offers-to-contact.ts';
import type { ShownContact } from '../../customers/record/show-contact.ts';
import {
  type ScoreSentence,
  scoreSentences,
  stageSentences,
} from '../../customers/scores/score-sentences.ts';
import type { ContactScores } from '../../customers/scores/scores-of.ts';
import type { Membership } from '../../customers/segments/why-in-segments.ts';
import { causesText } from '../views/causes-text.ts';
import type { Html } from '../views/layout.ts';
import { facts, named, tag } from '../views/parts.ts';
import type { RecordText } from '../views/record-text.ts';
import { table } from '../views/table.ts';
import { SEGMENT_PAGE_WORDS } from '../words/segment-words.ts';
import type { PageContext } from './page-context.ts';
import { address, isUuid } from './paging.ts';
import { segmentPath, titleOf } from './segments-pages.ts';

/** The scores, each with the sentence that says why; below them the stages that were before. */
export async function standingPart(
  context: PageContext,
  { words }: RecordText,
  { scores }: ShownContact,
): Promise<Html | string> {
  if (scores === null) return '';
  const sentences = scoreSentences(scores, context.reader, await context.now());
  if (sentences.length === 0) return '';
  return html`<h2>${words.sections.standing}</h2>${facts(
    sentences.map((one) => [
      one.label,
      html`${linked(context, one, scores)}${one.why === '' ? '' : html` <span class="soft source"><bdi>${one.why}</bdi></span>`}`,
    ]),
  )}${stagesPart(context, words, scores)}`;
}

/** The value; a group leads to the others in it, and what is not foretold says why. */
function linked(context: PageContext, { key, value }: ScoreSentence, scores: ContactScores): Html {
  const { rfm_group: group, currency, evidence, expected_purchases: expected } = scores;
  if (key === 'value' && expected === null && evidence.value !== undefined)
    return context.reason(evidence.value);
  if (key !== 'rfm' || group === null || currency === null) return named(value);
  return html`<a href="${address('/value', { currency, group })}">${named(value)}</a>`;
}

type Stage = ReturnType<typeof stageSentences>[number];

function stagesPart(
  { words: page, format, reader }: PageContext,
  { sections }: RecordText['words'],
  scores: ContactScores,
): Html | string {
  const stages = stageSentences(scores, reader);
  if (stages.length < 2) return '';
  return html`<details><summary>${sections.stages}</summary>${table<Stage>(
    sections.stages,
    [
      { label: page.since, kind: 'when', cell: ({ since }) => format.day(since) },
      { label: page.state, kind: 'title', cell: ({ stage }) => named(stage) },
      { label: page.reason, kind: 'wide', cell: ({ why }) => named(why) },
    ],
    stages,
  )}</details>`;
}

/** The segments they are in, and why. */
export function segmentsPart(
  context: PageContext,
  { fields }: RecordText['words'],
  memberships: readonly Membership[],
): Html | string {
  if (memberships.length === 0) return '';
  const words = SEGMENT_PAGE_WORDS[context.locale];
  return html`<h2>${fields.segments}</h2>${table<Membership>(
    fields.segments,
    [
      {
        label: words.segment,
        kind: 'title',
        cell: (one) => html`<a href="${segmentPath(one.name)}">${named(titleOf(context, one))}</a>`,
      },
      {
        label: words.why,
        kind: 'wide',
        cell: ({ why, isByHand }) => named(why ?? (isByHand ? words.kept : '–')),
      },
      { label: words.since, kind: 'when', labelled: true, cell: ({ since }) => context.format.day(since) },
    ],
    memberships,
  )}`;
}

/** What they will need again, and what buyers of the same also bought; nothing while nothing is known. */
export function offersPart(
  context: PageContext,
  { sections }: RecordText['words'],
  { dueAgain, alsoBought }: ContactOffers,
  today: string,
): Html | string {
  if (dueAgain.length === 0 && alsoBought.length === 0) return '';
  const text = causesText(context.reader);
  const { words, say } = text;
  const again = () =>
    html`<p class="soft">${words.again}</p>${table<DueProduct>(
      words.again,
      [
        { label: words.productLabel, kind: 'title', cell: ({ name }) => named(name) },
        {
          label: words.dueOn,
          kind: 'when',
          cell: ({ dueOn }) =>
            html`${say.date(dueOn)}${dueOn < today ? html` ${tag(words.overdue, 'silent')}` : ''}`,
        },
        { label: context.words.reason, kind: 'wide', cell: (one) => named(text.dueAgain(one)) },
      ],
      dueAgain,
    )}`;
  const also = () =>
    html`<p class="soft">${words.also}</p>${table<Association>(
      words.also,
      [
        { label: words.productLabel, kind: 'title', cell: ({ offer }) => named(offer.name) },
        { label: context.words.reason, kind: 'wide', cell: (one) => named(text.alsoBought(one)) },
      ],
      alsoBought,
    )}`;
  return html`<h2>${sections.offers}</h2>${dueAgain.length > 0 ? again() : ''}${alsoBought.length > 0 ? also() : ''}`;
}

type Signal = ShownContact['signals'][number];

/** What was noticed, each with the mail it was noticed in. */
export function signalsPart(
  { words, format, reason }: PageContext,
  text: RecordText,
  { signals }: ShownContact,
): Html | string {
  if (signals.length === 0) return '';
  const title = text.words.sections.signals;
  return html`<h2>${title}</h2>${table<Signal>(
    title,
    [
      { label: words.date, kind: 'when', cell: ({ occurred_at: at }) => format.moment(at) },
      { label: words.kind, cell: ({ kind }) => tag(text.signal(kind)) },
      {
        label: words.evidence,
        kind: 'title',
        cell: ({ evidence }) => {
          const { sentence, messageId } = evidence as { sentence?: unknown; messageId?: unknown };
          const said = typeof sentence === 'string' && sentence !== '' ? reason(sentence) : named('–');
          return typeof messageId === 'string' && isUuid(messageId)
            ? html`<a href="/messages/${messageId}">${said}</a>`
            : said;
        },
      },
    ],
    signals,
  )}`;
}
