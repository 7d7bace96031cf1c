import { headerKey } from './header-key.ts';

/** The fields of a kind of rows, each with what files call it in English, Arabic and Persian. */
export type FieldNames = Readonly<Record<string, readonly string[]>>;

/** Which column stands where, by the header line; a column that is named twice counts where it stands first. */
export function guessColumns(header: readonly string[], names: FieldNames): Map<string, number> {
  const fields = byName(names);
  const found = new Map<string, number>();
  header.forEach((name, index) => {
    const field = fields.get(headerKey(name));
    if (field !== undefined && !found.has(field)) found.set(field, index);
  });
  return found;
}

const known = new WeakMap<FieldNames, Map<string, string>>();

function byName(names: FieldNames): Map<string, string> {
  const kept = known.get(names);
  if (kept !== undefined) return kept;
  const made = new Map(
    Object.entries(names).flatMap(([field, called]) =>
      [field, ...called].map((name) => [headerKey(name), field] as const),
    ),
  );
  known.set(names, made);
  return made;
}
