import { waitUntil } from '../../support/network.ts';
import { usualAnswer } from '../../support/scripted-imap.ts';
import type { FaultCase } from '../fault-case.ts';
import type { World } from '../world.ts';
import { type Bakery, openBakery } from './bakery.ts';
import type { Flaws } from './naive-reader.ts';
import { askedUids, type ScriptedAccount, scriptedAccount } from './scripted-account.ts';

const NEEDS = ['dovecot', 'doveadm', 'postgres'] as const;
const HISTORY = 12;

/** A bakery on a scripted server, its history read; new mail comes by polling. */
async function scripted(world: World, capabilities = '', flaws?: Flaws) {
  const account = await scriptedAccount(world, HISTORY);
  account.script.capabilities = capabilities;
  const bakery = await openBakery(world, account);
  const start = () => bakery.start({ poll: 300, flaws });
  const reading = start();
  await bakery.settled();
  return { account, bakery, start, reading };
}

function addNew(account: ScriptedAccount, bakery: Bakery, count: number): number[] {
  for (let at = 0; at < count; at++) bakery.expectNew(account.add());
  return account.script.mails.slice(-count).map(({ uid = 0 }) => uid);
}

const gapsOf = (bakery: Bakery) =>
  bakery.database.inside(async (tx) => {
    const rows = await tx.selectFrom('gaps').select('uid').orderBy('uid').execute();
    return rows.map(({ uid }) => uid);
  });
const storedOf = (bakery: Bakery, uids: readonly number[]) =>
  bakery.database.inside(async (tx) => {
    const rows = await tx
      .selectFrom('locations as l')
      .innerJoin('folders as f', 'f.id', 'l.folder_id')
      .innerJoin('mailboxes as m', 'm.id', 'f.mailbox_id')
      .select('uid')
      .where('m.name', '=', bakery.account.name)
      .where('uid', 'in', uids)
      .execute();
    return rows.length;
  });

/** Three of nine mails are left out of every FETCH, which all the same ends with OK. */
async function shortAnswers(world: World, flaws?: Flaws): Promise<string | undefined> {
  const { account, bakery } = await scripted(world, '', flaws);
  const withheld = new Set<number>();
  account.script.answer = (command) => {
    const uids = askedUids(command);
    if (!uids?.some((uid) => withheld.has(uid))) return undefined;
    return usualAnswer(command, {
      ...account.script,
      mails: account.script.mails.filter(({ uid = 0 }) => !withheld.has(uid)),
    });
  };
  const first = account.script.mails.length + 1;
  for (const uid of [first + 1, first + 4, first + 8]) withheld.add(uid);
  const uids = addNew(account, bakery, 9);
  if (!flaws) {
    await waitUntil(async () => (await gapsOf(bakery)).length === withheld.size, { what: 'three gaps' });
    if ((await storedOf(bakery, uids)) !== 6) throw new Error('the six that were handed out are not stored');
    await bakery.neighbourReads();
    withheld.clear();
    bakery.clock.advance(3 * 60_000);
  }
  await bakery.settled();
  if (!flaws) await shortSearch(bakery, account);
  return 'nine new mails, three of them gaps for three minutes; one of three left out of a SEARCH';
}

/** SEARCH names the last of three mails and not the one before: the cursor cannot know. Only counting finds it. */
async function shortSearch(bakery: Bakery, account: ScriptedAccount): Promise<void> {
  const hidden = account.script.mails.length + 2;
  account.script.answer = (command) =>
    /^UID SEARCH/i.test(command)
      ? usualAnswer(command, {
          ...account.script,
          mails: account.script.mails.filter(({ uid }) => uid !== hidden),
        })
      : undefined;
  const uids = addNew(account, bakery, 3);
  await waitUntil(async () => (await storedOf(bakery, uids)) === 2, { what: 'two of three mails' });
  bakery.clock.advance(2 * 60_000);
  // Twice the list is short: nothing may be taken for gone.
  await bakery.neighbourReads();
  account.script.answer = () => undefined;
  bakery.clock.advance(2 * 60_000);
  await bakery.settled();
}

