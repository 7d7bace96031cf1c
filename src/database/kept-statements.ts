import type { ClientBase } from 'pg';
import { sha256Hex } from '../lib/ids.ts';

/** Begins a statement whose plan each connection is to keep; its text must be one of few. */
export const KEPT_MARK = '/* kept */';

/**
 * Lets a connection prepare the statements that begin with `KEPT_MARK` by name, so that Postgres reads and plans them once: for
 * a statement of many parts about one row that takes longer than to answer it. Others are as they were. A pooler between
 * must know prepared statements (PgBouncer 1.21).
 */
export function keepStatements(client: ClientBase): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  client.query = ((text: unknown, values: unknown, ...rest: unknown[]) =>
    typeof text === 'string' && text.startsWith(KEPT_MARK)
      ? query({ name: nameOf(text), text, values }, ...rest)
      : query(text, values, ...rest)) as ClientBase['query'];
}

/** The same few texts come again and again. */
const names = new Map<string, string>();
const MAX_NAMES = 1000;

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMES) names.clear();
  const name = `wafa_${sha256Hex(text).slice(0, 40)}`;
  names.set(text, name);
  return name;
}
