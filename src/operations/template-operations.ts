import path from 'node:path';
import { z } from 'zod';
import { audit } from '../businesses/audit.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import type { TemplateState } from '../database/template-tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { hashOfFiles } from '../rendering/template-files.ts';
import { describeProblem } from '../rendering/template-problem.ts';
import {
  diffTemplate,
  filesInUse,
  type Pushed,
  publishTemplate,
  pushTemplates,
  type TemplatePlace,
} from '../rendering/versions/change-templates.ts';
import { belongs } from '../rendering/versions/folder-files.ts';
import {
  discardDraft,
  draftOf,
  listVersions,
  retirePublished,
  type VersionFiles,
} from '../rendering/versions/stored-versions.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { operation } from './operation.ts';

const name = z.string().min(1).max(60);
const number = z.int().min(1);
const state = z.string().regex(/^(?:\d+|shipped|published|draft)$/, {
  error: 'is no version: write a number, shipped, published or draft',
});

/** A mail as it is listed. */
export interface ListedTemplate {
  name: string;
  class: string;
  description: string;
  locales: string[];
  /** `shipped:4f0c21a9` or `own:3`. */
  version: string;
  /** The number of its draft. */
  draft: number | null;
}

/** Every mail there is, with the version it is written with. */
export const templatesList = operation(
  'templates-list',
  z.strictObject({}),
  async (workspace): Promise<ListedTemplate[]> => {
    const { db, businessId } = workspace;
    const stored = await inBusiness(db, businessId, (tx) => listVersions(tx));
    const drafts = new Map(
      stored.flatMap((version) => (version.state === 'draft' ? [[version.name, version.number]] : [])),
    );
    return [...workspace.templates.values()].map((template) => ({
      name: template.name,
      class: template.class,
      description: template.description,
      locales: [...template.locales.keys()],
      version: template.version,
      draft: drafts.get(template.name) ?? null,
    }));
  },
);

/** A version as its history shows it. */
export interface ListedVersion {
  name: string;
  number: number;
  state: TemplateState;
  author: string;
  note: string;
  createdAt: Date;
  stateAt: Date;
}

/** The versions of a business's own mails, the newest first. */
export const templateHistory = operation(
  'template-history',
  z.strictObject({ name: name.optional() }),
  ({ db, businessId }, { name: wanted }) =>
    inBusiness(db, businessId, async (tx): Promise<ListedVersion[]> => {
      const versions = await listVersions(tx, wanted);
      return versions.map(({ files: _files, hash: _hash, ...listed }) => listed);
    }),
);

/** How two versions of a mail differ, as a unified diff. */
export const templateDiff = operation(
  'template-diff',
  z.strictObject({ name, from: state.default('published'), to: state.default('draft') }),
  (workspace, { name: wanted, from, to }) =>
    inBusiness(workspace.db, workspace.businessId, async (tx) => ({
      diff: await diffTemplate(tx, placeOf(workspace), wanted, from, to),
    })),
);

/** What `pull` writes into a folder. */
export interface PulledTemplates {
  folders: Record<string, VersionFiles>;
  /** The hash of each, to be told again by `push`. */
  base: Record<string, string>;
}

/** The files of every mail as they are in use, or, with `drafts`, as its draft has them. */
export const templatesPull = operation(
  'templates-pull',
  z.strictObject({ names: z.array(name).optional(), drafts: z.boolean().default(false) }),
  (workspace, { names, drafts }) =>
    inBusiness(workspace.db, workspace.businessId, async (tx): Promise<PulledTemplates> => {
      const inUse = await filesInUse(tx, placeOf(workspace));
      const wanted = [...inUse].filter(([known]) => names?.includes(known) ?? true);
      const missing = names?.find((asked) => !inUse.has(asked));
      if (missing !== undefined) {
        throw new WafaError(`there is no mail "${missing}"`, { exitCode: ExitCode.usage });
      }
      const folders: PulledTemplates['folders'] = {};
      for (const [known, files] of wanted) {
        folders[known] = (drafts ? (await draftOf(tx, known))?.files : undefined) ?? files;
      }
      const base = Object.fromEntries(wanted.map(([known, files]) => [known, hashOfFiles(files)]));
      return { folders, base };
    }),
);

