import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mappingOf } from '../../../src/cli/import-file-command.ts';
import { dateReader } from '../../../src/customers/imports/date-format.ts';
import { findColumns } from '../../../src/customers/imports/find-columns.ts';
import { overlay } from '../../../src/customers/imports/mapping.ts';
import { PURCHASE_FIELDS } from '../../../src/customers/imports/purchase-fields.ts';
import { repeatCounter } from '../../../src/customers/imports/repeats.ts';

describe('dateReader', () => {
  it.each([
    ['YYYYMMDD', '19970118', '1997-01-18'],
    ['YYYYMMDD', '۱۳۷۵۱۰۲۸', '1375-10-28'],
    ['MM/DD/YYYY', '5/30/2024', '2024-05-30'],
    ['DD.MM.YY HH:mm', '30.05.24 7:05', '2024-05-30 7:05'],
    ['YYYY-MM-DDTHH:mm:ss', '2024-05-30T07:05:09', '2024-05-30 07:05:09'],
    ['YYYYMMDD', '1997-01-18', '1997-01-18'],
    ['YYYYMMDD', 'yesterday', 'yesterday'],
  ])('%s reads %s as %s', (format, text, expected) => expect(dateReader(format)(text)).toBe(expected));

  it.each(['', 'YYYY-MM', 'dd/mm/yyyy', 'MM/DD', 'YYYY-MM-DD x'])('refuses the format "%s"', (format) =>
    expect(() => dateReader(format)).toThrow(/is no format of dates/),
  );

  it('reads back any day in any order', () => {
    const formats = fc.constantFrom('YYYYMMDD', 'DD.MM.YYYY', 'MM/DD/YYYY', 'YYYY-MM-DD', 'DDMMYYYY');
    const days = fc.date({ min: new Date('1700-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(formats, days, (format, date) => {
        const day = date.toISOString().slice(0, 10);
        const [year = '', month = '', number = ''] = day.split('-');
        const text = format.replace('YYYY', year).replace('MM', month).replace('DD', number);
        expect(dateReader(format)(text)).toBe(day);
      }),
    );
  });
});

describe('findColumns', () => {
  const find = (
    columns: Record<string, string>,
    header?: string[],
    layout: 'delimited' | 'fixed' = 'delimited',
  ) => findColumns(PURCHASE_FIELDS, { columns, constants: { currency: 'USD' } }, layout, header);

  it('takes what it is told before what it guesses, and no column twice', () => {
    const { cell, fields } = find({ amount: 'Total' }, ['Date', 'Amount', 'Total', 'E-mail', 'Currency']);
    const row = ['2024-05-30', '5', '7', 'sara@hotel.example', 'EUR'];
    expect(['date', 'amount', 'email', 'currency', 'items'].map((field) => cell(row, field))).toEqual([
      '2024-05-30',
      '7',
      'sara@hotel.example',
      'USD',
      '',
    ]);
    expect([...fields].sort()).toEqual(['amount', 'currency', 'date', 'email']);
  });

  it('reads by number where there is no header, and by positions', () => {
    expect(find({ date: '2' }).cell(['a', 'b'], 'date')).toBe('b');
    expect(find({ date: '3-5' }, undefined, 'fixed').cell(['xx123yy'], 'date')).toBe('123');
    expect(() => find({ date: 'Datum' })).toThrow(/there is no column "Datum"/);
    expect(() => find({ date: '1' }, undefined, 'fixed')).toThrow(/there is no column "1"/);
  });
});

describe('a mapping', () => {
  it('is read from the command line', () => {
    expect(
      mappingOf({
        map: 'date=Datum, email=Kunde\\, Mail',
        set: 'currency=USD',
        header: false,
        system: 'till',
      }),
    ).toEqual({
      header: false,
      system: 'till',
      columns: { date: 'Datum', email: 'Kunde, Mail' },
      constants: { currency: 'USD' },
    });
    expect(() => mappingOf({ map: 'date' })).toThrow(/does not understand "date"/);
  });

  it('counts before the saved one, field by field', () => {
    const saved = { system: 'till', columns: { date: '1', amount: '2' }, constants: { currency: 'EUR' } };
    const given = { columns: { currency: '3' }, constants: { amount: '5' } };
    expect(overlay(saved, given)).toEqual({
      system: 'till',
      columns: { date: '1', currency: '3' },
      constants: { amount: '5' },
    });
  });
});

describe('repeatCounter', () => {
  it('counts rows that read the same', () => {
    const repeats = repeatCounter();
    const rows = [
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'b'],
      ['ab', ''],
      ['a', 'b'],
    ];
    expect(rows.map(repeats)).toEqual([0, 0, 1, 0, 2]);
  });
});
