/** Places in nested settings: `['mailboxes', 0, 'imap', 'password']`. */
export type Place = readonly (string | number)[];

/** The places a path with `*` stands for in these settings. */
export function placesOf(settings: unknown, wantedPath: readonly string[]): (string | number)[][] {
  const [first, ...rest] = wantedPath;
  if (first === undefined) return [[]];
  if (first === '*') {
    const list = Array.isArray(settings) ? (settings as unknown[]) : [];
    return list.flatMap((item, index) => placesOf(item, rest).map((place) => [index, ...place]));
  }
  const group = plainObject(settings);
  return group?.[first] === undefined ? [] : placesOf(group[first], rest).map((place) => [first, ...place]);
}

/** What stands at a place, or undefined. */
export function getIn(settings: unknown, place: Place): unknown {
  return place.reduce<unknown>(
    (current, part) => (current as Record<string | number, unknown> | undefined)?.[part],
    settings,
  );
}

/** Puts a value at a place, making the groups and lists on the way. */
export function setIn(target: Record<string, unknown>, place: Place, value: unknown): void {
  let current: Record<string | number, unknown> = target;
  for (const [index, part] of place.entries()) {
    const group: Record<string | number, unknown> = current;
    if (index === place.length - 1) group[part] = value;
    else {
      group[part] ??= typeof place[index + 1] === 'number' ? [] : {};
      current = group[part] as Record<string | number, unknown>;
    }
  }
}

/** The value if it is a plain group of settings, else undefined. */
export function plainObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
