import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId, sha256Hex } from '../lib/ids.ts';
import type { Locale } from '../lib/locale.ts';
import type { MailSources } from './compiled-mail.ts';
import type { Manifest } from './manifest.ts';
import type { GroupShape, Shape } from './shape.ts';
import type { TemplateFolder } from './template-files.ts';

/** A mail as it is kept from one start to the next. */
export interface KeptMail extends Manifest {
  name: string;
  version: string;
  locales: [Locale, MailSources][];
}

/** As many loads are kept: of the shipped mails, of the business's own over them, and of the last edits. */
const MAX_SETS = 4;

/**
 * What a templates folder came to, whole, when it was last loaded without a single problem; undefined when anything it came
 * from has changed since, the code of this folder included. To read and check every mail anew took most of a start.
 */
export async function readKeptSet(
  cacheFolder: string,
  files: TemplateFolder,
): Promise<KeptMail[] | undefined> {
  try {
    const content = await readFile(join(cacheFolder, fileOf(files)), 'utf8');
    const end = content.indexOf('\n');
    const json = content.slice(end + 1);
    if (sha256Hex(json) !== content.slice(0, end)) return undefined;
    return (JSON.parse(json) as (Omit<KeptMail, 'shape'> & { shape: PlainShape })[]).map((mail) => ({
      ...mail,
      shape: fromPlain(mail.shape) as GroupShape,
    }));
  } catch {
    return undefined;
  }
}

/** Keeps a load for the next start. A folder that cannot be written is as good as none. */
export async function keepSet(
  cacheFolder: string,
  files: TemplateFolder,
  mails: readonly KeptMail[],
): Promise<void> {
  const json = JSON.stringify(mails.map((mail) => ({ ...mail, shape: toPlain(mail.shape) })));
  const file = join(cacheFolder, fileOf(files));
  const unfinished = `${file}.${newId()}`;
  try {
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(unfinished, `${sha256Hex(json)}\n${json}`);
    await rename(unfinished, file);
    await forgetOldest(cacheFolder);
  } catch {
    // The next start reads and checks again.
  }
}

async function forgetOldest(cacheFolder: string): Promise<void> {
  const names = (await readdir(cacheFolder)).filter((name) => SET.test(name));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(cacheFolder, name))).mtimeMs })),
  );
  const old = aged.toSorted((a, b) => b.at - a.at).slice(MAX_SETS);
  await Promise.all(old.map(({ name }) => rm(join(cacheFolder, name), { force: true })));
}

const SET = /^set-[0-9a-f]{64}\.json$/;

/** Named after everything that a load depends on. */
function fileOf({ layout, words, variables, partials, templates }: TemplateFolder): string {
  const mails = templates.map(({ name, version, manifest, locales }) => [
    name,
    version,
    manifest?.text,
    [...locales],
  ]);
  const all = [codeHash(), layout.text, words.text, variables.text, [...partials], mails];
  return `set-${sha256Hex(JSON.stringify(all))}.json`;
}

let ownCode: string | undefined;

/** Of the code that reads and checks templates: another may find other mistakes. */
function codeHash(): string {
  ownCode ??= sha256Hex(
    readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n'),
  );
  return ownCode;
}

/** A shape without its maps, which JSON does not know. */
type PlainShape =
  | Exclude<Shape, { kind: 'group' | 'list' }>
  | { kind: 'list'; of: PlainShape; optional: boolean }
  | { kind: 'group'; fields: [string, PlainShape][] };

function toPlain(shape: Shape): PlainShape {
  if (shape.kind === 'leaf') return shape;
  if (shape.kind === 'list') return { ...shape, of: toPlain(shape.of) };
  return { kind: 'group', fields: [...shape.fields].map(([name, inner]) => [name, toPlain(inner)]) };
}

function fromPlain(plain: PlainShape): Shape {
  if (plain.kind === 'leaf') return plain;
  if (plain.kind === 'list') return { ...plain, of: fromPlain(plain.of) as GroupShape };
  return { kind: 'group', fields: new Map(plain.fields.map(([name, inner]) => [name, fromPlain(inner)])) };
}