const fewerRows: FaultCase = {
  id: 'I8',
  injected:
    'FETCH answers OK without three of nine mails, again and again, then with them; SEARCH answers OK without one of three',
  checked:
    'the rest is stored at once, the three are gaps, the one is found by counting, nothing is taken for gone, later all are there once',
  needs: NEEDS,
  quick: true,
  run: (world) => shortAnswers(world),
  control: {
    broken: 'a reader that takes what is not answered for gone',
    caughtBy: /UID \d+ is behind the cursor and nowhere/,
    run: (world) => shortAnswers(world, { trustsAnswers: true }),
  },
};

/** What a server says in the middle of a FETCH, after the first row. */
const REFUSALS = [
  'NO I cannot right now',
  'BAD what was that',
  'NO [UNAVAILABLE] backend is resting',
  'BYE shutting down',
  'hang up',
  'NO [THROTTLED] slow down, please',
];

const refusedMidway: FaultCase = {
  id: 'I9',
  injected:
    'NO, BAD, BYE, an end of the connection, [UNAVAILABLE] and [THROTTLED] after the first row of a FETCH',
  checked:
    'what was refused once is read in the end, a throttling server is left alone for a while, nothing twice',
  needs: NEEDS,
  patient: true,
  limitMs: 240_000,
  async run(world) {
    const { account, bakery, start, ...first } = await scripted(world);
    let reading = first.reading;
    let longest = 0;
    for (const refusal of REFUSALS) {
      let refused = 0;
      account.script.answer = (command) => {
        if (!askedUids(command) || refused > 0) return undefined;
        refused++;
        const [row = ''] = usualAnswer(command, account.script);
        if (refusal === 'hang up') return 'hang up';
        return refusal.startsWith('BYE') ? [row, `* ${refusal}`, 'NO going'] : [row, refusal];
      };
      const uids = addNew(account, bakery, 5);
      await waitUntil(() => refused > 0, { what: `the FETCH to be refused with ${refusal}` });
      if (/THROTTLED|UNAVAILABLE/.test(refusal)) {
        const { failure_class, retry_at } = await waitUntil(
          async () => {
            const row = await bakery.mailbox();
            return row.failure_class === null ? undefined : row;
          },
          { what: 'the failure to be written down' },
        );
        const pause = (retry_at?.getTime() ?? 0) - (await bakery.clock.now()).getTime();
        longest = Math.max(longest, pause);
        if (failure_class !== 'throttle' || pause < 30_000)
          throw new Error(`${refusal} is called ${failure_class}, with a pause of ${pause} ms`);
        await bakery.neighbourReads();
        // The one pause is waited out, the other ended by a new start.
        if (refusal.includes('UNAVAILABLE')) {
          await reading.stop();
          reading = start();
        }
      }
      // A mail that was refused alone has become a gap, tried again after minutes.
      await waitUntil(
        async () => (await storedOf(bakery, uids)) + (await gapsOf(bakery)).length === uids.length,
        { timeoutMs: 90_000, what: `five mails after ${refusal}` },
      );
      bakery.clock.advance(3 * 60_000);
      await bakery.settled();
    }
    return `${REFUSALS.length} refusals, the longest pause ${Math.round(longest / 1000)} s`;
  },
};

const neverPushes: FaultCase = {
  id: 'I13',
  injected: 'IDLE is accepted, and the server never says a word again',
  checked: 'new mail is found by polling',
  needs: NEEDS,
  async run(world) {
    const { account, bakery } = await scripted(world, 'IDLE');
    await waitUntil(() => account.commands.some((command) => /^IDLE$/i.test(command)), { what: 'IDLE' });
    addNew(account, bakery, 3);
    const began = Date.now();
    await bakery.settled();
    await bakery.neighbourReads();
    return `three new mails after ${Date.now() - began} ms`;
  },
};

export const ODD_ANSWER_CASES = [fewerRows, refusedMidway, neverPushes];
