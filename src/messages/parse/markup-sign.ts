import type { LeafPart } from './plain-parts.ts';

/**
 * Whether HTML, still encoded, may hold schema.org mark-up: all of it names the vocabulary. A look at the bytes, for few mails
 * have any, and HTML beside a text is otherwise not even decoded.
 */
export function mayHoldMarkup({ body, encoding }: Pick<LeafPart, 'body' | 'encoding'>): boolean {
  const beginning = body.length > MAX_SEARCHED ? body.subarray(0, MAX_SEARCHED) : body;
  const bytes = encoding === 'base64' ? Buffer.from(beginning.toString('latin1'), 'base64') : beginning;
  // Quoted-printable breaks lines anywhere, also in a word; hardly ever in both.
  return bytes.includes(VOCABULARY) || (encoding === 'quoted-printable' && bytes.includes(JSON_LD));
}

/** As much as is kept of HTML. */
const MAX_SEARCHED = 3_000_000;
const VOCABULARY = Buffer.from('schema.org');
const JSON_LD = Buffer.from('ld+json');
