import { z } from 'zod';
import { newsletterAutomations } from '../automations/automation.ts';
import { audit } from '../businesses/audit.ts';
import { countMembers } from '../customers/segments/count-members.ts';
import { type Explanation, explainMembers } from '../customers/segments/explain-members.ts';
import { type ListedMembers, listMembers } from '../customers/segments/list-members.ts';
import { parseRule } from '../customers/segments/parse-rule.ts';
import { type Precision, previewRule, type RulePreview } from '../customers/segments/preview-rule.ts';
import { printLeaf, printRule } from '../customers/segments/print-rule.ts';
import { readRule } from '../customers/segments/read-rule.ts';
import { leavesOf, type Rule } from '../customers/segments/rule.ts';
import { deleteSegment, saveSegment } from '../customers/segments/save-segment.ts';
import { segmentsAskingAbout } from '../customers/segments/segment-references.ts';
import { addMember, removeMember } from '../customers/segments/static-members.ts';
import { loadSegments, type StoredSegment, segmentNamed } from '../customers/segments/stored-segment.ts';
import type { RulePresent } from '../customers/segments/time-bounds.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import type { Reader } from '../rendering/speaker.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { requireContact } from './find-contact.ts';
import { operation } from './operation.ts';
import { locale, readerOf } from './reader-of.ts';

const MAX_LINES = 1000;
const limit = z.int().min(1).max(MAX_LINES).default(50);
const name = z.string().min(1).max(60);
/** As text, or as JSON. */
const rule = z.union([z.string(), z.record(z.string(), z.unknown())]);

/** A segment as it is listed. */
export interface ListedSegment {
  name: string;
  title: Partial<Record<Locale, string>>;
  kind: 'rule' | 'static';
  rule: string | null;
  members: number;
  shipped: boolean;
  /** Null while its members were never found. */
  computedAt: Date | null;
  /** Its rule is newer than its members. */
  isComputing: boolean;
  problem: string | null;
}

/** Every segment with how many are in it. */
export const segmentsList = operation('segments-list', z.strictObject({}), ({ db, businessId }) =>
  inBusiness(db, businessId, async (tx): Promise<ListedSegment[]> => {
    const counts = await countMembers(tx);
    return [...(await loadSegments(tx)).values()].map((segment) =>
      listed(segment, counts.get(segment.id) ?? 0),
    );
  }),
);

/** One segment: its rule as text and as JSON, and which segments ask about it. */
export const segmentShow = operation(
  'segment-show',
  z.strictObject({ name }),
  ({ db, businessId }, { name: wanted }) =>
    inBusiness(db, businessId, async (tx) => {
      const segments = await loadSegments(tx);
      const segment = segmentNamed(segments, wanted);
      const counts = await countMembers(tx, segment.id);
      const { changedAt, changedBy, rule: json } = segment;
      const askedBy = segmentsAskingAbout(wanted, segments);
      return { ...listed(segment, counts.get(segment.id) ?? 0), json, changedAt, changedBy, askedBy };
    }),
);

/** Who a rule would select; nothing is saved. */
export const segmentPreview = operation(
  'segment-preview',
  z.strictObject({ rule, limit, exact: z.boolean().default(false) }),
  async (workspace, { rule: given, limit: rows, exact }): Promise<RulePreview & { rule: string }> => {
    const read = ruleOf(given);
    const present = await presentOf(workspace);
    const { db, businessId } = workspace;
    const preview = await inBusiness(db, businessId, (tx) =>
      previewRule(tx, read, present, { limit: rows, exact }),
    );
    return { rule: printRule(read), ...preview };
  },
);

/** Keeps a rule under a name; its members are found in the background. */
export const segmentSave = operation(
  'segment-save',
  z.strictObject({ name, rule, title: z.partialRecord(z.enum(LOCALES), z.string().max(200)).optional() }),
  async ({ db, businessId, clock }, { name: given, rule: asGiven, title }, actor) => {
    const read = ruleOf(asGiven);
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const saved = await saveSegment(tx, { name: given, rule: read, title }, actor, now);
      await audit(tx, { actor, action: 'save segment', subject: given, detail: { rule: printRule(read) } });
      return { name: given, saved, rule: printRule(read) };
    });
  },
);

