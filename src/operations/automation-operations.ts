import { z } from 'zod';
import { type Mode, signalAutomations } from '../automations/automation.ts';
import { MODES } from '../automations/schema.ts';
import { setMode } from '../automations/set-mode.ts';
import { isCopy, setCopyMode } from '../automations/versions/copies.ts';
import { audit } from '../businesses/audit.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { operation } from './operation.ts';

/** What there is, in which mode, and how much each did. */
export const automationsList = operation(
  'automations-list',
  z.strictObject({}),
  async ({ db, businessId, automations }) => {
    const mails = await inBusiness(db, businessId, (tx) =>
      tx
        .selectFrom('outgoing_emails')
        .select(['automation', 'state', (eb) => eb.fn.countAll<number>().as('count')])
        .groupBy(['automation', 'state'])
        .execute(),
    );
    return automations.map(({ name, description, mode, file }) => ({
      name,
      description,
      mode,
      file,
      mails: Object.fromEntries(
        mails.filter(({ automation }) => automation === name).map(({ state, count }) => [state, count]),
      ),
    }));
  },
);

/** Writes another mode into the automation's file; a running daemon takes it up within a minute. */
export const automationMode = operation(
  'automation-mode',
  z.strictObject({ name: z.string(), mode: z.enum(MODES) }),
  async (workspace, { name, mode }, actor) => {
    const change = await changeMode(workspace, name, mode, actor);
    const { db, businessId } = workspace;
    await workspace.reloadAutomations();
    await inBusiness(db, businessId, (tx) =>
      audit(tx, { actor, action: 'set mode', subject: name, detail: { from: change.from, to: mode } }),
    );
    return change;
  },
);

/** In the database where the automation is kept there, else in its file. */
async function changeMode(
  workspace: Workspace,
  name: string,
  mode: Mode,
  author: string,
): Promise<{ automation: string; file: string; from: Mode; to: Mode }> {
  const { db, businessId, clock, config, automations } = workspace;
  const copy = automations.find((one) => one.name === name && isCopy(one));
  if (!copy) return setMode(config.automations.folder, name, mode);
  if (mode === 'draft' && signalAutomations([copy]).length === 0)
    throw new WafaError('a newsletter or digest cannot be drafted; take approve', {
      exitCode: ExitCode.usage,
    });
  const now = await clock.now();
  await inBusiness(db, businessId, (tx) => setCopyMode(tx, { name, mode, author, now }));
  return { automation: name, file: copy.file, from: copy.mode, to: mode };
}

const MAX_LINES = 1000;

/** What automations in the mode `dry-run` would have sent, newest first. */
export const dryRunList = operation(
  'dry-run-list',
  z.strictObject({ automation: z.string().optional(), limit: z.int().min(1).max(MAX_LINES).default(100) }),
  ({ db, businessId }, { automation, limit }) =>
    inBusiness(db, businessId, (tx) =>
      tx
        .selectFrom('dry_runs')
        .innerJoin('contacts', 'contacts.id', 'dry_runs.contact_id')
        .select([
          'automation',
          'contacts.name as contact',
          'step',
          'template',
          'subject',
          'would_send_at as wouldSendAt',
          'held_back_by as heldBackBy',
        ])
        .$if(automation !== undefined, (query) => query.where('automation', '=', automation ?? ''))
        .orderBy('would_send_at', 'desc')
        .limit(limit)
        .execute(),
    ),
);
