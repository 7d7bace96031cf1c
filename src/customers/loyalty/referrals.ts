import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';

/** No letters and digits that are read for one another. */
const SIGNS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const LENGTH = 6;
const MAX_TRIES = 20;

/** The code that a contact passes on; made when it is asked for the first time. */
export async function referralCode(tx: Tx, contactId: string, now: Date): Promise<string> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const known = await tx
      .selectFrom('referral_codes')
      .select('code')
      .where('contact_id', '=', contactId)
      // Two people who were merged have two; both are good.
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst();
    if (known) return known.code;
    const code = Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
    await tx
      .insertInto('referral_codes')
      .values({ code, contact_id: contactId, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  throw new Error('no code is free');
}

/** A code as people write it: in small letters, with spaces or a hyphen. */
function readCode(written: string): string {
  return written.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/**
 * Notes that somebody came with a friend's code, once and for good. Throws a WafaError for a code that nobody has, and for
 * one's own.
 */
export async function recordReferral(
  tx: Tx,
  contactId: string,
  written: string,
  now: Date,
): Promise<{ by: string; isNew: boolean }> {
  const code = readCode(written);
  const friend = await tx
    .selectFrom('referral_codes')
    .select('contact_id')
    .where('code', '=', code)
    .executeTakeFirst();
  const refuse = (message: string) => new WafaError(message, { exitCode: ExitCode.usage });
  if (!friend) throw refuse(`nobody has the code "${written}"`);
  if (friend.contact_id === contactId) throw refuse('nobody brings themselves');
  const { rows } = await sql`
    insert into referrals (contact_id, code, at)
    select ${contactId}, ${code}, ${now} where not exists (select from referrals where contact_id = ${contactId})
    on conflict do nothing returning code`.execute(tx);
  return { by: friend.contact_id, isNew: rows.length > 0 };
}
