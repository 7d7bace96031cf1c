import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';

/** One file of the templates folder. */
export interface SourceFile {
  /** Inside the templates folder, with forward slashes. */
  path: string;
  text: string;
}

/** The files of one mail: `<name>/template.yaml` and, per language, subject, body and perhaps text. */
export interface TemplateFiles {
  name: string;
  manifest: SourceFile | undefined;
  /** Only the languages that have a file. */
  locales: ReadonlyMap<Locale, LocaleFiles>;
}

export interface LocaleFiles {
  subject: SourceFile | undefined;
  body: SourceFile | undefined;
  text: SourceFile | undefined;
}

/** Everything in a templates folder, read but not understood. */
export interface TemplateFolder {
  layout: SourceFile;
  words: SourceFile;
  variables: SourceFile;
  /** By file name, such as `signature.mjml`. */
  partials: ReadonlyMap<string, SourceFile>;
  templates: readonly TemplateFiles[];
}

const byName = (a: string, b: string) => a.localeCompare(b);

/** Folders that are not mails. */
const SHARED_FOLDERS = new Set(['layout', 'partials']);

/** Reads a templates folder. Throws a WafaError when the folder or one of its three shared files is not there. */
export async function readTemplateFolder(folder: string): Promise<TemplateFolder> {
  const names = (await foldersIn(folder)).filter((name) => !SHARED_FOLDERS.has(name));
  const [layout, words, variables, partials, templates] = await Promise.all([
    readShared(folder, 'layout/layout.mjml'),
    readShared(folder, 'layout/words.yaml'),
    readShared(folder, 'layout/variables.yaml'),
    readPartials(folder),
    Promise.all(names.map((name) => readTemplate(folder, name))),
  ]);
  return { layout, words, variables, partials, templates };
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted(byName);
  } catch (cause) {
    throw new WafaError(`the templates folder ${folder} cannot be read`, {
      hint: 'set templates.folder in the configuration to a folder of templates, or leave it out',
      exitCode: ExitCode.configuration,
      cause,
    });
  }
}

async function readShared(folder: string, path: string): Promise<SourceFile> {
  const file = await readSource(folder, path);
  if (!file) {
    throw new WafaError(`${path} is missing in the templates folder ${folder}`, {
      hint: 'copy it from the templates folder that Wafa comes with',
      exitCode: ExitCode.configuration,
    });
  }
  return file;
}

async function readPartials(folder: string): Promise<Map<string, SourceFile>> {
  const partials = new Map<string, SourceFile>();
  const names = await readdir(join(folder, 'partials')).catch(() => []);
  for (const name of names.toSorted(byName)) {
    const file = /\.(?:mjml|hbs)$/.test(name) ? await readSource(folder, `partials/${name}`) : undefined;
    if (file) partials.set(name, file);
  }
  return partials;
}

async function readTemplate(folder: string, name: string): Promise<TemplateFiles> {
  const locales = new Map<Locale, LocaleFiles>();
  for (const locale of LOCALES) {
    const subject = await readSource(folder, `${name}/${locale}/subject.hbs`);
    const body = await readSource(folder, `${name}/${locale}/body.mjml`);
    const text = await readSource(folder, `${name}/${locale}/text.hbs`);
    if (subject || body || text) locales.set(locale, { subject, body, text });
  }
  return { name, manifest: await readSource(folder, `${name}/template.yaml`), locales };
}

async function readSource(folder: string, path: string): Promise<SourceFile | undefined> {
  try {
    const text = await readFile(join(folder, path), 'utf8');
    return { path, text: text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n') };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw new WafaError(`the template file ${path} cannot be read`, { cause: error });
  }
}
