import { type SourceFile, type TemplateFolder, templateOf } from '../template-files.ts';
import type { VersionFiles } from './stored-versions.ts';

/** A business's own copy of one folder of templates. */
export interface OwnTemplate {
  /** Of a mail; `layout` and `partials` are what mails share. */
  name: string;
  number: number;
  files: VersionFiles;
}

/**
 * A templates folder with the business's own copies over it. Its own mail takes the place of the whole shipped one; of
 * what mails share, each file takes the place of the one with its name.
 */
export function layOver(folder: TemplateFolder, own: readonly OwnTemplate[]): TemplateFolder {
  const mails = own.filter(({ name }) => !isShared(name));
  const templates = new Map(folder.templates.map((template) => [template.name, template]));
  for (const { name, files, number } of mails) {
    templates.set(name, templateOf(name, files, `own:${number}`));
  }
  const layout = filesOf(own, 'layout');
  return {
    layout: layout.get('layout/layout.mjml') ?? folder.layout,
    words: layout.get('layout/words.yaml') ?? folder.words,
    variables: layout.get('layout/variables.yaml') ?? folder.variables,
    partials: new Map([
      ...folder.partials,
      ...[...filesOf(own, 'partials').values()].map(
        (file) => [file.path.slice('partials/'.length), file] as const,
      ),
    ]),
    templates: [...templates.values()].toSorted((a, b) => a.name.localeCompare(b.name)),
  };
}

/** Whether this is what mails share, and no mail. */
export function isShared(name: string): boolean {
  return name === 'layout' || name === 'partials';
}

function filesOf(own: readonly OwnTemplate[], name: string): Map<string, SourceFile> {
  const files = own.find((one) => one.name === name)?.files ?? {};
  return new Map(
    Object.entries(files).map(([path, text]) => [`${name}/${path}`, { path: `${name}/${path}`, text }]),
  );
}
