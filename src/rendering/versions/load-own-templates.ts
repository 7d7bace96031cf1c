import { type ReadOptions, readTemplates, type TemplateSet } from '../load-templates.ts';
import type { TemplateProblem } from '../template-problem.ts';
import { isShared, type OwnTemplate } from './lay-over.ts';

/** What mail is written with, and what of the business's own could not be used. */
export interface OwnTemplates {
  templates: TemplateSet;
  /** Own copies that fit no more, after an update of what is shipped; the shipped mail stands in for them. */
  leftOut: { name: string; number: number; problems: TemplateProblem[] }[];
}

/**
 * Loads a folder that is known to be right with the business's own copies over it. A copy that has errors is left out, and
 * only it; own layout or partials are left out when they break a mail that is not the business's own.
 */
export async function loadOwnTemplates(
  folder: string,
  own: readonly OwnTemplate[],
  options: Pick<ReadOptions, 'cacheFolder'>,
): Promise<OwnTemplates> {
  const leftOut: OwnTemplates['leftOut'] = [];
  let used = own;
  for (;;) {
    const { templates, problems } = await readTemplates(folder, { ...options, own: used });
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (errors.length === 0 || used.length === 0) return { templates, leftOut };
    const certainly = used.filter((one) => isToBlame(one, errors, used));
    const blamed = certainly.length > 0 ? certainly : used;
    for (const { name, number } of blamed) leftOut.push({ name, number, problems: errors });
    used = used.filter((one) => !blamed.includes(one));
  }
}

/** A mail is to blame for its own files; what mails share for its own, and for mails that were right before. */
function isToBlame(
  { name }: OwnTemplate,
  errors: readonly TemplateProblem[],
  used: readonly OwnTemplate[],
): boolean {
  if (errors.some(({ file }) => file.startsWith(`${name}/`))) return true;
  return isShared(name) && errors.some(({ file }) => !used.some((one) => file.startsWith(`${one.name}/`)));
}