/** Deletes a segment that nobody needs. */
export const segmentDelete = operation(
  'segment-delete',
  z.strictObject({ name }),
  async ({ db, businessId, clock, automations }, { name: wanted }, actor) => {
    const now = await clock.now();
    const user = newsletterAutomations(automations).find(({ trigger }) => trigger.segment === wanted);
    if (user)
      throw new WafaError(`the automation ${user.name} writes to "${wanted}"`, {
        hint: `write another segment into ${user.file} first`,
        exitCode: ExitCode.usage,
      });
    await inBusiness(db, businessId, async (tx) => {
      await deleteSegment(tx, wanted, now);
      await audit(tx, { actor, action: 'delete segment', subject: wanted, detail: {} });
    });
    return { name: wanted };
  },
);

/** Who is in a segment, each with the reason. */
export const segmentMembers = operation(
  'segment-members',
  z.strictObject({ name, limit, locale }),
  async (workspace, { name: wanted, limit: rows, locale: language }): Promise<ListedMembers> => {
    const present = await presentOf(workspace);
    const reader = readerOf(workspace, language);
    return inBusiness(workspace.db, workspace.businessId, (tx) =>
      listMembers(tx, wanted, present, { limit: rows, reader }),
    );
  },
);

/** What a segment's rule asks, condition by condition: for how many each holds, or why one person is or is not in it. */
export const segmentExplain = operation(
  'segment-explain',
  z.strictObject({ name, who: z.string().optional(), locale }),
  async (workspace, { name: wanted, who, locale: language }) => {
    const present = await presentOf(workspace);
    const reader = readerOf(workspace, language);
    return inBusiness(workspace.db, workspace.businessId, async (tx) => {
      const segments = await loadSegments(tx);
      const { rule: found, problem } = segmentNamed(segments, wanted);
      if (!found)
        throw new WafaError(problem ?? `"${wanted}" is a list kept by hand`, { exitCode: ExitCode.usage });
      const person =
        who === undefined ? undefined : await explainFor(tx, found, who, present, { segments, reader });
      const conditions = who === undefined ? await countConditions(tx, found, present) : [];
      return { name: wanted, rule: printRule(found), conditions, person: person ?? null };
    });
  },
);

/** Puts somebody on a list kept by hand, which is made where there is none. */
export const segmentAdd = operation(
  'segment-add',
  z.strictObject({ name, who: z.string() }),
  async ({ db, businessId, clock }, { name: list, who }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const { id } = await requireContact(tx, who);
      return { name: list, contactId: id, added: await addMember(tx, list, id, actor, now) };
    });
  },
);

/** Takes somebody off a list kept by hand. */
export const segmentRemove = operation(
  'segment-remove',
  z.strictObject({ name, who: z.string() }),
  ({ db, businessId }, { name: list, who }) =>
    inBusiness(db, businessId, async (tx) => {
      const { id } = await requireContact(tx, who);
      return { name: list, contactId: id, removed: await removeMember(tx, list, id) };
    }),
);

function ruleOf(given: z.output<typeof rule>): Rule {
  return typeof given === 'string' ? parseRule(given) : readRule(given);
}

async function presentOf({ clock, config }: Workspace): Promise<RulePresent> {
  return { now: await clock.now(), timeZone: config.business.timeZone };
}

function listed(segment: StoredSegment, members: number): ListedSegment {
  const { name: given, title, kind, rule: json, shipped, computedAt, changedAt, problem } = segment;
  return {
    name: given,
    title,
    kind,
    rule: json && printRule(json),
    members,
    shipped,
    computedAt,
    isComputing: kind === 'rule' && (computedAt === null || computedAt < changedAt),
    problem,
  };
}

async function countConditions(tx: Tx, found: Rule, present: RulePresent) {
  const counted: { condition: string; count: number; precision: Precision }[] = [];
  for (const leaf of leavesOf(found)) {
    const { count, precision } = await previewRule(tx, leaf, present, { limit: 1 });
    counted.push({ condition: printLeaf(leaf), count, precision });
  }
  return counted;
}

async function explainFor(
  tx: Tx,
  found: Rule,
  who: string,
  present: RulePresent,
  { segments, reader }: { segments: ReadonlyMap<string, StoredSegment>; reader: Reader },
) {
  const { id, name: called } = await requireContact(tx, who);
  const explained = await explainMembers(tx, found, [id], present, segments, reader);
  const explanation: Explanation | undefined = explained.get(id);
  if (!explanation) throw new Error(`contact ${id} was found and is gone`);
  const conditions = explanation.conditions.map(({ leaf, ...rest }) => ({
    condition: printLeaf(leaf),
    ...rest,
  }));
  return { id, name: called, holds: explanation.holds, sentence: explanation.sentence, conditions };
}
