import { z } from 'zod';
import { mergeOfEdit, undoMerge } from '../customers/merge/undo-merge.ts';
import { historyOf } from '../customers/record/history.ts';
import { lapsedCustomers } from '../customers/record/lapsed-customers.ts';
import { listContacts } from '../customers/record/list-contacts.ts';
import { showContact } from '../customers/record/show-contact.ts';
import { undoEdit } from '../customers/record/undo-edit.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { requireContact } from './find-contact.ts';
import { operation } from './operation.ts';

const MAX_LINES = 1000;
const limit = z.int().min(1).max(MAX_LINES).default(50);

/** Contacts, the most recently active first. */
export const contactsList = operation(
  'contacts-list',
  z.strictObject({ search: z.string().optional(), limit }),
  ({ db, businessId }, { search, limit: rows }) =>
    inBusiness(db, businessId, (tx) => listContacts(tx, { limit: rows, search })),
);

/** One contact with everything that is known, by an address, the id or a name; and how its days are shown. */
export const contactShow = operation(
  'contact-show',
  z.strictObject({ who: z.string() }),
  ({ db, businessId, config }, { who }) =>
    inBusiness(db, businessId, async (tx) => {
      const { id } = await requireContact(tx, who);
      const found = await showContact(tx, id);
      if (!found) throw new Error(`contact ${id} was found and is gone`);
      const { timeZone, calendar, locale } = config.business;
      return { ...found, shownIn: { timeZone, locale, calendar: calendar ?? null } };
    }),
);

/** What changed of a contact, the newest first. */
export const contactHistory = operation(
  'contact-history',
  z.strictObject({ who: z.string(), limit }),
  ({ db, businessId, config }, { who, limit: rows }) =>
    inBusiness(db, businessId, async (tx) => {
      const { id } = await requireContact(tx, who);
      const { timeZone, calendar, locale } = config.business;
      const entries = await historyOf(tx, { contactId: id }, rows);
      return { entries, shownIn: { timeZone, locale, calendar: calendar ?? null } };
    }),
);

/** Takes an edit back: one by its id or the end of it, or the latest of a contact that is not undone. */
export const editUndo = operation(
  'edit-undo',
  z.union([z.strictObject({ edit: z.string().min(4) }), z.strictObject({ who: z.string().min(1) })]),
  async ({ db, businessId, clock }, wanted, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const id = 'edit' in wanted ? await editByEnd(tx, wanted.edit) : await latestEdit(tx, wanted.who);
      const merge = await mergeOfEdit(tx, id);
      return merge === undefined ? undoEdit(tx, id, actor, now) : undoMerge(tx, merge, actor, now);
    });
  },
);

/** The latest edits, among which the end of an id is enough. */
const FOUND_BY_END = 1000;

async function editByEnd(tx: Parameters<typeof requireContact>[0], given: string): Promise<string> {
  if (UUID.test(given)) return given;
  const latest = await tx
    .selectFrom('edits')
    .select('id')
    .orderBy('at', 'desc')
    .limit(FOUND_BY_END)
    .execute();
  const found = latest.filter(({ id }) => id.endsWith(given.toLowerCase()));
  const [only] = found;
  if (only && found.length === 1) return only.id;
  throw new WafaError(only ? `several edits end with ${given}` : `there is no edit ${given}`, {
    hint: 'npx wafa contacts history WHO lists edits with their ids',
    exitCode: ExitCode.usage,
  });
}

async function latestEdit(tx: Parameters<typeof requireContact>[0], who: string): Promise<string> {
  const contact = await requireContact(tx, who);
  const entries = await historyOf(tx, { contactId: contact.id }, MAX_LINES);
  const latest = entries.find(
    ({ editId, undoneAt, actor, title }) =>
      editId !== null && undoneAt === null && actor !== 'wafa' && !title.startsWith('undid'),
  );
  if (latest?.editId) return latest.editId;
  throw new WafaError(`there is nothing to undo of ${contact.name}`, { exitCode: ExitCode.usage });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Customers who have fallen silent, those with most purchases first. */
export const lapsedList = operation(
  'lapsed-list',
  z.strictObject({ limit }),
  ({ db, businessId }, { limit: rows }) => inBusiness(db, businessId, (tx) => lapsedCustomers(tx, rows)),
);
