import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';
import { sha256Hex } from '../lib/ids.ts';
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
  /** `shipped:` and the start of its files' hash, or `own:` and a number. */
  version: string;
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
  return {
    layout: readShared(folder, 'layout/layout.mjml'),
    words: readShared(folder, 'layout/words.yaml'),
    variables: readShared(folder, 'layout/variables.yaml'),
    partials: await readPartials(folder),
    templates: names.map((name) => readTemplate(folder, name)),
  };
}

/** Every file below a templates folder, by its whole path. */
export async function templatePaths(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
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

function readShared(folder: string, path: string): SourceFile {
  const file = readSource(folder, path);
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
    const file = /\.(?:mjml|hbs)$/.test(name) ? readSource(folder, `partials/${name}`) : undefined;
    if (file) partials.set(name, file);
  }
  return partials;
}

function readTemplate(folder: string, name: string): TemplateFiles {
  const files: Record<string, string> = {};
  for (const path of TEMPLATE_PATHS) {
    const file = readSource(folder, `${name}/${path}`);
    if (file) files[path] = file.text;
  }
  return templateOf(name, files, `shipped:${hashOfFiles(files).slice(0, VERSION_LENGTH)}`);
}

/** Every file that the folder of a mail may hold. */
export const TEMPLATE_PATHS: readonly string[] = [
  'template.yaml',
  ...LOCALES.flatMap((locale) => ['subject.hbs', 'body.mjml', 'text.hbs'].map((file) => `${locale}/${file}`)),
];

/** Enough of a hash for a person to tell versions apart. */
const VERSION_LENGTH = 8;

/** One mail from the texts of its files, by their paths inside its folder. */
export function templateOf(
  name: string,
  files: Readonly<Record<string, string>>,
  version: string,
): TemplateFiles {
  const at = (path: string): SourceFile | undefined => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    return text === undefined ? undefined : { path: `${name}/${path}`, text };
  };
  const locales = new Map<Locale, LocaleFiles>();
  for (const locale of LOCALES) {
    const subject = at(`${locale}/subject.hbs`);
    const body = at(`${locale}/body.mjml`);
    const text = at(`${locale}/text.hbs`);
    if (subject || body || text) locales.set(locale, { subject, body, text });
  }
  return { name, version, manifest: at('template.yaml'), locales };
}

/** SHA-256 of files by path, whatever order they are told in. */
export function hashOfFiles(files: Readonly<Record<string, string>>): string {
  return sha256Hex(JSON.stringify(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** Read in one go: hundreds of small files take ten times as long one promise after the other. */
function readSource(folder: string, path: string): SourceFile | undefined {
  try {
    const text = readFileSync(join(folder, path), 'utf8');
    return { path, text: text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n') };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw new WafaError(`the template file ${path} cannot be read`, { cause: error });
  }
}
