import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { TEMPLATE_PATHS, templatePaths } from '../template-files.ts';
import type { VersionFiles } from './stored-versions.ts';

/**
 * The files of a templates folder by the name of the mail (or `layout`, `partials`) and the path inside; files that belong
 * to no template, such as the issues of a newsletter, are passed over.
 */
export async function folderFiles(folder: string): Promise<Map<string, VersionFiles>> {
  const found = new Map<string, Record<string, string>>();
  for (const path of (await templatePaths(folder)).toSorted()) {
    const [name = '', ...rest] = relative(folder, path).split(sep);
    const inside = rest.join('/');
    if (!belongs(name, inside)) continue;
    const text = await readFile(path, 'utf8');
    const files = found.get(name) ?? {};
    files[inside] = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
    found.set(name, files);
  }
  return found;
}

/** Whether a file of the folder `name` is part of a template. */
export function belongs(name: string, inside: string): boolean {
  if (!TEMPLATE_NAME.test(name)) return false;
  if (name === 'layout') return LAYOUT_PATHS.has(inside);
  if (name === 'partials') return /^[a-z0-9-]+\.(?:mjml|hbs)$/.test(inside);
  return TEMPLATE_PATHS.includes(inside);
}

const TEMPLATE_NAME = /^[a-z][a-z0-9-]{0,59}$/;
const LAYOUT_PATHS: ReadonlySet<string> = new Set(['layout.mjml', 'words.yaml', 'variables.yaml']);
