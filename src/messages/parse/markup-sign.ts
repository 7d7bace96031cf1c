import type { LeafPart } from './plain-parts.ts';

/**
 * Whether HTML, still encoded, may hold schema.org mark-up: every way to write it says the one or the other. A look at the
 * bytes, for few mails have any, and HTML beside a text is otherwise not even decoded.
 */
export function mayHoldMarkup({ body, encoding }: Pick<LeafPart, 'body' | 'encoding'>): boolean {
  const beginning = body.length > MAX_SEARCHED ? body.subarray(0, MAX_SEARCHED) : body;
  const bytes = encoding === 'base64' ? Buffer.from(beginning.toString('latin1'), 'base64') : beginning;
  return SIGNS.some((sign) => bytes.includes(sign));
}

/** As much as is kept of HTML. */
const MAX_SEARCHED = 3_000_000;
/**
 * Quoted-printable breaks lines anywhere: of three words one is whole, unless somebody means it not to be. Mark-up of an
 * order has each of them several times.
 */
const SIGNS = ['schema.org', 'ld+json', 'itemprop'].map((sign) => Buffer.from(sign));
