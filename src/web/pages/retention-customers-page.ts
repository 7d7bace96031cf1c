import { html } from 'hono/html';
import type { SilenceRules } from '../../customers/retention/customer-moves.ts';
import {
  type OpenedContact,
  openFigure,
  type RetentionFigure,
} from '../../customers/retention/open-figure.ts';
import type { Html } from '../views/layout.ts';
import { choice, named } from '../views/parts.ts';
import { type RetentionText, retentionText } from '../views/retention-text.ts';
import { tableOrEmpty } from '../views/table.ts';
import { insightTabs } from './insight-tabs.ts';
import type { PageContext } from './page-context.ts';
import { address, isUuid, PAGE_ROWS, pager } from './paging.ts';
import { FIGURE_PATH } from './retention-pages.ts';

/** The customers behind a figure of the report of retention, a page at a time; undefined where it names none. */
export async function retentionCustomersPage(context: PageContext, rules: SilenceRules) {
  const figure = figureOf(context);
  if (!figure) return undefined;
  const { words: page, format, timeZone } = context;
  const text = retentionText(context.reader);
  const { words, say } = text;
  const given = context.query('before') ?? '';
  const after = isUuid(given) ? given : undefined;
  const until = await context.now();
  const rows = await context.inside((tx) =>
    openFigure(tx, figure, { rules, until, timeZone, after, limit: PAGE_ROWS + 1 }),
  );
  const shown = rows.slice(0, PAGE_ROWS);
  const questions = questionsOf(figure);
  const content = html`${insightTabs(context.locale, 'retention')}
${bothSides(figure, text)}
${tableOrEmpty<OpenedContact>(
  words.customers,
  [
    {
      label: page.name,
      kind: 'title',
      cell: ({ id, name, address: mail }) =>
        html`<a href="/contacts/${id}">${named(name || mail || page.noName)}</a>${mail ? html`<span class="soft">${named(mail)}</span>` : ''}`,
    },
    {
      label: page.purchases,
      kind: 'number',
      labelled: true,
      cell: ({ purchaseCount }) => say.number(purchaseCount),
    },
    {
      label: page.lastPurchase,
      kind: 'when',
      labelled: true,
      cell: ({ lastPurchaseAt }) => format.day(lastPurchaseAt),
    },
  ],
  shown,
  words.nobody,
)}
${pager(context, FIGURE_PATH, questions, { isFirst: !after, next: rows.length > PAGE_ROWS ? shown.at(-1)?.id : undefined })}`;
  return context.page({ tab: 'insight', title: titleOf(figure, text), content });
}

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const MAX_OFFSET = 1200;
const MOVES = ['joined', 'left', 'returned'] as const;

/** The figure that the address asks for, as the links of the report write it. */
function figureOf(context: PageContext): RetentionFigure | undefined {
  const query = (name: string) => context.query(name);
  const of = query('of');
  const month = query('month') ?? '';
  const isLost = query('lost') === 'yes';
  if (of === 'year') return { of, kept: !isLost };
  if (!MONTH.test(month)) return undefined;
  if (of === 'cohort') {
    const offset = Number(query('offset') ?? '0');
    const isKnown = Number.isInteger(offset) && offset >= 0 && offset <= MAX_OFFSET;
    return isKnown ? { of, month, offset, bought: !isLost } : undefined;
  }
  const move = MOVES.find((name) => name === query('move'));
  return of === 'moves' && move ? { of, move, month } : undefined;
}

function questionsOf(figure: RetentionFigure): Record<string, string | undefined> {
  if (figure.of === 'moves') return { of: figure.of, move: figure.move, month: figure.month };
  if (figure.of === 'year') return { of: figure.of, lost: figure.kept ? undefined : 'yes' };
  const { of, month, offset, bought } = figure;
  return { of, month, offset: String(offset), lost: bought ? undefined : 'yes' };
}

/** Of a share there are those who make it and those who do not. */
function bothSides(figure: RetentionFigure, { words }: RetentionText): Html | string {
  if (figure.of === 'moves' || (figure.of === 'cohort' && figure.offset === 0)) return '';
  const isKept = figure.of === 'year' ? figure.kept : figure.bought;
  const path = (lost: string | undefined) => address(FIGURE_PATH, { ...questionsOf(figure), lost });
  const [kept, lost] =
    figure.of === 'year' ? [words.stayed, words.lost] : [words.openBought, words.openNotBought];
  return html`<p class="filters">${choice(path(undefined), kept, isKept)}
${choice(path('yes'), lost, !isKept)}</p>`;
}

function titleOf(figure: RetentionFigure, { words, say }: RetentionText): string {
  if (figure.of === 'year') return figure.kept ? words.stayed : words.lost;
  const month = say.month(figure.month);
  if (figure.of === 'moves') return say.text(words.openMoves, { move: words[figure.move], month });
  return say.text(figure.bought ? words.openCohort : words.openCohortLost, { month, n: figure.offset });
}
