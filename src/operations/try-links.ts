import { describeError } from '../lib/errors.ts';
import { webAddresses } from '../rendering/checks/markup.ts';
import { readTemplateFolder, type SourceFile } from '../rendering/template-files.ts';
import { placeAt, type TemplateProblem } from '../rendering/template-problem.ts';

const TIMEOUT_MS = 10_000;
const AT_ONCE = 8;
const FIRST_FAILURE = 400;

/** Asks every web address that is written out in a templates folder for its page; a warning for each that has none. */
export async function tryLinks(folder: string): Promise<TemplateProblem[]> {
  const { layout, partials, templates } = await readTemplateFolder(folder);
  const files: (SourceFile | undefined)[] = [layout, ...partials.values()];
  for (const { locales } of templates) for (const { body, text } of locales.values()) files.push(body, text);
  const links = files.flatMap((file) =>
    file ? webAddresses(file).map(({ url, offset }) => ({ file, url, offset })) : [],
  );
  const urls = [...new Set(links.map(({ url }) => url))];
  const faults = new Map<string, string>();
  for (let next = 0; next < urls.length; next += AT_ONCE) {
    const tried = urls.slice(next, next + AT_ONCE).map(async (url) => {
      const fault = await faultOf(url);
      if (fault !== undefined) faults.set(url, fault);
    });
    await Promise.all(tried);
  }
  return links.flatMap(({ file, url, offset }): TemplateProblem[] => {
    const fault = faults.get(url);
    if (fault === undefined) return [];
    const message = `${url} does not answer: ${fault}`;
    return [{ severity: 'warning', file: file.path, ...placeAt(file.text, offset), message }];
  });
}

async function faultOf(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return response.status < FIRST_FAILURE ? undefined : `status ${response.status}`;
  } catch (error) {
    return describeError(error instanceof Error ? (error.cause ?? error) : error);
  }
}
