import { ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import { nearestName } from '../lib/nearest.ts';
import { assemble, assembleBody, findPartial, type PartialKind, type Parts } from './assemble.ts';
import { checkExpressions } from './check-expressions.ts';
import { compileMjml } from './compile-mjml.ts';
import { type CompiledMail, compiledMail } from './compiled-mail.ts';
import { type KeptMail, keepSet, readKeptSet } from './kept-set.ts';
import { type CommonVariables, type Manifest, readCommonVariables, readManifest } from './manifest.ts';
import {
  type LocaleFiles,
  readTemplateFolder,
  type SourceFile,
  type TemplateFiles,
  type TemplateFolder,
} from './template-files.ts';
import { describeProblem, describeProblems, type TemplateProblem } from './template-problem.ts';
import { layOver, type OwnTemplate } from './versions/lay-over.ts';
import { readWords, type Words } from './words.ts';

/** A mail in all its languages. */
export interface Template extends Manifest {
  name: string;
  /** `shipped:` and the start of its files' hash, or `own:` and the number of the business's own version. */
  version: string;
  locales: ReadonlyMap<Locale, CompiledMail>;
}

/** All mails of a templates folder, by name. */
export type TemplateSet = ReadonlyMap<string, Template>;

/**
 * Loads a templates folder: every mail is read, checked against its declared variables and compiled once. Throws a
 * WafaError that lists file, line, column and suggestion of what is wrong. `cacheFolder`, a folder of our own, keeps
 * what was compiled and found right from one start to the next.
 */
export async function loadTemplates(
  folder: string,
  options: Pick<ReadOptions, 'cacheFolder'> = {},
): Promise<TemplateSet> {
  const { templates, problems } = await readTemplates(folder, options);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new WafaError(`the templates in ${folder} have errors:\n${describeProblems(errors)}`, {
      hint: 'mend them, then run: npx wafa templates check',
      exitCode: ExitCode.configuration,
    });
  }
  return templates;
}

export interface ReadOptions {
  cacheFolder?: string | undefined;
  /** The business's own copies, which lie over those of the folder. */
  own?: readonly OwnTemplate[];
}

export interface ReadTemplates {
  templates: TemplateSet;
  problems: TemplateProblem[];
  files: TemplateFolder;
}

/** Everything that could be loaded, and everything that is wrong. */
export async function readTemplates(
  folder: string,
  { cacheFolder, own = [] }: ReadOptions = {},
): Promise<ReadTemplates> {
  const files = layOver(await readTemplateFolder(folder), own);
  const kept = cacheFolder === undefined ? undefined : await readKeptSet(cacheFolder, files);
  if (kept) return { templates: setOf(kept), problems: [], files };
  const problems: TemplateProblem[] = [];
  const common = readCommonVariables(files.variables, problems) ?? {};
  const words = readWords(files.words, problems);
  const templates = new Map<string, Template>();
  for (const found of files.templates) {
    const template = await compileAll(found, { files, common, words, problems, cacheFolder });
    if (template) templates.set(found.name, template);
  }
  if (cacheFolder !== undefined && problems.length === 0) {
    await keepSet(cacheFolder, files, [...templates.values()].map(toKeep));
  }
  return { templates, problems: withoutRepeats(problems), files };
}

function setOf(kept: readonly KeptMail[]): TemplateSet {
  return new Map(
    kept.map(({ locales, ...mail }) => {
      const compiled = locales.map(([locale, sources]) => [locale, compiledMail(sources)] as const);
      return [mail.name, { ...mail, locales: new Map(compiled) }];
    }),
  );
}

function toKeep({ locales, ...mail }: Template): KeptMail {
  return { ...mail, locales: [...locales].map(([locale, { sources }]) => [locale, sources]) };
}

interface Loading {
  files: TemplateFolder;
  common: CommonVariables;
  words: Words;
  problems: TemplateProblem[];
  cacheFolder: string | undefined;
}

