import { sql } from 'kysely';
import type { ConsentSettings } from '../config/schema.ts';
import { addressesOfPerson, grantedPurposes } from '../customers/consent/consents.ts';
import { type Purpose, topicOf } from '../customers/consent/purpose.ts';
import { refusalOf } from '../customers/consent/suppression.ts';
import { purposesToChoose, purposeTitle } from '../customers/consent/topic-titles.ts';
import type { Tx } from '../database/tables.ts';
import type { Locale } from '../lib/locale.ts';
import { grantConsent, withdrawConsent } from './change-consent.ts';
import { takeFenceLock } from './outbox-locks.ts';
import { suppressionRows } from './refusals.ts';
import { suppress, unsuppress } from './suppress.ts';

/** What somebody gets, as they see it and choose it. */
export interface Preferences {
  /** In the order in which they are shown. */
  on: readonly Purpose[];
  lessOften: boolean;
  /** No marketing mail before then. */
  snoozedUntil: Date | null;
}

/** What the preferences of whoever has this address are. */
export async function readPreferences(
  tx: Tx,
  canonical: string,
  settings: ConsentSettings,
  now: Date,
): Promise<Preferences> {
  const addresses = await addressesOfPerson(tx, canonical);
  const rows = await suppressionRows(tx, addresses);
  const lasting = rows.filter(({ until }) => until === null);
  const granted = await grantedPurposes(tx, addresses);
  const on = purposesToChoose(settings).filter((purpose) => {
    const mailClass = purpose === 'service' ? 'transactional' : 'marketing';
    if (refusalOf(lasting, { class: mailClass, purpose, canonical }, now)) return false;
    return granted.has(purpose) || !needsConsent(purpose, settings);
  });
  const snoozes = rows.flatMap(({ scope, until }) => (scope === 'snooze' && until ? until.getTime() : []));
  const until = Math.max(0, ...snoozes);
  const less = await tx
    .selectFrom('mail_preferences')
    .select('canonical')
    .where('canonical', '=', sql<string>`any(${addresses}::text[])`)
    .where('less_often', '=', true)
    .limit(1)
    .execute();
  return { on, lessOften: less.length > 0, snoozedUntil: until > now.getTime() ? new Date(until) : null };
}

/** Whether mail for this purpose goes only to who agreed to it. */
export function needsConsent(purpose: Purpose, { existingCustomers, topics }: ConsentSettings): boolean {
  if (purpose === 'service' || purpose === 'transactional') return false;
  const topic = topicOf(purpose);
  return existingCustomers === 'ask' || topics.some(({ name, onlyIfAsked }) => name === topic && onlyIfAsked);
}

export interface PreferenceChange {
  canonical: string;
  settings: ConsentSettings;
  /** In which the titles were read. */
  locale: Locale;
  source: string;
  evidence: object;
  now: Date;
}

/**
 * Makes somebody's preferences what they chose; what stays as it is is not touched, and every consent that changes is
 * written down in the words they read. Answers what was so before. Call it before the transaction touches any row of
 * the outbox.
 */
export async function choosePreferences(
  tx: Tx,
  wanted: Preferences,
  change: PreferenceChange,
): Promise<Preferences> {
  const { canonical, settings, locale, source, evidence, now } = change;
  await takeFenceLock(tx);
  const before = await readPreferences(tx, canonical, settings, now);
  for (const purpose of purposesToChoose(settings)) {
    const is = before.on.includes(purpose);
    const wants = wanted.on.includes(purpose);
    if (is === wants) continue;
    const wording = purposeTitle(purpose, locale, settings);
    const said = { canonical, purpose, source, actor: 'contact', wording, evidence, now };
    await (wants ? grantConsent(tx, said) : withdrawConsent(tx, said));
  }
  if (wanted.lessOften !== before.lessOften) await setLessOften(tx, canonical, wanted.lessOften, now);
  if (wanted.snoozedUntil?.getTime() !== before.snoozedUntil?.getTime())
    await setSnooze(tx, wanted.snoozedUntil, change);
  return before;
}

/** No newsletters, no offers, no greetings: only what concerns their orders. Answers what was so before. */
export async function stopEverything(tx: Tx, change: PreferenceChange): Promise<Preferences> {
  const { canonical, settings, source, evidence, now } = change;
  await takeFenceLock(tx);
  const before = await readPreferences(tx, canonical, settings, now);
  const said = { canonical, source, actor: 'contact', evidence, now };
  await withdrawConsent(tx, { ...said, purpose: 'all' });
  await withdrawConsent(tx, { ...said, purpose: 'service' });
  return before;
}

/** Takes `stopEverything` back: they are no longer unsubscribed from everything, and what they had chosen holds again. */
export async function takeBack(tx: Tx, before: Preferences, change: PreferenceChange): Promise<void> {
  const { canonical, source, evidence, now } = change;
  if (before.on.some((purpose) => purpose !== 'service')) {
    await takeFenceLock(tx);
    const addresses = await addressesOfPerson(tx, canonical);
    const stopped = (await suppressionRows(tx, addresses)).some(({ scope }) => scope === 'marketing');
    const said = { canonical, source, actor: 'contact', evidence, now };
    if (stopped) await grantConsent(tx, { ...said, purpose: 'all' });
  }
  await choosePreferences(tx, before, change);
}

async function setLessOften(tx: Tx, canonical: string, lessOften: boolean, now: Date): Promise<void> {
  const addresses = lessOften ? [canonical] : await addressesOfPerson(tx, canonical);
  for (const address of addresses)
    await tx
      .insertInto('mail_preferences')
      .values({ canonical: address, less_often: lessOften, changed_at: now })
      .onConflict((conflict) =>
        conflict
          .columns(['business_id', 'canonical'])
          .doUpdateSet({ less_often: lessOften, changed_at: now }),
      )
      .execute();
}

async function setSnooze(tx: Tx, until: Date | null, change: PreferenceChange): Promise<void> {
  const { canonical, source, evidence } = change;
  for (const address of await addressesOfPerson(tx, canonical))
    await unsuppress(tx, address, 'snooze', source);
  if (until) await suppress(tx, { canonical, scope: 'snooze', reason: 'not now', source, evidence, until });
}
