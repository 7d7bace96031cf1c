import type { Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { type ConsentEvent, latestConsents, recordConsents } from '../consent/consents.ts';
import { NEWSLETTER, type Purpose, readPurpose } from '../consent/purpose.ts';
import type { ContactRow } from './contact-row.ts';
import type { WriteContext } from './importer.ts';

/** What a row says that somebody agreed to, or does not want. */
export interface WrittenConsent {
  state: 'granted' | 'withdrawn';
  /** `all`: newsletters and offers of any kind. */
  purposes: (Purpose | 'all')[];
  /** When they said so; null where the file does not tell. */
  at: Date | null;
  wording: string;
}

type Cell = (field: string) => string;

/** Reads the columns `consent` (yes, no, or purposes), `consent-date` and `consent-wording`; undefined where they say nothing. */
export function readConsent(cell: Cell, warnings: string[]): WrittenConsent | undefined {
  const text = cell('consent');
  if (text === '') return undefined;
  const at = readDay(cell('consent-date'), warnings);
  const wording = cell('consent-wording');
  if (NO.test(text)) return { state: 'withdrawn', purposes: ['all'], at, wording };
  if (YES.test(text)) return { state: 'granted', purposes: [NEWSLETTER, 'marketing'], at, wording };
  const purposes = text.split(/[;,|،؛]/).flatMap((part) => {
    const name = part.trim().toLowerCase();
    const purpose = readPurpose(name) ?? readPurpose(`topic:${name}`);
    if (purpose === undefined || purpose === 'transactional')
      warnings.push(
        `"${part.trim()}" is no purpose of mail; write yes, no, marketing, service or topic:NAME`,
      );
    return purpose === undefined || purpose === 'transactional' ? [] : [purpose];
  });
  return purposes.length === 0 ? undefined : { state: 'granted', purposes, at, wording };
}

const YES = /^(?:y|yes|true|1|x|opt-?in|subscribed|نعم|بله|آری|بلی)$/i;
const NO = /^(?:n|no|false|0|opt-?out|unsubscribed|لا|كلا|نه|خیر)$/i;

function readDay(text: string, warnings: string[]): Date | null {
  if (text === '') return null;
  const day = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (!Number.isNaN(day.getTime())) return day;
  warnings.push(`"${text}" is not a day; write for example 2025-05-14`);
  return null;
}

/**
 * Writes what a file says of consents. Whoever objected since, or at all where the file names no day, is not overruled by a
 * file; whoever the file says objected gets no marketing mail. What was known already is not written again.
 */
export async function writeConsents(
  tx: Tx,
  rows: readonly Pick<ContactRow, 'person' | 'consent' | 'place'>[],
  { actor, now }: Pick<WriteContext, 'actor' | 'now'>,
): Promise<void> {
  const events = rows.flatMap(({ person, consent, place }): ConsentEvent[] => {
    const canonical = person.email === undefined ? undefined : canonicalAddress(person.email);
    if (!consent || canonical === undefined) return [];
    const { state, purposes, at, wording } = consent;
    const ground = state === 'granted' ? 'consent' : 'objection';
    const evidence = { from: place.ref, dated: at !== null };
    const said = {
      canonical,
      state,
      ground,
      source: 'import',
      actor,
      wording,
      evidence,
      at: at ?? now,
    } as const;
    return purposes.map((purpose) => ({ ...said, purpose }));
  });
  if (events.length === 0) return;
  const latest = await latestConsents(tx, [...new Set(events.map(({ canonical }) => canonical))]);
  const dated = (event: ConsentEvent) => (event.evidence as { dated: boolean }).dated;
  const news = events.filter((event) => {
    const known = latest.get(`${event.canonical} ${event.purpose}`);
    if (known?.state === event.state) return false;
    if (event.state === 'withdrawn') return true;
    const objections = [known, latest.get(`${event.canonical} all`)].filter(
      (one) => one?.state === 'withdrawn',
    );
    return objections.every((one) => dated(event) && (one?.at.getTime() ?? 0) < event.at.getTime());
  });
  await recordConsents(tx, news);
  const objecting = news.filter(({ state }) => state === 'withdrawn');
  if (objecting.length === 0) return;
  await tx
    .insertInto('suppressions')
    .values(
      [...new Set(objecting.map(({ canonical }) => canonical))].map((canonical) => ({
        canonical,
        scope: 'marketing' as const,
        reason: 'unsubscribed',
        source: 'import',
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['business_id', 'canonical', 'scope']).doNothing())
    .execute();
}
