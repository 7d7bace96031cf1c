import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { seededRandom } from '../../src/lib/statistics/random.ts';
import { collectingTerminal } from '../support/collecting-terminal.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder('value-fit');
afterAll(() => removeFolder(folder));

async function wafa(...args: string[]): Promise<string[]> {
  const terminal = collectingTerminal();
  await buildProgram(terminal).parseAsync(['node', 'wafa', ...args]);
  return terminal.lines;
}

/** 400 customers over a year, most of whom come a few times. */
function customersFile(): string {
  const random = seededRandom(4);
  const lines = Array.from({ length: 400 }, () => {
    const rate = random.gamma(0.9) / 8;
    const leaves = random.beta(0.8, 2.5);
    let [x, last, spent] = [0, 0, 0];
    for (let at = random.gamma(1) / rate; at < 52; at += random.gamma(1) / rate) {
      x++;
      last = at;
      spent += 5 + random.gamma(4) * 10;
      if (random.uniform() < leaves) break;
    }
    return `${x},${last},52,${x > 0 ? spent / x : 0}`;
  });
  const file = path.join(folder, 'customers.csv');
  writeFileSync(file, `x,t_x,T,zbar\n${lines.join('\n')}\n`);
  return file;
}

describe('value --fit', () => {
  const file = customersFile();

  it('prints one line of JSON, without a configuration and without a database', async () => {
    const lines = await wafa('value', '--fit', file, '--json');
    expect(lines).toHaveLength(1);
    const fit = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    for (const name of ['r', 'alpha', 'a', 'b', 'p', 'q', 'v', 'logLikelihood'])
      expect(fit[name]).toEqual(expect.any(Number));
    expect(Object.keys(fit.standardErrors as object)).toEqual(['r', 'alpha', 'a', 'b', 'p', 'q', 'v']);
    expect(fit).toMatchObject({ customers: 400, atLimit: [], tooLittleData: [] });
  });

  it('says the same in words', async () => {
    const lines = (await wafa('value', '--fit', file)).join('\n');
    expect(lines).toMatch(/^400 customers, \d+ of them bought again\nr +0\.\d+ +± 0\.\d+\nalpha /);
    expect(lines).toContain('log-likelihood of the spend');
  });

  it('says why there is nothing to say', async () => {
    const few = path.join(folder, 'few.csv');
    writeFileSync(few, 'x,t_x,T\n1,3,20\n0,0,20\n');
    expect(await wafa('value', '--fit', few)).toEqual([
      '2 customers, 1 of them bought again',
      'Too little data: 1 customer bought again, 20 are needed',
    ]);
    expect(JSON.parse((await wafa('value', '--fit', few, '--json'))[0] ?? '')).toEqual({
      customers: 2,
      repeatBuyers: 1,
      standardErrors: {},
      atLimit: [],
      tooLittleData: ['1 customer bought again, 20 are needed'],
    });
  });

  it('refuses what does not go with it', async () => {
    await expect(wafa('value', '--fit', file, '--currency', 'EUR')).rejects.toThrow('do not go with it');
  });
});
