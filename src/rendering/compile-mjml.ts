import { compiledOnce } from './mjml-cache.ts';
import { compileOnThread } from './mjml-thread.ts';
import { placeAt, type TemplateProblem } from './template-problem.ts';
import { EXPRESSION } from './text-of-html.ts';

/** HTML with its Handlebars expressions still in it, and what MJML found wrong. */
export interface CompiledBody {
  html: string;
  problems: TemplateProblem[];
}

/**
 * Compiles MJML to HTML. `file` and `bodyLine` tell where the mail's own body stands in `mjml`. Besides MJML's
 * complaints it reports every expression that MJML dropped in silence, as it does with text outside of its elements.
 */
export async function compileMjml(
  mjml: string,
  body: { path: string; text: string },
  bodyLine: number,
  cacheFolder?: string,
): Promise<CompiledBody> {
  const result = await compiledOnce(mjml, compileOnThread, cacheFolder);
  const lastLine = body.text.split('\n').length;
  const problems = result.errors.map(({ line, message, tagName }): TemplateProblem => {
    const own = line - bodyLine + 1;
    const inBody = own >= 1 && own <= lastLine;
    return {
      severity: 'error',
      file: inBody ? body.path : 'layout/layout.mjml',
      line: inBody ? own : Math.max(1, line),
      column: 1,
      message: `${tagName}: ${message}`,
    };
  });
  return { html: result.html, problems: [...problems, ...lostExpressions(mjml, result.html, body)] };
}

function lostExpressions(
  mjml: string,
  html: string,
  body: { path: string; text: string },
): TemplateProblem[] {
  if (html === '') return [];
  const kept = countExpressions(html);
  // Defaults for elements that a mail does not use vanish rightly.
  const written = mjml.replace(/<mj-attributes>[\s\S]*?<\/mj-attributes>/, '');
  const lost = [...countExpressions(written)].flatMap(([expression, count]) =>
    (kept.get(expression) ?? 0) < count ? [expression] : [],
  );
  // What opens a block tells its place; {{else}} and {{/if}} are everywhere.
  const telling = lost.filter((expression) => !/^\{\{(?:\/|else)/.test(expression));
  return (telling.length > 0 ? telling : lost).map((expression) => {
    const offset = body.text.indexOf(expression);
    return {
      severity: 'error',
      file: offset < 0 ? 'layout/layout.mjml' : body.path,
      ...placeAt(body.text, offset),
      message: `MJML drops ${expression} here; put blocks into <mj-raw>, and no double quotes inside attributes`,
    };
  });
}

function countExpressions(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [expression] of text.matchAll(EXPRESSION)) {
    if (!expression.startsWith('{{!')) counts.set(expression, (counts.get(expression) ?? 0) + 1);
  }
  return counts;
}
