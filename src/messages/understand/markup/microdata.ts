import { MAX_MARKUP_DEPTH, MAX_MARKUP_VALUE } from './order-markup.ts';

/** A thing as JSON-LD would write it. */
type Thing = Record<string, unknown>;

/** Elements inside each other that are followed. */
const MAX_OPEN = 400;
/** Tags looked at; a long newsletter has 10,000. */
const MAX_TAGS = 100_000;
/** Characters of one tag; a longer one ends the reading. */
const MAX_TAG = 20_000;

/**
 * The things that HTML microdata describes (HTML, section 5: itemscope, itemtype, itemprop), in the shape of JSON-LD. One
 * walk over the tags, no tree: HTML that is no HTML ends it, and what was found until then is kept.
 */
export function microdataThings(html: string): Thing[] {
  if (!/\bitemscope\b/i.test(html)) return [];
  const found: Thing[] = [];
  const open: OpenElement[] = [];
  let textFrom = 0;
  let tags = 0;
  for (let at = html.search(TAG_START); at >= 0 && tags < MAX_TAGS; tags++) {
    collect(open, html, textFrom, at);
    const end = tagEnd(html, at);
    if (end < 0) break;
    const tag = html.slice(at + 1, end);
    const [, slash = '', name = ''] = TAG_NAME.exec(tag) ?? [];
    if (slash !== '') close(open, name.toLowerCase());
    else if (name !== '') enter(open, found, name.toLowerCase(), tag);
    if (open.length > MAX_OPEN) break;
    textFrom = end + 1;
    TAG_START_AFTER.lastIndex = textFrom;
    at = TAG_START_AFTER.exec(html)?.index ?? -1;
  }
  while (open.length > 0) finish(open.pop());
  return found;
}

/** A `<` before anything else is text. */
const TAG_START = /<[a-z/!?]/i;
const TAG_START_AFTER = /<[a-z/!?]/gi;
const TAG_NAME = /^(\/?)([a-z][a-z0-9:-]{0,30})/i;

/** The text before a tag belongs to the nearest element whose text is asked for. */
function collect(open: readonly OpenElement[], html: string, from: number, to: number): void {
  const element = open.findLast(({ text }) => text !== undefined);
  if (element?.text === undefined || element.text.length > MAX_MARKUP_VALUE) return;
  element.text += ` ${html.slice(from, Math.min(to, from + MAX_MARKUP_VALUE))}`;
}

interface OpenElement {
  name: string;
  /** The thing that properties inside it belong to. */
  thing: Thing | undefined;
  depth: number;
  /** Its text so far, where that is the value of a property. */
  text: string | undefined;
  set: ((value: string) => void) | undefined;
}

/** Where the tag that begins at `start` ends, quoted values passed over; -1 when it does not. */
function tagEnd(html: string, start: number): number {
  if (html.startsWith('<!--', start)) {
    const end = html.indexOf('-->', start + 4);
    return end < 0 ? -1 : end + 2;
  }
  const limit = Math.min(html.length, start + MAX_TAG);
  let quote = '';
  for (let at = start + 1; at < limit; at++) {
    const letter = html[at] ?? '';
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === '>') return at;
    else if ((letter === '"' || letter === "'") && html[at - 1] === '=') quote = letter;
  }
  return -1;
}

function enter(open: OpenElement[], found: Thing[], name: string, tag: string): void {
  const around = open.at(-1);
  const attributes = attributesOf(tag);
  const property = attributes.get('itemprop')?.trim().split(/\s+/)[0] ?? '';
  const depth = (around?.depth ?? 0) + (attributes.has('itemscope') ? 1 : 0);
  let thing = around?.thing;
  let set: OpenElement['set'];
  if (attributes.has('itemscope') && depth <= MAX_MARKUP_DEPTH) {
    const type = attributes.get('itemtype')?.trim() ?? '';
    thing = { '@type': type };
    if (around?.thing && property !== '') add(around.thing, property, thing);
    else found.push(thing);
  } else if (property !== '' && thing) {
    const owner = thing;
    const value = VALUE_ATTRIBUTES.map((attribute) => attributes.get(attribute)).find(
      (given) => given !== undefined,
    );
    if (value !== undefined) add(owner, property, value.slice(0, MAX_MARKUP_VALUE));
    else if (!VOID.has(name)) set = (text) => add(owner, property, text);
  }
  if (VOID.has(name) || tag.endsWith('/')) return;
  open.push({ name, thing, depth, text: set ? '' : undefined, set });
}

const VALUE_ATTRIBUTES = ['content', 'datetime', 'href', 'src'];
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** Closes the nearest element of the name, and those inside it that were left open; none of the name: nothing. */
function close(open: OpenElement[], name: string): void {
  const place = open.findLastIndex((element) => element.name === name);
  if (place < 0) return;
  while (open.length > place) finish(open.pop());
}

function finish(element: OpenElement | undefined): void {
  element?.set?.(decoded((element.text ?? '').slice(0, MAX_MARKUP_VALUE * 2)));
}

/** A property that comes again is a list. */
function add(thing: Thing, property: string, value: unknown): void {
  const before = Object.hasOwn(thing, property) ? thing[property] : undefined;
  if (before === undefined)
    Object.defineProperty(thing, property, { value, enumerable: true, writable: true });
  else if (Array.isArray(before)) before.push(value);
  else thing[property] = [before, value];
}

function attributesOf(tag: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!/\bitem(?:scope|prop)\b/i.test(tag)) return found;
  for (const [, name = '', double, single, bare] of tag.matchAll(ATTRIBUTE)) {
    found.set(name.toLowerCase(), decoded(double ?? single ?? bare ?? ''));
  }
  return found;
}

const ATTRIBUTE = /\s([a-z][a-z0-9:-]{0,30})(?:\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'>]{1,2000})))?/gi;

function decoded(text: string): string {
  return text
    .replace(
      /&(?:#(\d{1,6})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
      (whole, decimal, hex, name) => {
        if (typeof name === 'string') return NAMED[name.toLowerCase()] ?? whole;
        const code = Number.parseInt(String(decimal ?? hex), decimal === undefined ? 16 : 10);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
      },
    )
    .trim();
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
