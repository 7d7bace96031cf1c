import { stat } from 'node:fs/promises';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { loadTemplates, type Template, type TemplateSet } from '../rendering/load-templates.ts';
import { templatePaths } from '../rendering/template-files.ts';
import { describeProblems } from '../rendering/template-problem.ts';
import { loadOwnTemplates } from '../rendering/versions/load-own-templates.ts';
import { publishedVersions, type TemplateVersion } from '../rendering/versions/stored-versions.ts';

/** The templates that mail is written with: those of the folder, and the business's own published ones over them. */
export interface LiveTemplates {
  /** Always the same map; what it holds is exchanged as a whole. */
  templates: TemplateSet;
  /** Takes up what was published or edited since; of what is broken now, it keeps what it had and logs why. */
  reload: () => Promise<void>;
}

export interface LiveTemplatesOptions {
  db: Db;
  businessId: string;
  folder: string;
  cacheFolder: string;
  log: Log;
}

/**
 * Lays the published versions over `shipped`, which was loaded from the folder before the database was there. A look that
 * finds nothing new costs one query and the times of the folder's files.
 */
export async function liveTemplates(
  shipped: TemplateSet,
  options: LiveTemplatesOptions,
): Promise<LiveTemplates> {
  const { folder, cacheFolder, log } = options;
  const live = new Map<string, Template>(shipped);
  let seen = { published: '', edited: await editedAt(folder) };
  const exchange = (templates: TemplateSet) => {
    live.clear();
    for (const [name, template] of templates) live.set(name, template);
  };
  const takeUp = async (published: TemplateVersion[]) => {
    const { templates, leftOut } = await loadOwnTemplates(folder, published, { cacheFolder });
    for (const { name, number, problems } of leftOut) {
      log.error(
        { template: name, version: number, problems: describeProblems(problems) },
        'a template of your own cannot be used any more; the shipped one stands in for it',
      );
    }
    exchange(templates);
  };
  const reload = async () => {
    const published = await readPublished(options);
    const now = { published: signatureOf(published), edited: await editedAt(folder) };
    if (now.published === seen.published && now.edited === seen.edited) return;
    // Marked as seen first: what is broken is told once, and not every minute.
    const before = seen;
    seen = now;
    if (now.edited !== before.edited) await loadTemplates(folder, { cacheFolder });
    await takeUp(published);
  };
  const first = await readPublished(options);
  if (first.length > 0) {
    seen = { ...seen, published: signatureOf(first) };
    await takeUp(first);
  }
  return {
    templates: live,
    async reload() {
      try {
        await reload();
      } catch (error) {
        log.error(
          { error: describeError(error) },
          'the templates were changed, and cannot be used as they are',
        );
      }
    },
  };
}

function readPublished({ db, businessId }: LiveTemplatesOptions): Promise<TemplateVersion[]> {
  return inBusiness(db, businessId, publishedVersions);
}

function signatureOf(published: readonly TemplateVersion[]): string {
  return published.map(({ name, number }) => `${name}:${number}`).join(' ');
}

/** Changes when any file of the folder does: how many there are, and when the last of them was written. */
async function editedAt(folder: string): Promise<string> {
  const paths = await templatePaths(folder);
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  return `${paths.length} ${times.reduce((latest, at) => Math.max(latest, at), 0)}`;
}
