import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import {
  dropCopy,
  isCopy,
  restoreVersion,
  type SavedCopy,
  saveCopy,
  versionsOf,
} from '../automations/versions/copies.ts';
import { audit } from '../businesses/audit.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { operation } from './operation.ts';

const MAX_NOTE = 500;
const note = z.string().max(MAX_NOTE).optional();

/** Takes automations of a folder, or of one file, into the database, where they lie over the files of the same names. */
export const automationsPush = operation(
  'automations-push',
  z.strictObject({ from: z.string(), only: z.array(z.string()).default([]), note }),
  async (workspace, { from, only, note: why }, actor) => {
    const { db, businessId, clock, templates } = workspace;
    const files = await filesIn(from, only);
    const now = await clock.now();
    const saved = await inBusiness(db, businessId, async (tx) => {
      const copies: SavedCopy[] = [];
      for (const file of files) {
        const text = await readFile(file, 'utf8');
        const copy = await saveCopy(tx, {
          text,
          place: file,
          templates,
          author: actor,
          ...(why === undefined ? {} : { note: why }),
          now,
        });
        copies.push(copy);
        const detail = { version: copy.version, file };
        await audit(tx, { actor, action: 'push automation', subject: copy.automation, detail });
      }
      return copies;
    });
    await workspace.reloadAutomations();
    return saved;
  },
);

async function filesIn(from: string, only: readonly string[]): Promise<string[]> {
  if (/\.ya?ml$/.test(from)) return [from];
  const names = await readdir(from).catch((cause: unknown) => {
    throw new WafaError(`the folder ${from} cannot be read`, { exitCode: ExitCode.usage, cause });
  });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .filter((name) => only.length === 0 || only.includes(name.replace(/\.ya?ml$/, '')))
    .toSorted()
    .map((name) => path.join(from, name));
}

/** Writes the automations of the database into a folder, one file each, to be edited and kept under git. */
export const automationsPull = operation(
  'automations-pull',
  z.strictObject({ into: z.string() }),
  async ({ automations }, { into }) => {
    const copies = automations.filter(isCopy);
    const written = copies.map(async ({ name, version, mode }) => {
      const file = path.join(into, `${name}.yaml`);
      const source = version?.source ?? '';
      await writeFile(file, /^mode:/m.test(source) ? source.replace(/^mode:.*$/m, `mode: ${mode}`) : source);
      return { automation: name, file };
    });
    return Promise.all(written);
  },
);

/** The versions of an automation. */
export const automationHistory = operation(
  'automation-history',
  z.strictObject({ name: z.string() }),
  ({ db, businessId }, { name }) => inBusiness(db, businessId, (tx) => versionsOf(tx, name)),
);

/** Lets a version of before count again; runs that go on keep theirs. */
export const automationRestore = operation(
  'automation-restore',
  z.strictObject({ name: z.string(), version: z.int().min(1) }),
  async (workspace, { name, version }, actor) => {
    const { db, businessId, clock } = workspace;
    const now = await clock.now();
    await inBusiness(db, businessId, async (tx) => {
      await restoreVersion(tx, { name, version, author: actor, now });
      await audit(tx, { actor, action: 'restore automation', subject: name, detail: { version } });
    });
    await workspace.reloadAutomations();
    return { automation: name, version };
  },
);

/** Takes the database's copy away: the file counts again. */
export const automationDrop = operation(
  'automation-drop',
  z.strictObject({ name: z.string() }),
  async (workspace, { name }, actor) => {
    const { db, businessId } = workspace;
    const dropped = await inBusiness(db, businessId, async (tx) => {
      const gone = await dropCopy(tx, name);
      if (gone) await audit(tx, { actor, action: 'drop automation', subject: name, detail: {} });
      return gone;
    });
    await workspace.reloadAutomations();
    return { dropped };
  },
);
