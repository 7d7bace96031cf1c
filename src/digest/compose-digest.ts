import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/duration.ts';
import type { Locale } from '../lib/locale.ts';
import type { MailData } from '../rendering/mail-data.ts';
import { formatMoney, NUMBER_LOCALES } from '../rendering/money.ts';
import type { DigestFacts, DigestRow } from './collect-digest.ts';
import type { DigestWeek } from './digest-week.ts';
import { DIGEST_WORDS, type DigestWords } from './digest-words.ts';

interface Figure {
  label: string;
  value: string;
  previous: string;
  change: string;
  direction: 'up' | 'down' | 'same';
}

interface SectionRow {
  title: string;
  detail: string;
  link: string;
}

/**
 * The data of the `weekly-digest` template in one language: figures beside those of the week before, and a section
 * for everything a manager may have to decide. `pageUrl` is where the rows open, '' for no links.
 */
export function composeDigest(
  facts: DigestFacts,
  week: DigestWeek,
  { businessName, locale, pageUrl }: { businessName: string; locale: Locale; pageUrl: string },
): MailData {
  const words = DIGEST_WORDS[locale];
  const number = numbersOf(locale);
  const quiet = isQuiet(facts);
  const silent = facts.fallenSilentCount;
  return {
    digest: {
      businessName,
      weekLabel: words.week(number(Number(week.key.slice(-2)))),
      from: week.from,
      to: new Date(week.to.getTime() - 1),
      summary: quiet
        ? words.quiet
        : words.busy(number(facts.week.incoming), number(facts.week.purchases), number(silent)),
      quiet,
      figures: figures(facts, locale, words),
      sections: [
        section(
          words.sections.silent,
          facts.fallenSilent.map((row) => silentRow(row, words, number, pageUrl)),
        ),
        section(words.sections.automations, automationRows(facts, words, number)),
        section(words.sections.approval, approvalRows(facts, words, number, pageUrl)),
        section(
          words.sections.uncertain,
          facts.uncertain.map((row) => uncertainRow(row, pageUrl)),
        ),
        section(
          words.sections.quarantine,
          facts.quarantined.map((row) => quarantineRow(row, pageUrl)),
        ),
      ],
    },
  };
}

function isQuiet({ week, automations }: DigestFacts): boolean {
  return week.incoming === 0 && week.outgoing === 0 && week.purchases === 0 && automations.length === 0;
}

function figures({ week, before }: DigestFacts, locale: Locale, words: DigestWords): Figure[] {
  const number = numbersOf(locale);
  const count = (name: 'incoming' | 'outgoing' | 'newContacts' | 'purchases' | 'bounces' | 'unsubscribes') =>
    figure(words.figures[name], week[name], before[name], number, locale);
  const currencies = [...new Set([...Object.keys(week.revenue), ...Object.keys(before.revenue)])].sort();
  const sums = currencies.map((currency) =>
    figure(
      words.figures.revenue,
      week.revenue[currency] ?? 0,
      before.revenue[currency] ?? 0,
      (amount) => formatMoney(amount, currency, locale),
      locale,
    ),
  );
  const spell = (ms: number) => spellDuration(ms, words, number);
  return [
    count('incoming'),
    count('outgoing'),
    count('newContacts'),
    count('purchases'),
    ...sums,
    answerFigure(week.medianFirstAnswerMs, before.medianFirstAnswerMs, words, spell),
    count('bounces'),
    count('unsubscribes'),
  ];
}

function figure(
  label: string,
  value: number,
  previous: number,
  format: (value: number) => string,
  locale: Locale,
): Figure {
  return {
    label,
    value: format(value),
    previous: format(previous),
    change: previous === 0 || value === previous ? '' : percent((value - previous) / previous, locale),
    direction: value === previous ? 'same' : value > previous ? 'up' : 'down',
  };
}

