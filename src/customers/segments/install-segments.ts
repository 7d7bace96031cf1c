import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Tx } from '../../database/tables.ts';
import { describeError, ExitCode, WafaError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { LOCALES, type Locale } from '../../lib/locale.ts';
import { parseRule } from './parse-rule.ts';
import type { Rule } from './rule.ts';

/** The segments that come with Wafa. */
export const SHIPPED_SEGMENTS = fileURLToPath(new URL('../../../config/segments', import.meta.url));

const title = z.string().min(1);
const fileSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.strictObject(
    Object.fromEntries(LOCALES.map((locale) => [locale, title])) as Record<Locale, typeof title>,
  ),
  rule: z.string(),
});

interface ShippedSegment {
  name: string;
  title: Record<Locale, string>;
  rule: Rule;
}

/** The segments in a folder of YAML files. Throws a WafaError that names the file which is wrong. */
export async function readShippedSegments(folder: string): Promise<ShippedSegment[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      try {
        const read = fileSchema.parse(parse(await readFile(path.join(folder, file), 'utf8')));
        return { ...read, rule: parseRule(read.rule) };
      } catch (cause) {
        throw new WafaError(`the segment in ${file} is not right: ${describeError(cause)}`, {
          exitCode: ExitCode.configuration,
          cause,
        });
      }
    }),
  );
}

/**
 * Gives the business the segments that come with Wafa, and what a new Wafa changed about them. A segment that somebody
 * saved or deleted is left as they left it. Answers the names of those written.
 */
export async function installSegments(
  tx: Tx,
  shipped: readonly ShippedSegment[],
  now: Date,
): Promise<string[]> {
  const rows = await tx.selectFrom('segments').select(['name', 'shipped', 'rule', 'title']).execute();
  const known = new Map(rows.map((row) => [row.name, row]));
  const written: string[] = [];
  for (const { name, title: names, rule } of shipped) {
    const there = known.get(name);
    const titles = JSON.stringify(names);
    if (there && (!there.shipped || isSame(there, rule, names))) continue;
    const row = { title: titles, rule: JSON.stringify(rule), changed_at: now, changed_by: 'wafa' };
    await tx
      .insertInto('segments')
      .values({ id: newId(now.getTime()), name, kind: 'rule', shipped: true, ...row })
      .onConflict((conflict) => conflict.columns(['business_id', 'name']).doUpdateSet(row))
      .execute();
    written.push(name);
  }
  return written;
}

function isSame(
  there: { rule: object | null; title: object },
  rule: Rule,
  names: Record<Locale, string>,
): boolean {
  const stored = there.title as Partial<Record<Locale, string>>;
  const sameTitle = LOCALES.every((locale) => stored[locale] === names[locale]);
  return sameTitle && isDeepStrictEqual(there.rule, rule);
}
