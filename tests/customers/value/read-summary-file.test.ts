import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSummaryFile } from '../../../src/customers/value/read-summary-file.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('summaries');
afterAll(() => removeFolder(folder));

function read(text: string) {
  const file = path.join(folder, 'customers.csv');
  writeFileSync(file, text);
  return readSummaryFile(file);
}

describe('readSummaryFile', () => {
  it.each([
    ['as in papers', 'ID,x,t_x,T,zbar\n1,2,30.43,38.86,22.35\n2,0,0,38.86,0\n'],
    [
      'as in packages',
      '\ufeffcustomer_id,frequency,recency,T,monetary_value\n1,2.0,30.43,38.86,22.35\n\n2,0,0.0,38.86,0',
    ],
    ['in any order, with spaces', 'T, zbar, x, t_x\n38.86, 22.35, 2, 30.43\n38.86, 0, 0, 0\n'],
  ])('reads columns named %s', async (_how, text) => {
    expect(await read(text)).toEqual({
      withSpend: true,
      summaries: [
        { repeats: 2, recency: 30.43, age: 38.86, meanSpend: 22.35 },
        { repeats: 0, recency: 0, age: 38.86, meanSpend: 0 },
      ],
    });
  });

  it('does without spend', async () => {
    expect(await read('x,t_x,T\n1,3,9\n')).toEqual({
      withSpend: false,
      summaries: [{ repeats: 1, recency: 3, age: 9, meanSpend: null }],
    });
  });

  it.each([
    ['a column that is missing', 'x,T\n1,2\n', /no column for recency/],
    ['nothing at all', '', /is empty/],
    ['a word for a number', 'x,t_x,T\n1,3,9\ntwo,3,9\n', /line 3: "two" is not a number/],
    ['a number that is missing', 'x,t_x,T\n1,,9\n', /line 2: "" is not a number/],
    ['half a purchase', 'x,t_x,T\n1.5,3,9\n', /1.5 is no number of purchases/],
    ['a purchase after the end', 'x,t_x,T\n1,10,9\n', /lies after the end/],
    ['a repeat purchase at no time', 'x,t_x,T\n1,0,9\n', /do not fit/],
    ['lines of different lengths', 'x,t_x,T\n1,3\n', /cannot be read as CSV/],
  ])('refuses %s', async (_what, text, expected) => {
    await expect(read(text)).rejects.toThrow(expected);
  });

  it('says which file is not there', async () => {
    await expect(readSummaryFile(path.join(folder, 'nothing.csv'))).rejects.toThrow(
      /nothing.csv cannot be read/,
    );
  });
});
