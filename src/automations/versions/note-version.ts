import type { Tx } from '../../database/tables.ts';
import type { Automation } from '../automation.ts';

/** Who and what a version is from. */
export interface VersionNote {
  author: string;
  note?: string;
  now: Date;
}

/**
 * The number under which an automation is kept as it is now, written down when it is new; 0 for one without a file. What
 * was written before and comes again keeps its number.
 */
export async function noteVersion(
  tx: Tx,
  { name, version }: Pick<Automation, 'name' | 'version'>,
  { author, note = '', now }: VersionNote,
): Promise<number> {
  if (!version) return 0;
  const known = await versionOfHash(tx, name, version.hash);
  if (known !== undefined) return known;
  const { latest } = await tx
    .selectFrom('automation_versions')
    .select((eb) => eb.fn.max('version').as('latest'))
    .where('automation', '=', name)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('automation_versions')
    .values({
      automation: name,
      version: (latest ?? 0) + 1,
      hash: version.hash,
      definition: JSON.stringify(version.definition),
      source: version.source,
      origin: version.origin,
      author,
      note,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const written = await versionOfHash(tx, name, version.hash);
  // Two that write at once may want the same number for different things.
  return written ?? noteVersion(tx, { name, version }, { author, note, now });
}

async function versionOfHash(tx: Tx, automation: string, hash: string): Promise<number | undefined> {
  const row = await tx
    .selectFrom('automation_versions')
    .select('version')
    .where('automation', '=', automation)
    .where('hash', '=', hash)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version;
}
