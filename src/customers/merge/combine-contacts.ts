import type { RowJson } from './move-rows.ts';

/**
 * What the contact that stays knows of itself after a merge, from both rows as the database writes them: what it lacked
 * comes from the other, counters add up, first and last are of both. `inBoth`: mails that went to both and counted twice.
 */
export function combineContacts(kept: RowJson, merged: RowJson, inBoth: number): RowJson {
  const row: RowJson = { ...kept };
  const beneath = { ...beneathOf(kept) };
  for (const { field, column } of FILLED) {
    if (baseOf(kept, field, column) !== null) continue;
    const value = baseOf(merged, field, column);
    if (value === null) continue;
    if (beneath[field] === undefined) row[column] = value;
    else beneath[field] = { ...beneath[field], value };
  }
  if (rankOf(baseOf(merged, 'kind', 'kind')) > rankOf(baseOf(kept, 'kind', 'kind'))) {
    const value = baseOf(merged, 'kind', 'kind');
    if (beneath['kind'] === undefined) row['kind'] = value;
    else beneath['kind'] = { ...beneath['kind'], value };
  }
  nameOf(row, beneath, kept, merged);
  row['beneath'] = Object.keys(beneath).length === 0 ? null : beneath;
  for (const column of FIRSTS) row[column] = earlier(kept[column], merged[column]);
  for (const column of LASTS) row[column] = later(kept[column], merged[column]);
  row['incoming_count'] = Number(kept['incoming_count']) + Number(merged['incoming_count']);
  row['outgoing_count'] = Number(kept['outgoing_count']) + Number(merged['outgoing_count']) - inBoth;
  // Whoever gave a sign of life under one of both names is not silent.
  row['silent_since'] =
    kept['silent_since'] === null || merged['silent_since'] === null
      ? null
      : later(kept['silent_since'], merged['silent_since']);
  return row;
}

/** Columns that combining and undoing write, beside those of FILLED. */
export const FIRSTS = ['first_message_at', 'created_at'] as const;
export const LASTS = ['last_incoming_at', 'last_outgoing_at', 'last_activity_at', 'away_until'] as const;

/** Columns that a value of `details` may rule, by its field. */
export const FILLED = [
  { field: 'locale', column: 'locale' },
  { field: 'time-zone', column: 'time_zone' },
  { field: 'calendar', column: 'calendar' },
  { field: 'company', column: 'company_id' },
  { field: 'relationship', column: 'relationship' },
  { field: 'owner', column: 'owner_id' },
  { field: 'preferred-channel', column: 'preferred_channel' },
  { field: 'heard-from', column: 'heard_from' },
] as const;

type Beneath = Record<string, { value: unknown; at?: unknown; own?: unknown }>;

function beneathOf(row: RowJson): Beneath {
  const { beneath } = row;
  return typeof beneath === 'object' && beneath !== null ? { ...beneath } : {};
}

/** What mail or purchases gave, beneath what `details` says. */
function baseOf(row: RowJson, field: string, column: string): unknown {
  const beneath = beneathOf(row)[field];
  return (beneath === undefined ? row[column] : beneath.value) ?? null;
}

/** Who buys is a customer, whatever they were besides; a stranger is the least that is known of anybody. */
function rankOf(kind: unknown): number {
  return kind === 'customer' ? 2 : kind === 'lead' ? 0 : 1;
}

/** The other's name where ours is none, or was only guessed from an address. */
function nameOf(row: RowJson, beneath: Beneath, kept: RowJson, merged: RowJson): void {
  const ours = nameBase(kept);
  const theirs = nameBase(merged);
  const better = String(ours.value).includes('@')
    ? !String(theirs.value).includes('@')
    : ours.at === null && theirs.at !== null;
  if (!better) return;
  if (beneath['name'] !== undefined) beneath['name'] = theirs;
  else {
    row['name'] = theirs.value;
    row['name_at'] = theirs.at;
    row['name_own'] = theirs.own;
  }
}

function nameBase(row: RowJson): { value: unknown; at: unknown; own: unknown } {
  const beneath = beneathOf(row)['name'];
  if (beneath !== undefined)
    return { value: beneath.value, at: beneath.at ?? null, own: beneath.own === true };
  return { value: row['name'], at: row['name_at'] ?? null, own: row['name_own'] === true };
}

function earlier(a: unknown, b: unknown): unknown {
  if (typeof a !== 'string' || typeof b !== 'string') return a ?? b ?? null;
  return Date.parse(a) <= Date.parse(b) ? a : b;
}

/** The later of two times as the database writes them; null only when both are. */
export function later(a: unknown, b: unknown): unknown {
  if (typeof a !== 'string' || typeof b !== 'string') return a ?? b ?? null;
  return Date.parse(a) >= Date.parse(b) ? a : b;
}
