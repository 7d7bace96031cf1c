import { createTwoFilesPatch } from 'diff';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { nearestName } from '../../lib/nearest.ts';
import { checkRead } from '../check-templates.ts';
import { readTemplates } from '../load-templates.ts';
import { hashOfFiles } from '../template-files.ts';
import { describeProblems, type TemplateProblem } from '../template-problem.ts';
import { folderFiles } from './folder-files.ts';
import { isShared } from './lay-over.ts';
import {
  type Change,
  draftOf,
  publishedVersions,
  publishVersion,
  saveDraft,
  type TemplateVersion,
  type VersionFiles,
  versionOf,
} from './stored-versions.ts';

/** Where the templates of a business are: those of a folder, and its own in the database. */
export interface TemplatePlace {
  folder: string;
  cacheFolder: string;
}

/** What mail is written with now, by name: the business's own published version, else the folder's files. */
export async function filesInUse(tx: Tx, { folder }: TemplatePlace): Promise<Map<string, VersionFiles>> {
  const inUse = await folderFiles(folder);
  for (const { name, files } of await publishedVersions(tx)) {
    inUse.set(name, isShared(name) ? { ...inUse.get(name), ...files } : files);
  }
  return inUse;
}

/** Of what mails share, a version holds only the files that were changed: an update of the others is not lost. */
function onlyChanged(files: VersionFiles, shipped: VersionFiles): VersionFiles {
  return Object.fromEntries(Object.entries(files).filter(([path, text]) => shipped[path] !== text));
}

export interface Pushed {
  name: string;
  number: number;
  state: 'draft' | 'published';
}

/** Edited folders that come back from where they were pulled to. */
export interface Push {
  folders: ReadonlyMap<string, VersionFiles>;
  /** The hash of what was pulled, by name; what is in use by now must be the same. Empty: nothing is compared. */
  base: Readonly<Record<string, string>>;
  publish: boolean;
}

/**
 * Keeps every changed folder as a draft, or publishes it, all or none. Throws a WafaError where somebody else changed the
 * same mail since it was pulled, and, before publishing, where a mail has errors.
 */
export async function pushTemplates(
  tx: Tx,
  place: TemplatePlace,
  { folders, base, publish }: Push,
  change: Change,
): Promise<{ pushed: Pushed[]; problems: TemplateProblem[] }> {
  const inUse = await filesInUse(tx, place);
  const changed = [...folders].filter(
    ([name, files]) => hashOfFiles(files) !== hashOfFiles(inUse.get(name) ?? {}),
  );
  const conflicts = changed.flatMap(([name]) =>
    name in base && base[name] !== hashOfFiles(inUse.get(name) ?? {}) ? [name] : [],
  );
  if (conflicts.length > 0) {
    throw new WafaError(`changed by somebody else since you pulled: ${conflicts.join(', ')}`, {
      hint: 'pull into another folder and put your changes there, or push with --force',
      exitCode: ExitCode.failed,
    });
  }
  const problems = await problemsWith(tx, place, changed);
  if (publish) refuseErrors(problems);
  const shipped = await folderFiles(place.folder);
  const pushed: Pushed[] = [];
  for (const [name, files] of changed) {
    const kept = isShared(name) ? onlyChanged(files, shipped.get(name) ?? {}) : files;
    const draft = await saveDraft(tx, name, kept, change);
    if (publish) await publishVersion(tx, draft, change.now);
    pushed.push({ name, number: draft.number, state: publish ? 'published' : 'draft' });
  }
  return { pushed, problems };
}

/**
 * Publishes the draft of a mail, or, by its number, any version it ever had. Throws a WafaError where the version has
 * errors, or there is nothing to publish.
 */
export async function publishTemplate(
  tx: Tx,
  place: TemplatePlace,
  name: string,
  number: number | undefined,
  now: Date,
): Promise<TemplateVersion> {
  const version = number === undefined ? await draftOf(tx, name) : await versionOf(tx, name, number);
  if (!version) {
    throw new WafaError(`${name} has no draft`, {
      hint: 'npx wafa templates pull writes the mails into a folder; edit them there and push them',
      exitCode: ExitCode.usage,
    });
  }
  refuseErrors(await problemsWith(tx, place, [[name, version.files]]));
  await publishVersion(tx, version, now);
  return version;
}

/**
 * How two states of a mail differ, as a unified diff; '' where they do not. A state is `shipped`, `published` (what is in
 * use), `draft`, or a number.
 */
export async function diffTemplate(
  tx: Tx,
  place: TemplatePlace,
  name: string,
  from: string,
  to: string,
): Promise<string> {
  const [before, after] = [await filesAt(tx, place, name, from), await filesAt(tx, place, name, to)];
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return paths
    .filter((path) => before[path] !== after[path])
    .map((path) => {
      const file = `${name}/${path}`;
      return createTwoFilesPatch(file, file, before[path] ?? '', after[path] ?? '', from, to);
    })
    .join('');
}

async function filesAt(tx: Tx, place: TemplatePlace, name: string, state: string): Promise<VersionFiles> {
  if (/^\d+$/.test(state)) return (await versionOf(tx, name, Number(state))).files;
  const draft = state === 'draft' ? await draftOf(tx, name) : undefined;
  if (draft) return draft.files;
  const all = state === 'shipped' ? await folderFiles(place.folder) : await filesInUse(tx, place);
  const files = all.get(name);
  if (files) return files;
  const near = nearestName(name, all.keys());
  throw new WafaError(`there is no mail "${name}"`, {
    ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
    exitCode: ExitCode.usage,
  });
}

/** What would be wrong with these files in use. */
async function problemsWith(
  tx: Tx,
  { folder, cacheFolder }: TemplatePlace,
  candidates: readonly (readonly [string, VersionFiles])[],
): Promise<TemplateProblem[]> {
  const names = new Set(candidates.map(([name]) => name));
  const others = (await publishedVersions(tx)).filter(({ name }) => !names.has(name));
  const own = [...others, ...candidates.map(([name, files]) => ({ name, files, number: 0 }))];
  return checkRead(await readTemplates(folder, { cacheFolder, own }), (name) => names.has(name));
}

function refuseErrors(problems: readonly TemplateProblem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new WafaError(`this cannot be published:\n${describeProblems(errors)}`, {
    hint: 'mend it and push it again; until then mail is written with what was there before',
    exitCode: ExitCode.failed,
  });
}
