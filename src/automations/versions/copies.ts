import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import type { Automation, Mode } from '../automation.ts';
import { type KnownTemplates, readAutomation } from '../load-automations.ts';
import { noteVersion } from './note-version.ts';

/** How an automation of the database is called where a file's name would stand. */
const PLACE = 'database:';

/** Whether what an automation does is kept in the database, and not in a file. */
export function isCopy({ file }: Pick<Automation, 'file'>): boolean {
  return file.startsWith(PLACE);
}

/**
 * The automations of the files with those of the database laid over them by name; one that only the database has comes
 * behind. A copy that cannot be understood any more is left out, and told in `problems`: its file does not come back in its
 * place, for a person chose otherwise.
 */
export async function layCopiesOver(
  tx: Tx,
  files: readonly Automation[],
  templates?: KnownTemplates,
): Promise<{ automations: Automation[]; problems: string[] }> {
  const rows = await tx
    .selectFrom('automation_copies as c')
    .innerJoin('automation_versions as v', (join) =>
      join.onRef('v.automation', '=', 'c.automation').onRef('v.version', '=', 'c.version'),
    )
    .select(['c.automation', 'c.version', 'c.mode', 'v.source'])
    .orderBy('c.automation')
    .execute();
  const problems: string[] = [];
  const copies = new Map<string, Automation | undefined>();
  for (const { automation, version, mode, source } of rows) {
    const read = readAutomation(source, `${PLACE}${automation}@${version}`, problems, templates);
    copies.set(automation, read && { ...read, mode });
  }
  const under = files.flatMap((file) => (copies.has(file.name) ? (copies.get(file.name) ?? []) : file));
  const alone = [...copies].flatMap(([name, copy]) =>
    copy && !files.some((file) => file.name === name) ? copy : [],
  );
  return { automations: [...under, ...alone], problems };
}

export interface SavedCopy {
  automation: string;
  version: number;
  /** The database had it word for word. */
  unchanged: boolean;
}

/**
 * Keeps an automation in the database: a version of its own if it says something new, and the one that counts from now on. Its
 * mode is that of the text where the automation is new, and stays otherwise. Throws a WafaError with place and reason when
 * the text is not right.
 */
export async function saveCopy(
  tx: Tx,
  {
    text,
    place,
    templates,
    author,
    note = '',
    now,
  }: {
    text: string;
    /** What the text is called in a complaint. */
    place: string;
    templates?: KnownTemplates;
    author: string;
    note?: string;
    now: Date;
  },
): Promise<SavedCopy> {
  const problems: string[] = [];
  const read = readAutomation(text, place, problems, templates);
  if (!read?.version) {
    throw new WafaError(`the automation is not right:\n  ${problems.join('\n  ')}`, {
      exitCode: ExitCode.configuration,
    });
  }
  const { name } = read;
  const before = await copyOf(tx, name);
  const saved = { ...read, version: { ...read.version, origin: 'database' as const } };
  const version = await noteVersion(tx, saved, { author, note, now });
  await putCopy(tx, { name, version, mode: before?.mode ?? read.mode, author, now });
  return { automation: name, version, unchanged: before?.version === version };
}

/** Lets a version of before count again. Throws a WafaError when there is none of this number. */
export async function restoreVersion(
  tx: Tx,
  { name, version, author, now }: { name: string; version: number; author: string; now: Date },
): Promise<void> {
  const row = await tx
    .selectFrom('automation_versions')
    .select('version')
    .where('automation', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  if (!row)
    throw new WafaError(`there is no version ${version} of "${name}"`, {
      hint: `npx wafa automations history ${name} lists them`,
      exitCode: ExitCode.usage,
    });
  const before = await copyOf(tx, name);
  await putCopy(tx, { name, version, mode: before?.mode ?? 'off', author, now });
}

/** Takes the copy away, so that the file of the name counts again. True when there was one. */
export async function dropCopy(tx: Tx, name: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('automation_copies')
    .where('automation', '=', name)
    .returning('version')
    .execute();
  return gone.length > 0;
}

/** Switches a copy. False when the automation is not kept in the database. */
export async function setCopyMode(
  tx: Tx,
  { name, mode, author, now }: { name: string; mode: Mode; author: string; now: Date },
): Promise<boolean> {
  const changed = await tx
    .updateTable('automation_copies')
    .set({ mode, changed_at: now, changed_by: author })
    .where('automation', '=', name)
    .returning('version')
    .execute();
  return changed.length > 0;
}

/** Every version of an automation, the newest first; `runs`: how many go on in it. */
export function versionsOf(tx: Tx, name: string) {
  return tx
    .selectFrom('automation_versions as v')
    .leftJoin('automation_copies as c', (join) =>
      join.onRef('c.automation', '=', 'v.automation').onRef('c.version', '=', 'v.version'),
    )
    .select((eb) => [
      'v.version',
      'v.origin',
      'v.author',
      'v.note',
      'v.created_at as createdAt',
      'v.source',
      'c.mode',
      eb
        .selectFrom('automation_runs as r')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('r.automation', '=', 'v.automation')
        .whereRef('r.version', '=', 'v.version')
        .where('r.state', '=', 'running')
        .as('runs'),
    ])
    .where('v.automation', '=', name)
    .orderBy('v.version', 'desc')
    .execute();
}

function copyOf(tx: Tx, name: string) {
  return tx
    .selectFrom('automation_copies')
    .select(['version', 'mode'])
    .where('automation', '=', name)
    .executeTakeFirst();
}

async function putCopy(
  tx: Tx,
  {
    name,
    version,
    mode,
    author,
    now,
  }: { name: string; version: number; mode: Mode; author: string; now: Date },
): Promise<void> {
  const row = { version, mode, changed_at: now, changed_by: author };
  await tx
    .insertInto('automation_copies')
    .values({ automation: name, ...row })
    .onConflict((conflict) => conflict.columns(['business_id', 'automation']).doUpdateSet(row))
    .execute();
}
