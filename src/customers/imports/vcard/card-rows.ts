import type { SourceRow } from '../source-rows.ts';

/** Lines and characters of one card; pictures are dropped line by line before they count. */
const MAX_CARD_LINES = 2000;
const MAX_CARD_LENGTH = 200_000;
/** A folded picture is lines of nothing but base64. */
const LARGE_PROPERTY = /^(?:[A-Za-z0-9-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b/i;

/** The cards of a file, each a row whose cells are its unfolded lines (RFC 6350, 3.2), with the line it begins on. */
export async function* cardRows(pieces: AsyncIterable<string[]>): AsyncGenerator<SourceRow[]> {
  let line = 0;
  let card: Card | undefined;
  for await (const lines of pieces) {
    const rows: SourceRow[] = [];
    for (const text of lines) {
      line++;
      if (/^BEGIN:VCARD\s*$/i.test(text)) {
        if (card) rows.push(row(card, 'the card has no end'));
        card = { cells: [], line, length: 0, dropping: false };
      } else if (/^END:VCARD\s*$/i.test(text)) {
        if (card) rows.push(row(card));
        card = undefined;
      } else if (card) take(card, text);
    }
    yield rows;
  }
  if (card) yield [row(card, 'the card has no end')];
}

interface Card {
  cells: string[];
  line: number;
  length: number;
  /** Within a picture. */
  dropping: boolean;
}

function row({ cells, line, length }: Card, problem?: string): SourceRow {
  const tooLong = cells.length > MAX_CARD_LINES || length > MAX_CARD_LENGTH;
  const why = tooLong ? 'the card is too long' : problem;
  return why === undefined ? { cells, line } : { cells: [], line, problem: why };
}

function take(card: Card, text: string): void {
  const last = card.cells.length - 1;
  const before = card.cells[last];
  const continues = /^[ \t]/.test(text);
  if (card.dropping && (continues || !/^[A-Za-z0-9.-]+[;:]/.test(text))) return;
  card.dropping = !continues && LARGE_PROPERTY.test(text);
  if (card.dropping) return;
  if (card.length > MAX_CARD_LENGTH || last > MAX_CARD_LINES) return;
  card.length += text.length;
  // A soft line end of quoted-printable: vCard 2.1 does not indent what follows.
  if (before?.endsWith('=') && /ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE/i.test(before))
    card.cells[last] = before.slice(0, -1) + text.replace(/^[ \t]/, '');
  else if (continues && before !== undefined) card.cells[last] = before + text.slice(1);
  else if (text.trim() !== '') card.cells.push(text);
}
