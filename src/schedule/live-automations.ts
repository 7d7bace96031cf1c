import { existsSync } from 'node:fs';
import type { Automation } from '../automations/automation.ts';
import { type KnownTemplates, readAutomations } from '../automations/load-automations.ts';
import { isCopy, layCopiesOver } from '../automations/versions/copies.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

export interface LiveAutomationsOptions {
  db: Db;
  businessId: string;
  folder: string;
  templates: KnownTemplates;
  log: Log;
}

/** Automations that were just read from files, with those of the database laid over them; what is wrong there is logged. */
export async function withCopies(
  files: readonly Automation[],
  { db, businessId, templates, log }: LiveAutomationsOptions,
): Promise<Automation[]> {
  const { automations, problems } = await inBusiness(db, businessId, (tx) =>
    layCopiesOver(tx, files, templates),
  );
  if (problems.length > 0) log.error({ problems }, 'automations of the database cannot be used as they are');
  return automations;
}

/** Reads both again. Of what is broken now, what it said before stands; the others are taken up all the same. */
export async function readAgain(
  before: readonly Automation[],
  options: LiveAutomationsOptions,
): Promise<readonly Automation[]> {
  const { folder, templates, log } = options;
  try {
    const { automations: read, problems } = await readAutomations(folder, templates);
    const broken = before.filter(
      (one) =>
        problems.length > 0 &&
        !isCopy(one) &&
        existsSync(one.file) &&
        !read.some(({ file }) => file === one.file),
    );
    if (problems.length > 0)
      log.error({ problems }, 'automations were changed, and cannot be used as they are');
    return await withCopies([...read, ...broken], options);
  } catch (error) {
    log.error(
      { error: describeError(error) },
      'the automations were changed, and cannot be used as they are',
    );
    return before;
  }
}