function answerFigure(
  value: number | undefined,
  previous: number | undefined,
  words: DigestWords,
  spell: (ms: number) => string,
): Figure {
  const difference = value === undefined || previous === undefined ? 0 : value - previous;
  return {
    label: words.figures.answer,
    value: value === undefined ? words.none : spell(value),
    previous: previous === undefined ? words.none : spell(previous),
    change: '',
    direction: difference === 0 ? 'same' : difference > 0 ? 'up' : 'down',
  };
}

function section(words: { title: string; empty: string }, rows: SectionRow[]) {
  return { title: words.title, empty: words.empty, rows };
}

function silentRow(
  row: DigestRow,
  words: DigestWords,
  number: (value: number) => string,
  pageUrl: string,
): SectionRow {
  const days = row.detail.silentDays;
  const usual = row.detail.usualGapDays;
  return {
    title: row.title,
    detail: words.silentDetail(
      number(typeof days === 'number' ? Math.round(days) : 0),
      typeof usual === 'number' ? number(Math.round(usual)) : undefined,
    ),
    link: linkTo(pageUrl, `/contacts/${row.id}`),
  };
}

function automationRows(
  facts: DigestFacts,
  words: DigestWords,
  number: (value: number) => string,
): SectionRow[] {
  const byAutomation = new Map<string, string[]>();
  for (const { automation, state, count } of facts.automations) {
    const shown = byAutomation.get(automation) ?? [];
    byAutomation.set(automation, [...shown, `${number(count)} ${words.states[state] ?? state}`]);
  }
  return [...byAutomation].map(([automation, states]) => ({
    title: automation,
    detail: states.join(', '),
    link: '',
  }));
}

function approvalRows(
  facts: DigestFacts,
  words: DigestWords,
  number: (value: number) => string,
  pageUrl: string,
): SectionRow[] {
  const rows: SectionRow[] = [];
  if (facts.openPause)
    rows.push({
      title: words.pauseRow(facts.openPause.reason),
      detail: '',
      link: linkTo(pageUrl, '/outbox'),
    });
  if (facts.awaitingApproval > 0) {
    rows.push({
      title: words.approvalRow(number(facts.awaitingApproval)),
      detail: words.approvalDetail,
      link: linkTo(pageUrl, '/outbox?state=awaiting-approval'),
    });
  }
  return rows;
}

function uncertainRow(row: DigestRow, pageUrl: string): SectionRow {
  return { title: row.title, detail: String(row.detail.subject), link: linkTo(pageUrl, `/outbox/${row.id}`) };
}

function quarantineRow(row: DigestRow, pageUrl: string): SectionRow {
  return { title: row.id.slice(0, 12), detail: row.title, link: linkTo(pageUrl, '/quarantine') };
}

function linkTo(pageUrl: string, path: string): string {
  return pageUrl === '' ? '' : `${pageUrl.replace(/\/$/, '')}${path}`;
}

function spellDuration(milliseconds: number, words: DigestWords, number: (value: number) => string): string {
  const days = Math.floor(milliseconds / DAY_MS);
  const hours = Math.floor((milliseconds % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((milliseconds % HOUR_MS) / MINUTE_MS);
  const parts: [number, keyof DigestWords['units']][] = [
    [days, 'day'],
    [hours, 'hour'],
    [minutes, 'minute'],
  ];
  const shown = parts.filter(([count]) => count > 0).slice(0, 2);
  const spelt = shown.map(([count, unit]) => `${number(count)} ${words.units[unit]}`);
  return spelt.length === 0 ? `${number(0)} ${words.units.minute}` : spelt.join(words.and);
}

const counts: Partial<Record<Locale, Intl.NumberFormat>> = {};

function numbersOf(locale: Locale): (value: number) => string {
  const format = (counts[locale] ??= new Intl.NumberFormat(NUMBER_LOCALES[locale]));
  return (value) => format.format(value);
}

function percent(share: number, locale: Locale): string {
  return new Intl.NumberFormat(NUMBER_LOCALES[locale], {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: 0,
  }).format(share);
}
