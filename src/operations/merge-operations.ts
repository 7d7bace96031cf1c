import { z } from 'zod';
import { acceptSuggestion, dismissSuggestion } from '../customers/merge/decide-suggestion.ts';
import { listMerges, listSuggestions, type Suggestion } from '../customers/merge/list-suggestions.ts';
import { mergeContacts } from '../customers/merge/merge-contacts.ts';
import { reasonInWords } from '../customers/merge/reason-in-words.ts';
import { unmergeContacts } from '../customers/merge/unmerge-contacts.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import { requireContact } from './find-contact.ts';
import { operation } from './operation.ts';

const MAX_LINES = 1000;
const limit = z.int().min(1).max(MAX_LINES).default(50);
const locale = z.enum(LOCALES).default('en');
const suggestion = z.string().regex(/^[0-9a-f]{6}-[0-9a-f]{6}$/i);

/** Contacts that may be one person, the likeliest first, each with the reasons in words. */
export const suggestionsList = operation(
  'suggestions-list',
  z.strictObject({ locale, limit }),
  ({ db, businessId }, { locale: language, limit: rows }) =>
    inBusiness(db, businessId, async (tx) =>
      (await listSuggestions(tx, { limit: rows })).map((one) => worded(one, language)),
    ),
);

/** One of them. */
export const suggestionShow = operation(
  'suggestion-show',
  z.strictObject({ suggestion, locale }),
  ({ db, businessId }, { suggestion: key, locale: language }) =>
    inBusiness(db, businessId, async (tx) => worded(await requireSuggestion(tx, key), language)),
);

/** Both are one person: they are merged. `keep` says into which, by address, id or name. */
export const suggestionAccept = operation(
  'suggestion-accept',
  z.strictObject({ suggestion, keep: z.string().optional() }),
  async ({ db, businessId, clock }, { suggestion: key, keep }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const { first, second } = await requireSuggestion(tx, key);
      const kept = keep === undefined ? undefined : (await requireContact(tx, keep)).id;
      const pair = { firstId: first.id, secondId: second.id };
      const { mergeId, keptId } = await acceptSuggestion(tx, { ...pair, actor, now }, kept);
      return { mergeId, kept: keptId === first.id ? first.name : second.name };
    });
  },
);

/** Both are two people, whatever speaks for one. */
export const suggestionDismiss = operation(
  'suggestion-dismiss',
  z.strictObject({ suggestion }),
  async ({ db, businessId, clock }, { suggestion: key }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const { first, second } = await requireSuggestion(tx, key);
      await dismissSuggestion(tx, { firstId: first.id, secondId: second.id, actor, now });
      return { first: first.name, second: second.name };
    });
  },
);

/** Makes two contacts one. */
export const contactsMerge = operation(
  'contacts-merge',
  z.strictObject({ keep: z.string(), merge: z.string() }),
  async ({ db, businessId, clock }, { keep, merge }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const kept = await requireContact(tx, keep);
      const merged = await requireContact(tx, merge);
      const mergeId = await mergeContacts(tx, { keepId: kept.id, mergeId: merged.id, actor, now });
      return { mergeId, kept: kept.name, merged: merged.name };
    });
  },
);

/** Merges, the latest first. */
export const mergesList = operation(
  'merges-list',
  z.strictObject({ limit }),
  ({ db, businessId }, { limit: rows }) =>
    inBusiness(db, businessId, (tx) => listMerges(tx, { limit: rows })),
);

/** Parts two contacts again: by the merge's id or the end of it, or the latest merge of a contact. */
export const contactsUnmerge = operation(
  'contacts-unmerge',
  z.strictObject({ merge: z.string().min(4) }),
  async ({ db, businessId, clock }, { merge }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const { id, kept, merged } = await requireMerge(tx, merge);
      const { keptId, partedId } = await unmergeContacts(tx, { mergeId: id, actor, now });
      return { kept, parted: merged, keptId, partedId };
    });
  },
);

async function requireSuggestion(tx: Tx, key: string): Promise<Suggestion> {
  const [only, another] = await listSuggestions(tx, { limit: 2, key: key.toLowerCase() });
  if (only && !another) return only;
  throw new WafaError(`there is no open suggestion ${key}`, {
    hint: 'npx wafa suggestions list shows those that are open',
    exitCode: ExitCode.usage,
  });
}

async function requireMerge(tx: Tx, given: string) {
  const merges = await listMerges(tx, { limit: MAX_LINES });
  const byId = merges.filter(({ id }) => id.endsWith(given.toLowerCase()));
  const [only] = byId;
  if (only && byId.length === 1) return only;
  if (HEX.test(given))
    throw new WafaError(only ? `several merges end with ${given}` : `there is no merge ${given}`, {
      hint: 'npx wafa suggestions merged lists merges with their ids',
      exitCode: ExitCode.usage,
    });
  const contact = await requireContact(tx, given);
  const latest = (await listMerges(tx, { limit: MAX_LINES, keptId: contact.id })).find(
    (one) => one.undoneAt === null,
  );
  if (latest) return latest;
  throw new WafaError(`nobody was merged into ${contact.name}`, { exitCode: ExitCode.usage });
}

const HEX = /^[0-9a-f-]+$/i;

/** The reasons as sentences beside their numbers. */
function worded(one: Suggestion, language: Locale) {
  return {
    ...one,
    reasons: one.reasons.map((reason) => ({ ...reason, sentence: reasonInWords(reason, language) })),
  };
}
