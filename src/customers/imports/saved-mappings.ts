import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { type ImportKind, type Mapping, mappingSchema } from './mapping.ts';
import { READY_MAPPINGS } from './ready-mappings.ts';

export interface ListedMapping {
  kind: string;
  name: string;
  /** What it is for, of those that are shipped. */
  about: string | null;
  savedAt: Date | null;
  mapping: Mapping;
}

/** All mappings: those that were saved, and those that are shipped and not saved over. */
export async function listMappings(tx: Tx): Promise<ListedMapping[]> {
  const rows = await tx
    .selectFrom('import_mappings')
    .select(['kind', 'name', 'mapping', 'saved_at'])
    .orderBy('kind')
    .orderBy('name')
    .execute();
  const saved = rows.map(({ kind, name, mapping, saved_at }) => ({
    kind,
    name,
    about: null,
    savedAt: saved_at,
    mapping: mappingSchema.parse(mapping),
  }));
  const shipped = READY_MAPPINGS.filter(
    (ready) => !saved.some(({ kind, name }) => kind === ready.kind && name === ready.name),
  ).map((ready) => ({ ...ready, savedAt: null }));
  return [...saved, ...shipped];
}

/** Keeps a mapping under a name; one of the same name is replaced. */
export async function saveMapping(
  tx: Tx,
  kind: ImportKind,
  name: string,
  mapping: Mapping,
  now: Date,
): Promise<void> {
  const text = JSON.stringify(mapping);
  await tx
    .insertInto('import_mappings')
    .values({ kind, name, mapping: text, saved_at: now })
    .onConflict((conflict) =>
      conflict.columns(['business_id', 'kind', 'name']).doUpdateSet({ mapping: text, saved_at: now }),
    )
    .execute();
}

/** The mapping of a name for a kind of file. Throws a WafaError that names what there is when there is none. */
export async function findMapping(tx: Tx, kind: ImportKind, name: string): Promise<Mapping> {
  const all = (await listMappings(tx)).filter((one) => one.kind === kind);
  const found = all.find((one) => one.name === name);
  if (found) return found.mapping;
  throw new WafaError(`there is no mapping "${name}" for ${kind}`, {
    hint:
      all.length === 0
        ? 'save one: --map ... --save-mapping NAME'
        : `there are: ${all.map((one) => one.name).join(', ')}`,
    exitCode: ExitCode.usage,
  });
}
