import type { Tx } from '../../database/tables.ts';
import type { TemplateState } from '../../database/template-tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { nearestName } from '../../lib/nearest.ts';
import { hashOfFiles } from '../template-files.ts';

/** Texts by path inside the folder of one mail, `layout` or `partials`. */
export type VersionFiles = Readonly<Record<string, string>>;

/** One version of one of a business's own templates. */
export interface TemplateVersion {
  name: string;
  number: number;
  state: TemplateState;
  files: VersionFiles;
  hash: string;
  author: string;
  note: string;
  createdAt: Date;
  /** When it was published, retired, or begun. */
  stateAt: Date;
}

/** Who changes what, when. */
export interface Change {
  author: string;
  note?: string | undefined;
  now: Date;
}

/** The versions that mail is written with, one for each name. */
export function publishedVersions(tx: Tx): Promise<TemplateVersion[]> {
  return versions(tx).where('state', '=', 'published').orderBy('name').execute();
}

/** Every version of one name, the newest first; of all names without one. */
export function listVersions(tx: Tx, name?: string): Promise<TemplateVersion[]> {
  const all = versions(tx).orderBy('name').orderBy('number', 'desc');
  return (name === undefined ? all : all.where('name', '=', name)).execute();
}

/** One version; throws a WafaError where there is none of this number. */
export async function versionOf(tx: Tx, name: string, number: number): Promise<TemplateVersion> {
  const found = await versions(tx).where('name', '=', name).where('number', '=', number).executeTakeFirst();
  if (found) return found;
  const numbers = (await listVersions(tx, name)).map((version) => version.number);
  throw new WafaError(`there is no version ${number} of ${name}`, {
    hint: numbers.length === 0 ? await hintFor(tx, name) : `there are ${numbers.toReversed().join(', ')}`,
    exitCode: ExitCode.usage,
  });
}

/** The draft of a name, if there is one. */
export function draftOf(tx: Tx, name: string): Promise<TemplateVersion | undefined> {
  return versions(tx).where('name', '=', name).where('state', '=', 'draft').executeTakeFirst();
}

/**
 * Keeps files as the draft of `name`, in place of the draft that was there. The same files as the draft's change
 * nothing; answers the draft.
 */
export async function saveDraft(
  tx: Tx,
  name: string,
  files: VersionFiles,
  { author, note = '', now }: Change,
): Promise<TemplateVersion> {
  await lockName(tx, name);
  const hash = hashOfFiles(files);
  const draft = await draftOf(tx, name);
  if (draft?.hash === hash) return draft;
  if (draft) await setState(tx, draft, 'retired', now);
  const number = ((await listVersions(tx, name))[0]?.number ?? 0) + 1;
  const row = { name, number, hash, author, note, state: 'draft' as const };
  await tx
    .insertInto('template_versions')
    .values({ ...row, files: JSON.stringify(files), created_at: now, state_at: now })
    .execute();
  return { ...row, files, createdAt: now, stateAt: now };
}

/** Makes a version the one that mail is written with; the one before is retired, and can be published again. */
export async function publishVersion(tx: Tx, version: TemplateVersion, now: Date): Promise<void> {
  await lockName(tx, version.name);
  const before = await publishedOf(tx, version.name);
  if (before?.number === version.number) return;
  if (before) await setState(tx, before, 'retired', now);
  await setState(tx, version, 'published', now);
}

/** Takes the business's own version back: mail is written with the shipped template again. False when there was none. */
export async function retirePublished(tx: Tx, name: string, now: Date): Promise<boolean> {
  await lockName(tx, name);
  const published = await publishedOf(tx, name);
  if (published) await setState(tx, published, 'retired', now);
  return published !== undefined;
}

/** Throws the draft of a name away: it stays in the history. False when there was none. */
export async function discardDraft(tx: Tx, name: string, now: Date): Promise<boolean> {
  await lockName(tx, name);
  const draft = await draftOf(tx, name);
  if (draft) await setState(tx, draft, 'retired', now);
  return draft !== undefined;
}

function publishedOf(tx: Tx, name: string): Promise<TemplateVersion | undefined> {
  return versions(tx).where('name', '=', name).where('state', '=', 'published').executeTakeFirst();
}

async function setState(
  tx: Tx,
  { name, number }: Pick<TemplateVersion, 'name' | 'number'>,
  state: TemplateState,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('template_versions')
    .set({ state, state_at: now })
    .where('name', '=', name)
    .where('number', '=', number)
    .execute();
}

/** Two people who save at once do so one after the other, each with a number of its own. */
async function lockName(tx: Tx, name: string): Promise<void> {
  await tx
    .selectNoFrom((eb) =>
      eb
        .fn('pg_advisory_xact_lock', [eb.fn('hashtextextended', [eb.val(`template ${name}`), eb.lit(0)])])
        .as('locked'),
    )
    .execute();
}

async function hintFor(tx: Tx, name: string): Promise<string> {
  const near = nearestName(name, new Set((await listVersions(tx)).map((version) => version.name)));
  return near === undefined
    ? 'you have no version of your own of it; npx wafa templates list shows them'
    : `did you mean ${near}?`;
}

function versions(tx: Tx) {
  return tx
    .selectFrom('template_versions')
    .select([
      'name',
      'number',
      'state',
      'files',
      'hash',
      'author',
      'note',
      'created_at as createdAt',
      'state_at as stateAt',
    ]);
}
