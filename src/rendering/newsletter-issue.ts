import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { marked } from 'marked';
import { z } from 'zod';
import { codeOf, WafaError } from '../lib/errors.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import { nearestName } from '../lib/nearest.ts';
import { mailHtml } from './mail-html.ts';
import { readYaml } from './manifest.ts';
import { describeProblem, type TemplateProblem } from './template-problem.ts';

/** What a newsletter says in one language; fits `issue` of the mail `newsletter`. */
export interface NewsletterIssue {
  slug: string;
  /** The language it is written in; write the mail around it in the same. */
  locale: Locale;
  subject: string;
  /** The line that mailboxes show after the subject; may be ''. */
  preheader: string;
  /** The day printed in the issue, `YYYY-MM-DD`. */
  date: string;
  /** Still being written: it can be previewed, and is not sent. */
  draft: boolean;
  /** Once sent, anybody may read it at `/archive`. */
  archive: boolean;
  /** Clean HTML, made from Markdown. */
  html: string;
}

/** An issue that could be sent, and the languages it exists in. */
export interface IssueSummary {
  slug: string;
  /** The latest day any language gives. */
  date: string;
  subjects: Partial<Record<Locale, string>>;
  locales: Locale[];
  /** One of its languages is still a draft: it is not sent. */
  draft: boolean;
  /** All of its languages say that it may be archived. */
  archive: boolean;
}

/** Longest issue, in characters of Markdown; mailboxes cut mails at about 100 kB. */
const MAX_ISSUE_LENGTH = 80_000;

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ISSUE_FILE = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.(en|ar|fa)\.md$/;

const frontMatter = z.strictObject({
  subject: z.string().min(1),
  preheader: z.string().default(''),
  draft: z.boolean().default(false),
  archive: z.boolean().default(false),
  date: z.union([z.string().regex(/^\d{4}-\d{2}-\d{2}$/), z.date().transform(dayOf)]),
});

/**
 * Reads `newsletter/issues/<slug>.<locale>.md` under a templates folder. A language that is not there falls back to
 * `defaultLocale`, then English; `locale` of the result says which it was. Throws a WafaError when there is no such
 * issue or its front matter is wrong.
 */
export async function loadIssue(
  folder: string,
  slug: string,
  locale: Locale,
  defaultLocale: Locale = 'en',
): Promise<NewsletterIssue> {
  if (!SLUG.test(slug)) {
    throw new WafaError(`"${slug}" is not the name of an issue`, {
      hint: 'names are small Latin letters, digits and hyphens',
    });
  }
  for (const candidate of new Set<Locale>([locale, defaultLocale, 'en'])) {
    const source = await readIfThere(join(issuesFolder(folder), `${slug}.${candidate}.md`));
    if (source !== undefined) return parseIssue(source, slug, candidate);
  }
  const known = (await listIssues(folder)).map((issue) => issue.slug);
  const near = nearestName(slug, known);
  throw new WafaError(`there is no newsletter issue "${slug}"`, {
    hint: near === undefined ? `issues are kept in ${issuesFolder(folder)}` : `did you mean "${near}"?`,
  });
}

/** All issues, the newest first. Throws a WafaError when one of them has wrong front matter. */
export async function listIssues(folder: string): Promise<IssueSummary[]> {
  const names = await readdir(issuesFolder(folder)).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const summaries = new Map<string, IssueSummary>();
  for (const name of names.toSorted((a, b) => a.localeCompare(b))) {
    const match = ISSUE_FILE.exec(name);
    const locale = LOCALES.find((known) => known === match?.[2]);
    const slug = match?.[1];
    if (slug === undefined || !locale) continue;
    const source = await readFile(join(issuesFolder(folder), name), 'utf8');
    const issue = parseIssue(source, slug, locale);
    const summary = summaries.get(slug) ?? {
      slug,
      date: issue.date,
      subjects: {},
      locales: [],
      draft: false,
      archive: true,
    };
    summary.subjects[locale] = issue.subject;
    summary.locales.push(locale);
    summary.draft ||= issue.draft;
    summary.archive &&= issue.archive;
    if (issue.date > summary.date) summary.date = issue.date;
    summaries.set(slug, summary);
  }
  return [...summaries.values()].toSorted(
    (a, b) => b.date.localeCompare(a.date) || a.slug.localeCompare(b.slug),
  );
}

function issuesFolder(folder: string): string {
  return join(folder, 'newsletter', 'issues');
}

/** Markdown with YAML front matter becomes an issue. Throws a WafaError with file and line. */
export function parseIssue(source: string, slug: string, locale: Locale): NewsletterIssue {
  const path = `newsletter/issues/${slug}.${locale}.md`;
  const text = source.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (!parts) {
    throw new WafaError(`${path}:1:1: an issue begins with its subject and date between two lines of ---`);
  }
  const [, head = '', body = ''] = parts;
  if (body.length > MAX_ISSUE_LENGTH) {
    throw new WafaError(`${path}: an issue may have ${MAX_ISSUE_LENGTH} characters, this has ${body.length}`);
  }
  const problems: TemplateProblem[] = [];
  // The empty line stands for the opening ---, so that problems name the lines of the file.
  const read = readYaml({ path, text: `\n${head}` }, frontMatter, problems);
  if (!read) throw new WafaError(problems.map(describeProblem).join('\n'));
  const html = mailHtml(marked.parse(body, { async: false, gfm: true }), locale);
  return { slug, locale, ...read, html: html.trim() };
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new WafaError(`the newsletter issue ${path} cannot be read`, { cause: error });
  }
}
