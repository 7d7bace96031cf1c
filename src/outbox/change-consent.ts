import { sql } from 'kysely';
import { audit } from '../businesses/audit.ts';
import { addressesOfPerson, recordConsents } from '../customers/consent/consents.ts';
import { type Purpose, topicOf } from '../customers/consent/purpose.ts';
import { scopeOf } from '../customers/consent/suppression.ts';
import { addressBecomesDue } from '../customers/segments/become-due.ts';
import type { SuppressionScope } from '../database/consent-tables.ts';
import type { Tx } from '../database/tables.ts';
import { takeFenceLock } from './outbox-locks.ts';
import { suppress, unsuppress } from './suppress.ts';

/** Somebody says what they want, or do not want any more, at one address. */
export interface ConsentChange {
  canonical: string;
  /** `all`: newsletters and offers of any kind. */
  purpose: Purpose | 'all';
  source: string;
  /** `contact` for themselves. */
  actor: string;
  wording?: string;
  evidence?: object;
  now: Date;
}

/**
 * From the moment this commits no mail for the purpose leaves to the person, at any of their addresses. True when it is
 * new. Call it before the transaction touches any row of the outbox.
 */
export async function withdrawConsent(tx: Tx, change: ConsentChange): Promise<boolean> {
  const { canonical, purpose, source, evidence = {} } = change;
  const news = await suppress(tx, {
    canonical,
    scope: scopeFor(purpose),
    reason: 'unsubscribed',
    source,
    evidence,
  });
  const exceptions = purpose === 'all' ? false : await takeFromExceptions(tx, canonical, purpose);
  if (!news && !exceptions) return false;
  await write(tx, change, 'withdrawn');
  return true;
}

/**
 * The person wants mail for this purpose: what stood against it because they had said so is lifted, at all their addresses.
 * An address that is dead stays so. True when it changed something.
 */
export async function grantConsent(tx: Tx, change: ConsentChange): Promise<boolean> {
  const { canonical, purpose, actor } = change;
  await takeFenceLock(tx);
  const addresses = await addressesOfPerson(tx, canonical);
  let lifted = false;
  for (const address of addresses) if (await unsuppress(tx, address, scopeFor(purpose), actor)) lifted = true;
  if (purpose !== 'all' && isMarketing(purpose) && (await addException(tx, addresses, purpose)))
    lifted = true;
  if (lifted) await audit(tx, { actor, action: 'consent lifts', subject: canonical, detail: { purpose } });
  await write(tx, change, 'granted');
  await addressBecomesDue(tx, canonical);
  return lifted;
}

function scopeFor(purpose: Purpose | 'all'): SuppressionScope {
  return purpose === 'all' ? 'marketing' : scopeOf(purpose);
}

/** They keep being unsubscribed from everything else. */
async function addException(tx: Tx, addresses: readonly string[], purpose: Purpose): Promise<boolean> {
  const { rows } = await sql`update suppressions set except_purposes = except_purposes || ${purpose}::text
    where canonical = any(${[...addresses]}::text[]) and scope = 'marketing' and ${purpose} <> all(except_purposes)
    returning 1`.execute(tx);
  return rows.length > 0;
}

async function takeFromExceptions(tx: Tx, canonical: string, purpose: Purpose): Promise<boolean> {
  const addresses = await addressesOfPerson(tx, canonical);
  const { rows } =
    await sql`update suppressions set except_purposes = array_remove(except_purposes, ${purpose}::text)
    where canonical = any(${addresses}::text[]) and scope = 'marketing' and ${purpose} = any(except_purposes)
    returning 1`.execute(tx);
  return rows.length > 0;
}

function isMarketing(purpose: Purpose): boolean {
  return purpose === 'marketing' || topicOf(purpose) !== undefined;
}

async function write(tx: Tx, change: ConsentChange, state: 'granted' | 'withdrawn'): Promise<void> {
  const { canonical, purpose, source, actor, wording = '', evidence = {}, now } = change;
  const ground = state === 'granted' ? 'consent' : 'objection';
  await recordConsents(tx, [
    { canonical, purpose, state, ground, source, actor, wording, evidence, at: now },
  ]);
}
