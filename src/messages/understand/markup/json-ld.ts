/** What the blocks of JSON-LD in a page hold; things as JSON gives them, not looked at yet. */
export interface JsonBlocks {
  blocks: unknown[];
  /** Blocks that are no JSON, even when the usual mistakes are overlooked, or are too large. */
  broken: number;
}

/** Characters of one block; an order of a hundred items has 40,000. */
const MAX_BLOCK_LENGTH = 300_000;
/** Blocks looked at in one page. */
const MAX_BLOCKS = 50;
/** Characters of the tag that begins a block. */
const MAX_TAG_LENGTH = 500;

/** Reads every `<script type="application/ld+json">` (JSON-LD 1.1, section 7). Linear in the page's size. */
export function jsonBlocks(html: string): JsonBlocks {
  const found: JsonBlocks = { blocks: [], broken: 0 };
  let count = 0;
  for (const { index, 0: opening } of html.matchAll(OPENING)) {
    if (!/\bld\+json\b/i.test(opening)) continue;
    if (++count > MAX_BLOCKS) break;
    const start = index + opening.length;
    const end = closingAfter(html, start);
    const block = end < 0 ? undefined : readBlock(html.slice(start, end));
    if (block === undefined) found.broken++;
    else found.blocks.push(block);
  }
  return found;
}

const OPENING = new RegExp(`<script\\b[^<>]{0,${MAX_TAG_LENGTH}}>`, 'gi');

/** -1 when the block does not end within its limit. */
function closingAfter(html: string, start: number): number {
  const within = html.slice(start, start + MAX_BLOCK_LENGTH);
  const at = within.search(/<\/script/i);
  return at < 0 ? -1 : start + at;
}

function readBlock(text: string): unknown {
  const plain = text
    .replace(/^\s*(?:<!--|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, '')
    .replace(/(?:\/\/\s*)?(?:-->|\]\]>)\s*$/, '')
    .trim();
  for (const attempt of [(same: string) => same, withoutEscapes, withoutMistakes]) {
    try {
      const value: unknown = JSON.parse(attempt(plain));
      return typeof value === 'object' && value !== null ? value : undefined;
    } catch {}
  }
  return undefined;
}

/** Some systems escape the block as if it were text. */
function withoutEscapes(text: string): string {
  return text.replace(/&(quot|#34|#x22|amp|#39|apos|lt|gt);/gi, (whole, name: string) => {
    return ESCAPES[name.toLowerCase()] ?? whole;
  });
}

const ESCAPES: Record<string, string> = {
  quot: '"',
  '#34': '"',
  '#x22': '"',
  amp: '&',
  '#39': "'",
  apos: "'",
  lt: '<',
  gt: '>',
};

/** Line ends inside strings, and commas behind the last of a list: templates leave both. */
function withoutMistakes(text: string): string {
  return withoutEscapes(text)
    .replace(CONTROLS, ' ')
    .replace(/, ?(?=[\]}])/g, '')
    .replace(/;$/, '');
}

// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f]+/g;
