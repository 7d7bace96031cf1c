/** `states.sent` → `sent`, for every text of a table of words. */
export function textsOf(words: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...textsOf(value as object, `${prefix}${key}.`)],
    ),
  );
}
