import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';

export interface NamedProduct {
  name: string;
  sku?: string | undefined;
  importId?: string | null | undefined;
}

/**
 * The product of each name, by the name as it is given; spellings that fold to one name are one product, and what is not
 * there yet is created. The caller holds `lockCustomers`.
 */
export async function productsNamed(
  tx: Tx,
  products: readonly NamedProduct[],
  now: Date,
): Promise<Map<string, string>> {
  const wanted = new Map(products.map((product) => [product.name, product]));
  wanted.delete('');
  if (wanted.size === 0) return new Map();
  const { rows } = await sql<{ name: string; folded: string; id: string | null }>`
    select w.name, w.folded, p.id
    from (select name, folded_name(name) as folded from unnest(${[...wanted.keys()]}::text[]) as n(name)) as w
    left join products p on p.folded_name = w.folded`.execute(tx);
  const ids = new Map<string, string>();
  const created = new Map<string, NamedProduct & { id: string; folded: string }>();
  for (const { name, folded, id } of rows) {
    const product = id ?? created.get(folded)?.id ?? newId();
    ids.set(name, product);
    if (id === null && !created.has(folded))
      created.set(folded, { ...wanted.get(name), name, folded, id: product });
  }
  if (created.size > 0) {
    await sql`
      insert into products (id, name, folded_name, sku, import_id, created_at)
      select id, name, folded, sku, "importId", ${now}
      from jsonb_to_recordset(${JSON.stringify([...created.values()])}::jsonb)
        as x(id uuid, name text, folded text, sku text, "importId" uuid)`.execute(tx);
  }
  return ids;
}
