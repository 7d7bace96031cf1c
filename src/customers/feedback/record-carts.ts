import { sql } from 'kysely';
import type { PurchaseItem, Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import { identifyPeople } from '../identify/identify-people.ts';
import { NO_PEOPLE_RULES, type PeopleRules } from '../match/company-domain.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { convertCarts } from '../purchases/convert-carts.ts';
import { noteLife } from './note-life.ts';
import type { SaidBySomebody } from './record-each.ts';

/** What somebody put into a cart of a shop, as it stands since `changedAt`. */
export interface NewCart extends SaidBySomebody {
  items: PurchaseItem[];
  amountMinor: number | null;
  currency: string | null;
  /** Where the customer finds it again. */
  url: string | null;
  openedAt: Date;
  changedAt: Date;
}

export interface RecordCartsResult {
  /** New ones. */
  opened: number;
  /** Known ones that hold something else since; an abandoned one is open again. */
  changed: number;
  /** As they were, older than what is known, or converted already. */
  unchanged: number;
  refused: number;
}

/**
 * Records carts, in a few statements: opens them, or brings them up to date where the delivery is later than what is known.
 * One that a purchase has followed is converted at once.
 */
export async function recordCarts(
  tx: Tx,
  carts: readonly NewCart[],
  now: Date,
  rules: PeopleRules = NO_PEOPLE_RULES,
): Promise<RecordCartsResult> {
  if (carts.length === 0) return { opened: 0, changed: 0, unchanged: 0, refused: 0 };
  await lockCustomers(tx);
  const latest = new Map<string, NewCart>();
  for (const cart of carts) {
    const before = latest.get(cart.dedupeKey);
    if (before === undefined || before.changedAt <= cart.changedAt) latest.set(cart.dedupeKey, cart);
  }
  const wanted = [...latest.values()];
  const people = await identifyPeople(
    tx,
    wanted.map((cart) => ({ ...cart, kind: 'lead' as const })),
    rules,
    now,
  );
  const rows = wanted.flatMap((cart, at) => {
    const person = people[at];
    if (person === undefined || 'refused' in person) return [];
    return [{ ...cart, id: newId(), contactId: person.contactId }];
  });
  const { rows: written } = await sql<{ opened: boolean; contactId: string; at: Date }>`
    insert into carts as c (id, contact_id, dedupe_key, state, items, amount_minor, currency, url, opened_at, changed_at,
      source, source_ref, import_id)
    select id, "contactId", "dedupeKey", 'open', items, "amountMinor", currency, url, "openedAt", "changedAt", source,
      "sourceRef", "importId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
      id uuid, "contactId" uuid, "dedupeKey" text, items jsonb, "amountMinor" bigint, currency text, url text,
      "openedAt" timestamptz, "changedAt" timestamptz, source text, "sourceRef" text, "importId" uuid)
    on conflict (business_id, dedupe_key) do update set state = 'open', items = excluded.items,
      amount_minor = excluded.amount_minor, currency = excluded.currency, url = excluded.url,
      changed_at = excluded.changed_at, closed_at = null
    where excluded.changed_at > c.changed_at and c.state <> 'converted'
    returning xmax::text = '0' as opened, c.contact_id as "contactId", c.changed_at as at`.execute(tx);
  await convertCarts(tx, [...new Set(written.map(({ contactId }) => contactId))]);
  await noteLife(tx, written, now);
  const opened = written.filter((row) => row.opened).length;
  return {
    opened,
    changed: written.length - opened,
    unchanged: rows.length - written.length + (carts.length - wanted.length),
    refused: wanted.length - rows.length,
  };
}

/** Carts that nobody has touched for `afterMs` are abandoned: up to `limit`, the longest first. How many. */
export async function abandonCarts(
  tx: Tx,
  { afterMs, now, limit }: { afterMs: number; now: Date; limit: number },
): Promise<number> {
  const before = new Date(now.getTime() - afterMs);
  const { rows } = await sql<{ id: string; contactId: string; changedAt: Date; isFile: boolean }>`
    update carts set state = 'abandoned', closed_at = ${now}
    where id in (
      select id from carts where state = 'open' and changed_at <= ${before}
      order by changed_at limit ${limit} for update skip locked)
    returning id, contact_id as "contactId", changed_at as "changedAt", import_id is not null as "isFile"`.execute(
    tx,
  );
  await noteAbandoned(tx, rows, now);
  return rows.length;
}

/** A signal `cart-abandoned` for each, once for each time it was left; carts out of a file are history. */
async function noteAbandoned(
  tx: Tx,
  carts: readonly { id: string; contactId: string; changedAt: Date; isFile: boolean }[],
  now: Date,
): Promise<void> {
  if (carts.length === 0) return;
  const signals = carts.map(({ id, contactId, changedAt, isFile }) => ({
    id: newId(now.getTime()),
    contactId,
    dedupeKey: `cart-abandoned:${id}:${changedAt.toISOString()}`,
    occurredAt: changedAt,
    history: isFile,
    evidence: { cartId: id },
  }));
  await sql`
    insert into signals (id, kind, contact_id, dedupe_key, occurred_at, history, evidence, created_at)
    select id, 'cart-abandoned', "contactId", "dedupeKey", "occurredAt", history, evidence, ${now}
    from jsonb_to_recordset(${JSON.stringify(signals)}::jsonb) as x(
      id uuid, "contactId" uuid, "dedupeKey" text, "occurredAt" timestamptz, history boolean, evidence jsonb)
    on conflict (business_id, dedupe_key) do nothing`.execute(tx);
}
