import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvLine } from '../../src/lib/csv-line.ts';

it('is read back as it was, whatever stands in it', () => {
  const cell = fc.string({ unit: 'grapheme' }).filter((text) => !/^[=+\-@\t\r]/.test(text));
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
      expect(parse(csvLine(cells), { record_delimiter: '\r\n' })).toEqual([cells]);
    }),
  );
});

it.each(['=HYPERLINK("https://evil.example")', '+1', '-1+1', '@SUM(A1)', '\t=1'])(
  'runs nothing where a text looks like a formula: %j (W11)',
  (text) => {
    expect(parse(csvLine([text, 'x']), { record_delimiter: '\r\n' })).toEqual([[`'${text}`, 'x']]);
  },
);

it('leaves numbers alone, and nothing empty', () => {
  expect(csvLine([-12, null, ''])).toBe('-12,,\r\n');
});
