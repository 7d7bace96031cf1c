import type { Tx } from '../../database/tables.ts';
import { describeError, ExitCode, WafaError } from '../../lib/errors.ts';
import type { Locale } from '../../lib/locale.ts';
import { readRule } from './read-rule.ts';
import type { Rule } from './rule.ts';
import { suggestion } from './rule-error.ts';

/** A segment as it is kept. */
export interface StoredSegment {
  id: string;
  name: string;
  title: Partial<Record<Locale, string>>;
  kind: 'rule' | 'static';
  /** Null for a list kept by hand, and for a rule that this Wafa cannot read. */
  rule: Rule | null;
  /** Why the rule cannot be read. */
  problem: string | null;
  shipped: boolean;
  changedAt: Date;
  changedBy: string;
  /** Null while its members were never found in full. */
  computedAt: Date | null;
  /** Whose members are found: all, those up to a contact, or (undefined) nobody's yet by this rule. */
  computedUpTo: 'all' | { contactId: string } | undefined;
}

/** Every segment of the business by its name, in the order of the names. */
export async function loadSegments(tx: Tx): Promise<Map<string, StoredSegment>> {
  const rows = await tx
    .selectFrom('segments')
    .select(['id', 'name', 'title', 'kind', 'rule', 'shipped', 'changed_at', 'changed_by'])
    .select(['computed_at', 'computing_since', 'computed_up_to'])
    .where('removed_at', 'is', null)
    .orderBy('name')
    .execute();
  return new Map(
    rows.map(({ id, name, title, kind, shipped, ...row }) => [
      name,
      {
        id,
        name,
        title,
        kind,
        shipped,
        ...readStored(row.rule),
        changedAt: row.changed_at,
        changedBy: row.changed_by,
        computedAt: row.computed_at,
        computedUpTo: computedUpTo(row),
      },
    ]),
  );
}

function computedUpTo(row: {
  changed_at: Date;
  computed_at: Date | null;
  computing_since: Date | null;
  computed_up_to: string | null;
}): StoredSegment['computedUpTo'] {
  const {
    changed_at: changed,
    computed_at: computed,
    computing_since: computing,
    computed_up_to: contactId,
  } = row;
  if (computed && computed >= changed) return 'all';
  return contactId !== null && computing && computing >= changed ? { contactId } : undefined;
}

/** What was saved by a later Wafa may hold what this one does not know: the others go on. */
function readStored(rule: object | null): { rule: Rule | null; problem: string | null } {
  if (rule === null) return { rule: null, problem: null };
  const key = JSON.stringify(rule);
  const known = read.get(key);
  if (known) return known;
  if (read.size >= MAX_READ) read.clear();
  const made = tryToRead(rule);
  read.set(key, made);
  return made;
}

/** The same few rules are asked for with every batch of contacts. */
const read = new Map<string, { rule: Rule | null; problem: string | null }>();
const MAX_READ = 1000;

function tryToRead(rule: object): { rule: Rule | null; problem: string | null } {
  try {
    return { rule: readRule(rule), problem: null };
  } catch (error) {
    return { rule: null, problem: describeError(error) };
  }
}

/** The segment of this name. Throws a WafaError with the nearest name where there is none. */
export function segmentNamed(segments: ReadonlyMap<string, StoredSegment>, name: string): StoredSegment {
  const found = segments.get(name);
  if (found) return found;
  throw new WafaError(`there is no segment "${name}"${suggestion(name, [...segments.keys()])}`, {
    hint: 'npx wafa segments list shows all of them',
    exitCode: ExitCode.usage,
  });
}
