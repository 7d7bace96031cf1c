/** One line of a card: `item1.TEL;TYPE=cell:+49...` is TEL, with its parameters in upper case and its value decoded. */
export interface CardProperty {
  /** `item1`, which ties a label to it; '' where there is none. */
  group: string;
  name: string;
  /** `TYPE` is every type of it, in lower case; of others the last value counts. */
  parameters: ReadonlyMap<string, readonly string[]>;
  /** As it stands, but for quoted-printable and base64 texts, which are decoded; `components` and `texts` take it apart. */
  value: string;
}

/** Octets and characters of a value that are looked at; what is longer is a picture or a mistake. */
const MAX_VALUE = 20_000;
/** Nobody reads pictures, sounds and keys. */
const IGNORED = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY', 'BEGIN', 'END', 'VERSION']);

/**
 * The properties of one card, from its unfolded lines (RFC 6350, 3.3; RFC 2426 and vCard 2.1 with quoted-printable too). What
 * is no property is passed over.
 */
export function readCard(lines: readonly string[]): CardProperty[] {
  return lines.flatMap((line) => readProperty(line) ?? []);
}

function readProperty(line: string): CardProperty | undefined {
  const head = /^(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)((?:;(?:"[^"]*"|[^":])*)?):/.exec(line);
  if (!head || line.length > MAX_VALUE) return undefined;
  const [whole, group = '', named = '', written = ''] = head;
  const name = named.toUpperCase();
  if (IGNORED.has(name)) return undefined;
  const parameters = readParameters(written);
  const raw = line.slice(whole.length);
  const encoding = parameters.get('ENCODING')?.at(-1)?.toUpperCase();
  const charset = parameters.get('CHARSET')?.at(-1) ?? 'utf-8';
  if (encoding === 'B' || encoding === 'BASE64') return undefined;
  const value = encoding === 'QUOTED-PRINTABLE' ? quotedPrintable(raw, charset) : raw;
  return { group: group.toLowerCase(), name, parameters, value };
}

function readParameters(written: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (name: string, values: readonly string[]) =>
    found.set(name, [...(found.get(name) ?? []), ...values]);
  for (const [, part = ''] of written.matchAll(/;((?:"[^"]*"|[^";])*)/g)) {
    const at = part.indexOf('=');
    // vCard 2.1 writes `TEL;CELL` and `;QUOTED-PRINTABLE`.
    if (at < 0) add(...bare(part.toUpperCase()));
    else {
      const name = part.slice(0, at).toUpperCase();
      const values = [...part.slice(at + 1).matchAll(/"([^"]*)"|([^",]+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain ?? '',
      );
      const single = values.flatMap((value) => value.split(','));
      add(name, name === 'TYPE' ? single.map((value) => value.toLowerCase()) : values);
    }
  }
  return found;
}

function bare(word: string): [string, string[]] {
  if (word === 'QUOTED-PRINTABLE' || word === 'BASE64') return ['ENCODING', [word]];
  return ['TYPE', [word.toLowerCase()]];
}

/** RFC 2045, 6.7; soft line ends are gone with unfolding. */
function quotedPrintable(text: string, charset: string): string {
  const bytes = Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  try {
    return new TextDecoder(charset.toLowerCase()).decode(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new TextDecoder().decode(bytes);
  }
}

/** The components of a structured value: `Haddad;Karim;;Dr.;` (RFC 6350, 3.4); each may be a list. */
export function components(value: string): string[] {
  return split(value, ';').map(plainText);
}

/** The texts of a list: `vip,baker`. */
export function texts(value: string): string[] {
  return split(value, ',')
    .map(plainText)
    .filter((text) => text !== '');
}

/** One text, its escapes resolved (RFC 6350, 3.4). */
export function plainText(value: string): string {
  return value
    .replace(/\\([nN;,:\\])/g, (_, escaped: string) => (/[nN]/.test(escaped) ? '\n' : escaped))
    .trim();
}

function split(value: string, mark: string): string[] {
  const parts: string[] = [''];
  for (let at = 0; at < value.length; at++) {
    const letter = value[at] ?? '';
    if (letter === '\\') parts[parts.length - 1] += letter + (value[++at] ?? '');
    else if (letter === mark) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
