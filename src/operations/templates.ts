import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import { nearestName } from '../lib/nearest.ts';
import type { Brand } from '../rendering/brand.ts';
import { checkTemplates } from '../rendering/check-templates.ts';
import { exampleRequest } from '../rendering/example-request.ts';
import { loadTemplates, type Template, type TemplateSet } from '../rendering/load-templates.ts';
import { loadIssue } from '../rendering/newsletter-issue.ts';
import { asSeen, sightOf } from '../rendering/preview/as-seen.ts';
import { previewPage } from '../rendering/preview/preview-page.ts';
import { takePictures } from '../rendering/preview/take-pictures.ts';
import { type RenderedMail, renderMail } from '../rendering/render-mail.ts';
import { describeProblem, type TemplateProblem } from '../rendering/template-problem.ts';
import { tryLinks } from './try-links.ts';

export interface TemplateCheck {
  /** False when a problem keeps the templates from being used. */
  ok: boolean;
  problems: TemplateProblem[];
  /** One line for each problem, then one that sums up. */
  lines: string[];
}

/**
 * `wafa templates check`: every problem of a templates folder, with its place and what was probably meant; with `links`
 * also the web addresses that do not answer.
 */
export async function checkTemplatesCommand(
  folder: string,
  { links = false, cacheFolder }: { links?: boolean; cacheFolder?: string } = {},
): Promise<TemplateCheck> {
  const problems = [
    ...(await checkTemplates(folder, { cacheFolder })),
    ...(links ? await tryLinks(folder) : []),
  ];
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const lines = problems.map((problem) => `${problem.severity}: ${describeProblem(problem)}`);
  const summary =
    problems.length === 0
      ? `the templates in ${folder} are in order`
      : `${errors} errors, ${problems.length - errors} warnings`;
  return { ok: errors === 0, problems, lines: [...lines, summary] };
}

export interface PreviewRequest {
  folder: string;
  /** Where the daemon keeps what it compiled; without it all is compiled anew, which takes seconds. */
  cacheFolder?: string;
  /** A mail's name, such as `thank-you`. */
  name: string;
  locale: Locale;
  /** The file to write, by its ending: a page (.html), the text part (.txt) or a picture (.png); its folder is made. */
  out: string;
  /** As a program shows it that is set to dark. */
  dark?: boolean;
  /** As a phone shows it. */
  narrow?: boolean;
  /** Who it would go to: an address, or a contact's data. The template's example customer unless told. */
  to?: string | { name: string; firstName: string; email: string };
  /** The template's example business unless told. */
  brand?: Brand;
  /** For `newsletter`: the issue to show instead of the example. */
  issue?: string;
}

export interface Preview extends RenderedMail {
  out: string;
}

/**
 * `wafa templates preview`: writes a mail with the example values its template declares into a page that can be opened
 * on its own (subject, sender and reader, the HTML part, the text part), or as text or picture. Throws a WafaError for an
 * unknown mail or address.
 */
export async function previewTemplate(request: PreviewRequest): Promise<Preview> {
  const { folder, name, out, cacheFolder } = request;
  const templates = await loadTemplates(folder, { cacheFolder });
  const template = templateNamed(templates, name);
  const issue =
    request.issue === undefined ? undefined : await loadIssue(folder, request.issue, request.locale);
  const example = exampleRequest(template, request.locale);
  const customer = request.to === undefined ? example.data['customer'] : customerOf(request.to);
  const data = { ...example.data, ...(customer ? { customer } : {}), ...(issue ? { issue } : {}) };
  const brand = request.brand ?? example.brand;
  const mail = renderMail(templates, { ...example, data, brand });
  const reader = (customer as { email?: string } | undefined)?.email ?? '';
  await writePreview(mail, request, { from: brand.name, to: reader });
  return { ...mail, out };
}

function templateNamed(templates: TemplateSet, name: string): Template {
  const template = templates.get(name);
  if (template) return template;
  const near = nearestName(name, templates.keys());
  throw new WafaError(`there is no mail "${name}"`, {
    hint: near === undefined ? `there are ${[...templates.keys()].join(', ')}` : `did you mean "${near}"?`,
    exitCode: ExitCode.usage,
  });
}

/** Writes a mail into a file, by its ending: a page (.html), the text part (.txt) or a picture (.png). */
export async function writePreview(
  mail: RenderedMail,
  { out, dark = false, narrow = false }: Pick<PreviewRequest, 'out' | 'dark' | 'narrow'>,
  names: { from: string; to: string },
): Promise<void> {
  await mkdir(dirname(out), { recursive: true });
  if (out.endsWith('.png')) {
    return takePictures([{ html: mail.html, sight: sightOf({ dark, narrow }), file: out }]);
  }
  const text = out.endsWith('.txt');
  const seen = { ...mail, html: asSeen(mail.html, dark) };
  await writeFile(
    out,
    text ? `${mail.subject}\n\n${mail.text}` : previewPage(seen, names, sightOf({ dark, narrow })),
  );
}

/** An address alone tells no name, and none is invented for it. */
function customerOf(to: NonNullable<PreviewRequest['to']>): {
  name: string;
  firstName: string;
  email: string;
} {
  if (typeof to !== 'string') return to;
  const email = parseAddress(to);
  if (email === undefined)
    throw new WafaError(`"${to}" is not an e-mail address`, { exitCode: ExitCode.usage });
  return { name: '', firstName: '', email };
}
