import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardDate } from '../../../../src/customers/imports/vcard/card-date.ts';
import { cardRows } from '../../../../src/customers/imports/vcard/card-rows.ts';
import { components, plainText, readCard, texts } from '../../../../src/customers/imports/vcard/read-card.ts';

async function cards(text: string, pieceLength = 1000) {
  const lines = text.split(/\r?\n/);
  async function* pieces() {
    for (let at = 0; at < lines.length; at += pieceLength) yield lines.slice(at, at + pieceLength);
  }
  const rows = [];
  for await (const found of cardRows(pieces())) rows.push(...found);
  return rows;
}

describe('cardRows', () => {
  it('parts cards, unfolds their lines and drops pictures', async () => {
    const text = `BEGIN:VCARD
VERSION:3.0
FN:Karim
  Haddad
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
 /2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBk
EMAIL:karim@workshop.example
END:VCARD

BEGIN:VCARD
FN:Sara
END:VCARD`;
    for (const length of [1, 3, 1000]) {
      expect(await cards(text, length)).toEqual([
        { cells: ['VERSION:3.0', 'FN:Karim Haddad', 'EMAIL:karim@workshop.example'], line: 1 },
        { cells: ['FN:Sara'], line: 10 },
      ]);
    }
  });

  it('says which card has no end, and goes on with the next', async () => {
    const rows = await cards('BEGIN:VCARD\nFN:Karim\nBEGIN:VCARD\nFN:Sara\nEND:VCARD\nBEGIN:VCARD\nFN:Layla');
    expect(rows).toEqual([
      { cells: [], line: 1, problem: 'the card has no end' },
      { cells: ['FN:Sara'], line: 3 },
      { cells: [], line: 6, problem: 'the card has no end' },
    ]);
  });
});

describe('readCard', () => {
  it('reads groups, parameters and escapes', () => {
    const [tel, note] = readCard([
      'item1.TEL;type=CELL,voice;PREF=1:+49 171 2345678',
      'NOTE:One\\, two\\nthree\\;',
    ]);
    expect(tel).toMatchObject({ group: 'item1', name: 'TEL', value: '+49 171 2345678' });
    expect(tel?.parameters.get('TYPE')).toEqual(['cell', 'voice']);
    expect(tel?.parameters.get('PREF')).toEqual(['1']);
    expect(plainText(note?.value ?? '')).toBe('One, two\nthree;');
    expect(components('Haddad;Karim;;Dr.\\;med.;')).toEqual(['Haddad', 'Karim', '', 'Dr.;med.', '']);
    expect(texts('vip, baker ,,a\\,b')).toEqual(['vip', 'baker', 'a,b']);
  });

  it('reads quoted-printable of version 2.1, in UTF-8 and in windows-1256', () => {
    const [utf8] = readCard([
      'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=DA=A9=D8=A7=D8=B8=D9=85=DB=8C;=D9=85=D8=B1=DB=8C=D9=85;;;',
    ]);
    expect(components(utf8?.value ?? '').slice(0, 2)).toEqual(['کاظمی', 'مریم']);
    const [arabic] = readCard(['FN;CHARSET=windows-1256;QUOTED-PRINTABLE:=E1=ED=E1=EC']);
    expect(arabic?.value).toBe('ليلى');
  });

  it('takes a soft line end for what it is', async () => {
    const text = 'BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:likes=20walnut=\n=20bread\nFN:Karim\nEND:VCARD';
    const [row] = await cards(text);
    expect(readCard(row?.cells ?? []).map(({ value }) => value)).toEqual(['likes walnut bread', 'Karim']);
  });

  it('never throws, whatever stands in a line', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (lines) => {
        expect(() => readCard(lines)).not.toThrow();
      }),
    );
  });
});

describe('cardDate', () => {
  const day = (line: string) => {
    const [property] = readCard([line]);
    const date = property && cardDate(property);
    return date && `${date.year ?? '-'}/${date.month}/${date.day} ${date.calendar}`;
  };
  it.each([
    ['BDAY:19800514', '1980/5/14 gregorian'],
    ['BDAY:1980-05-14', '1980/5/14 gregorian'],
    ['BDAY:1980-05-14T00:00:00Z', '1980/5/14 gregorian'],
    ['BDAY:--0503', '-/5/3 gregorian'],
    ['BDAY:--05-03', '-/5/3 gregorian'],
    ['BDAY:--0229', '-/2/29 gregorian'],
    ['BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-14', '-/5/14 gregorian'],
    ['BDAY:1369-02-24', '1369/2/24 persian'],
    ['BDAY:۱۳۶۹/۰۲/۲۴', '1369/2/24 persian'],
    ['BDAY:1980', undefined],
    ['BDAY:19800231', undefined],
    ['BDAY;VALUE=text:circa 1800', undefined],
  ])('%s is %s', (line, expected) => expect(day(line)).toBe(expected));
});