const MAX_FILE_LENGTH = 500_000;

const files = z.record(z.string(), z.string().max(MAX_FILE_LENGTH));

export interface PushedTemplates {
  pushed: Pushed[];
  /** A line for each problem. */
  problems: string[];
}

/** Takes edited folders back: each that was changed becomes a draft, or is published. All or none. */
export const templatesPush = operation(
  'templates-push',
  z.strictObject({
    folders: z.record(name, files),
    base: z.record(z.string(), z.string()).default({}),
    publish: z.boolean().default(false),
    note: z.string().max(500).default(''),
  }),
  async (workspace, { folders, base, publish, note }, actor): Promise<PushedTemplates> => {
    refuseStrangers(folders);
    const now = await workspace.clock.now();
    const push = { folders: new Map(Object.entries(folders)), base, publish };
    const { pushed, problems } = await inBusiness(workspace.db, workspace.businessId, async (tx) => {
      const result = await pushTemplates(tx, placeOf(workspace), push, { author: actor, note, now });
      for (const one of result.pushed) {
        await noteChange(tx, actor, one.state === 'published' ? 'publish template' : 'save template', one);
      }
      return result;
    });
    await workspace.reloadTemplates();
    return { pushed, problems: problems.map(describeProblem) };
  },
);

/** Publishes a draft, or any version by its number. */
export const templatePublish = operation(
  'template-publish',
  z.strictObject({ name, number: number.optional() }),
  async (workspace, { name: wanted, number: asked }, actor) => {
    const now = await workspace.clock.now();
    const published = await inBusiness(workspace.db, workspace.businessId, async (tx) => {
      const version = await publishTemplate(tx, placeOf(workspace), wanted, asked, now);
      await noteChange(tx, actor, 'publish template', version);
      return version;
    });
    await workspace.reloadTemplates();
    return { name: wanted, number: published.number };
  },
);

/** Writes a mail with the shipped template again. */
export const templateRetire = operation(
  'template-retire',
  z.strictObject({ name }),
  async (workspace, { name: wanted }, actor) => {
    const now = await workspace.clock.now();
    const retired = await inBusiness(workspace.db, workspace.businessId, async (tx) => {
      const did = await retirePublished(tx, wanted, now);
      if (did) await noteChange(tx, actor, 'retire template', { name: wanted });
      return did;
    });
    await workspace.reloadTemplates();
    return { name: wanted, retired };
  },
);

/** Throws a draft away; its files stay in the history. */
export const templateDiscard = operation(
  'template-discard',
  z.strictObject({ name }),
  async ({ db, businessId, clock }, { name: wanted }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const discarded = await discardDraft(tx, wanted, now);
      if (discarded) await noteChange(tx, actor, 'discard template draft', { name: wanted });
      return { name: wanted, discarded };
    });
  },
);

function placeOf({ templatesFolder, config }: Workspace): TemplatePlace {
  return { folder: templatesFolder, cacheFolder: path.join(config.database.folder, 'cache') };
}

/** A file that belongs to no template would lie in the version unseen. */
function refuseStrangers(folders: Readonly<Record<string, VersionFiles>>): void {
  for (const [folder, inside] of Object.entries(folders)) {
    const stranger = Object.keys(inside).find((file) => !belongs(folder, file));
    if (stranger === undefined) continue;
    throw new WafaError(`${folder}/${stranger} is no file of a template`, {
      hint: 'a mail has template.yaml and, for each language, subject.hbs, body.mjml and perhaps text.hbs',
      exitCode: ExitCode.usage,
    });
  }
}

function noteChange(
  tx: Tx,
  actor: string,
  action: string,
  { name: subject, number: version }: { name: string; number?: number },
): Promise<void> {
  return audit(tx, { actor, action, subject, detail: version === undefined ? {} : { version } });
}