async function compileAll(found: TemplateFiles, loading: Loading): Promise<Template | undefined> {
  const { problems, words, common } = loading;
  if (!found.manifest) {
    problems.push(missing(`${found.name}/template.yaml`, 'a mail needs a template.yaml', 'error'));
    return undefined;
  }
  const manifest = readManifest(found.manifest, common, problems);
  if (!manifest) return undefined;
  if (!words.has(manifest.why)) {
    const suggestion = nearestName(manifest.why, words.keys());
    const problem = missing(found.manifest.path, `why: words.yaml has no "${manifest.why}"`, 'error');
    problems.push({ ...problem, ...(suggestion === undefined ? {} : { suggestion }) });
  }
  const locales = new Map<Locale, CompiledMail>();
  for (const locale of LOCALES) {
    const own = found.locales.get(locale);
    if (!own) {
      // English is what every other language falls back to.
      const severity = locale === 'en' ? 'error' : 'warning';
      problems.push(missing(`${found.name}/${locale}`, `${found.name} has no ${locale} version`, severity));
      continue;
    }
    const mail = await compileOne(`${found.name}/${locale}`, own, manifest, locale, loading);
    if (mail) locales.set(locale, mail);
  }
  return { name: found.name, version: found.version, ...manifest, locales };
}

async function compileOne(
  path: string,
  { subject, body, text }: LocaleFiles,
  manifest: Manifest,
  locale: Locale,
  { files, words: shared, problems, cacheFolder }: Loading,
): Promise<CompiledMail | undefined> {
  const why = shared.get(manifest.why);
  const words: Words = why ? new Map([...shared, ['why', why]]) : shared;
  if (!subject || subject.text.trim() === '') {
    problems.push(missing(`${path}/subject.hbs`, 'a mail needs a subject', 'error'));
  }
  if (!body) problems.push(missing(`${path}/body.mjml`, 'a mail needs a body', 'error'));
  if (!subject || !body) return undefined;
  const check = (file: SourceFile, kind: PartialKind) =>
    checkExpressions(file, {
      shape: manifest.shape,
      words,
      locale,
      partial: (name) => findPartial(files.partials, name, kind),
      partialNames: partialNames(files.partials, kind),
    });
  const footer = files.partials.get(`footer-${manifest.class}.mjml`);
  const found = [
    ...check(subject, 'hbs'),
    ...check(body, 'mjml'),
    ...(text ? check(text, 'hbs') : []),
    ...check(files.layout, 'mjml'),
    ...(footer ? check(footer, 'mjml') : []),
  ];
  problems.push(...found);
  // What cannot be understood is not compiled: Handlebars would only say the same again, with less grace.
  if (found.length > 0) return undefined;
  const parts: Parts = { locale, words, partials: files.partials };
  const { mjml, bodyLine } = assembleBody(files.layout.text, body.text, manifest.class, parts);
  const compiled = await compileMjml(mjml, body, bodyLine, cacheFolder);
  problems.push(...compiled.problems);
  if (compiled.problems.length > 0) return undefined;
  return compiledMail({
    subject: assemble(subject.text, 'hbs', parts),
    html: compiled.html,
    text: text && assemble(text.text, 'hbs', parts),
  });
}

function partialNames(partials: ReadonlyMap<string, SourceFile>, kind: PartialKind): string[] {
  return [...partials.keys()]
    .filter((name) => kind === 'mjml' || name.endsWith('.hbs'))
    .map((name) => name.replace(/\.\w+$/, ''));
}

function missing(file: string, message: string, severity: TemplateProblem['severity']): TemplateProblem {
  return { severity, file, line: 1, column: 1, message };
}

/** A partial's mistake is found once for each mail that uses it, and told once. */
function withoutRepeats(problems: readonly TemplateProblem[]): TemplateProblem[] {
  const seen = new Map(problems.toReversed().map((problem) => [describeProblem(problem), problem]));
  return [...seen.values()].toReversed();
}
