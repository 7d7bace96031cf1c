import { html } from 'hono/html';
import { type ListedMember, listMembers } from '../../customers/segments/list-members.ts';
import { printRule } from '../../customers/segments/print-rule.ts';
import { segmentsAskingAbout } from '../../customers/segments/segment-references.ts';
import { loadSegments, type StoredSegment } from '../../customers/segments/stored-segment.ts';
import type { ContactKind } from '../../database/tables.ts';
import { speakerFor } from '../../rendering/speaker.ts';
import type { Html } from '../views/layout.ts';
import { facts, named, tag } from '../views/parts.ts';
import { tableOrEmpty } from '../views/table.ts';
import { SEGMENT_PAGE_WORDS } from '../words/segment-words.ts';
import { insightTabs } from './insight-tabs.ts';
import type { PageContext } from './page-context.ts';
import { PAGE_ROWS, pager, parsePosition, positionText } from './paging.ts';

interface CountedSegment {
  segment: StoredSegment;
  members: number;
}

/** Every segment with its rule and how many are in it; `counts` by the ids of segments. */
export async function segmentsPage(context: PageContext, counts: ReadonlyMap<string, number>) {
  const words = SEGMENT_PAGE_WORDS[context.locale];
  const segments = await context.inside(loadSegments);
  const rows = [...segments.values()].map((segment) => ({ segment, members: counts.get(segment.id) ?? 0 }));
  const content = html`${insightTabs(context.locale, 'segments')}
<p class="soft">${words.note}</p>
${tableOrEmpty<CountedSegment>(
  words.title,
  [
    {
      label: words.segment,
      kind: 'title',
      cell: ({ segment }) =>
        html`<a href="${segmentPath(segment.name)}">${named(titleOf(context, segment))}</a><span class="soft">${named(segment.name)}</span>`,
    },
    { label: words.members, kind: 'number', labelled: true, cell: (row) => membersText(context, row) },
    { label: words.rule, cell: ({ segment }) => ruleText(context, segment) },
  ],
  rows,
  words.none,
)}`;
  return context.page({ tab: 'insight', title: words.title, content });
}

/** One segment: its rule, and a page of its members with the reason of each; undefined when there is none. */
export async function segmentPage(context: PageContext, name: string) {
  const { locale, words: page, format } = context;
  const words = SEGMENT_PAGE_WORDS[locale];
  const before = parsePosition(context.query('before'));
  const now = await context.now();
  const found = await context.inside(async (tx) => {
    const segments = await loadSegments(tx);
    const segment = segments.get(name);
    if (!segment) return undefined;
    const present = { now, timeZone: context.timeZone };
    const listed = await listMembers(tx, name, present, { limit: PAGE_ROWS, before, reader: context.reader });
    return { segment, listed, askedBy: segmentsAskingAbout(name, segments) };
  });
  if (!found) return undefined;
  const { segment, listed, askedBy } = found;
  const say = speakerFor(context.reader);
  const content = html`${insightTabs(locale, 'segments')}
${isComputing(segment) ? html`<p class="notice">${words.computing}</p>` : ''}
${facts([
  [words.name, html`<code dir="ltr">${segment.name}</code>`],
  [words.rule, ruleText(context, segment)],
  [
    words.changed,
    segment.shipped
      ? words.shipped
      : say.text(words.changedBy, { day: say.day(segment.changedAt), who: segment.changedBy }),
  ],
  [words.computed, segment.computedAt && format.moment(segment.computedAt)],
  [
    words.askedBy,
    askedBy.length === 0
      ? null
      : html`${askedBy.map((other) => html`<a href="${segmentPath(other)}">${named(other)}</a> `)}`,
  ],
  [words.problem, segment.problem && named(segment.problem)],
])}
<h2>${words.members}</h2>
${tableOrEmpty<ListedMember>(
  words.members,
  [
    {
      label: words.name,
      kind: 'title',
      cell: (row) =>
        html`<a href="/contacts/${row.id}">${named(row.name || row.address || page.noName)}</a>${row.address ? html`<span class="soft">${named(row.address)}</span>` : ''}`,
    },
    { label: page.kind, cell: ({ kind }) => tag(page.kinds[kind as ContactKind]) },
    { label: words.why, kind: 'wide', cell: ({ reason }) => named(reason ?? words.kept) },
    { label: words.since, kind: 'when', labelled: true, cell: ({ since }) => format.day(since) },
  ],
  listed.members,
  words.nobody,
)}
${pager(context, segmentPath(name), {}, { isFirst: !before, next: listed.next ? positionText(listed.next) : undefined })}
<p class="soft">${words.howToChange} <code dir="ltr">npx wafa segments save ${name} '…'</code></p>`;
  return context.page({
    tab: 'insight',
    title: titleOf(context, segment),
    beside: tag(countText(context, listed)),
    content,
  });
}

/** Where a segment is shown. */
export function segmentPath(name: string): string {
  return `/segments/${encodeURIComponent(name)}`;
}

export function titleOf(
  { locale }: Pick<PageContext, 'locale'>,
  { title, name }: Pick<StoredSegment, 'title' | 'name'>,
): string {
  return title[locale] ?? name;
}

function countText(
  { reader }: PageContext,
  { count, precision }: { count: number; precision: string },
): string {
  const words = SEGMENT_PAGE_WORDS[reader.locale];
  const say = speakerFor(reader);
  const exactly = say.text(words.exactly, { n: count });
  const how: Record<string, string> = {
    'more than': words.moreThan,
    about: words.about,
    'fewer than': words.fewerThan,
  };
  const message = how[precision];
  return message === undefined ? exactly : say.text(message, { count: exactly });
}

function membersText({ reader }: PageContext, { segment, members }: CountedSegment): Html | string {
  const words = SEGMENT_PAGE_WORDS[reader.locale];
  const say = speakerFor(reader);
  if (segment.problem !== null) return tag(words.broken, 'failing');
  return isComputing(segment) ? say.text(words.soFar, { n: members }) : say.number(members);
}

function isComputing({ kind, computedUpTo }: StoredSegment): boolean {
  return kind === 'rule' && computedUpTo !== 'all';
}

/** A rule is one language in every language. */
function ruleText({ locale }: PageContext, { rule }: StoredSegment): Html | string {
  return rule
    ? html`<code class="rule" dir="ltr">${printRule(rule)}</code>`
    : SEGMENT_PAGE_WORDS[locale].byHand;
}
