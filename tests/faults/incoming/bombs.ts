import { createParsePool } from '../../../src/messages/workers/parse-pool.ts';
import { composeMail } from '../../messages/compose-mail.ts';
import type { FaultCase } from '../fault-case.ts';
import type { World } from '../world.ts';
import { type Bakery, openBakery } from './bakery.ts';
import { type DovecotAccount, dovecotAccount, order, seedHistory } from './mail-account.ts';

const NEEDS = ['dovecot', 'doveadm', 'postgres'] as const;
const MB = 1_000_000;
const HEAD = {
  From: 'Eve <eve@elsewhere.example>',
  To: 'Maryam <maryam@bakery.example>',
  'MIME-Version': '1.0',
};

/** Puts each hostile mail between honest ones, new and old, and waits for the end. Answers what became of each. */
async function among(
  world: World,
  hostile: ReadonlyMap<string, Buffer>,
  read: (bakery: Bakery) => { stop: () => Promise<void> },
): Promise<{ fates: Map<string, string>; bakery: Bakery; account: DovecotAccount }> {
  const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
  seedHistory(account, 5);
  const [first] = hostile;
  if (first) account.save(Buffer.concat([Buffer.from('X-Old: yes\r\n'), first[1]]), { date: longAgo() });
  seedHistory(account, 5, 'INBOX', 20);
  const bakery = await openBakery(world, account);
  read(bakery);
  await bakery.settled();
  const hashes = new Map<string, string>();
  let number = 100;
  for (const [name, raw] of hostile) {
    bakery.expectNew(account.save(order(number++)));
    const hash = account.save(raw);
    hashes.set(name, hash);
    bakery.expectNew(hash);
  }
  bakery.expectNew(account.save(order(number)));
  await bakery.neighbourReads();
  await bakery.settled();
  const fates = new Map<string, string>();
  for (const [name, hash] of hashes) fates.set(name, await fateOf(bakery, hash));
  return { fates, bakery, account };
}

const longAgo = () => new Date(Date.now() - 40 * 86_400_000);

async function fateOf(bakery: Bakery, hash: string): Promise<string> {
  const row = await bakery.database.inside((tx) =>
    tx
      .selectFrom('raw_messages')
      .select(['read_state', 'read_error'])
      .where('content_hash', '=', hash)
      .executeTakeFirst(),
  );
  return row?.read_state === 'quarantined'
    ? `quarantined (${row.read_error})`
    : (row?.read_state ?? 'nowhere');
}

const told = (fates: ReadonlyMap<string, string>) =>
  [...fates].map(([name, fate]) => `${name} ${fate}`).join(', ');

/** The retries of a mail that cannot be read lie minutes apart: time is moved on for them. */
function hurry(world: World, bakery: Bakery): void {
  const timer = setInterval(() => bakery.clock.advance(60_000), 400);
  world.defer(() => clearInterval(timer));
}

/** Multiparts inside multiparts. */
function nested(depth: number): Buffer {
  const open = Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  );
  return Buffer.concat([
    composeHead(),
    Buffer.from(`${open.join('')}Content-Type: text/plain\r\n\r\nbread\r\n`),
  ]);
}

const composeHead = () => {
  const mail = composeMail(HEAD).toString('latin1');
  return Buffer.from(mail.slice(0, -2), 'latin1');
};

function manyParts(count: number): Buffer {
  const part = '--part\r\nContent-Type: text/plain\r\n\r\ncrumb\r\n';
  return composeMail(
    { ...HEAD, 'Content-Type': 'multipart/mixed; boundary=part' },
    `${part.repeat(count)}--part--\r\n`,
  );
}

const manyHeaders = (count: number) =>
  Buffer.concat([
    Buffer.from(Array.from({ length: count }, (_, at) => `X-Header-${at}: value ${at}\r\n`).join('')),
    composeMail(HEAD, 'bread'),
  ]);

const manyRecipients = (count: number) =>
  composeMail(
    { ...HEAD, Cc: Array.from({ length: count }, (_, at) => `guest${at}@party.example`).join(',\n ') },
    'bread',
  );

const bombs: FaultCase = {
  id: 'I17',
  injected:
    'multiparts nested 50,000 deep, 5,000 parts, 100,000 headers, 20,000 recipients, between honest mail',
  checked: 'each read or quarantined with a reason, every mail around it and the neighbour read',
  needs: NEEDS,
  async run(world) {
    const hostile = new Map([
      ['nested', nested(50_000)],
      ['parts', manyParts(5000)],
      ['headers', manyHeaders(100_000)],
      ['recipients', manyRecipients(20_000)],
    ]);
    const { fates } = await among(world, hostile, (bakery) => {
      hurry(world, bakery);
      return bakery.start({ maxMessageBytes: 50 * MB });
    });
    return told(fates);
  },
};

const spinning: FaultCase = {
  id: 'I18',
  injected: 'mails that make the parser spin, eat all memory, throw too late, and end its thread',
  checked: 'three attempts, then quarantine with the reason, every mail around them and the neighbour read',
  needs: NEEDS,
  async run(world) {
    const pool = createParsePool({
      timeoutMs: 1000,
      maxHeapMb: 64,
      workerModule: new URL('../../messages/hostile/hostile-worker.ts', import.meta.url),
    });
    world.defer(() => pool.close());
    const hostile = new Map(
      ['spin', 'memory', 'throw', 'exit'].map((test) => [
        test,
        composeMail({ ...HEAD, 'X-Test': test }, test),
      ]),
    );
    const { fates, bakery } = await among(world, hostile, (opened) => {
      hurry(world, opened);
      return opened.start({ pool });
    });
    for (const [name, fate] of fates)
      if (!fate.startsWith('quarantined')) throw new Error(`the mail with ${name} is ${fate}`);
    const rows = await bakery.database.inside((tx) =>
      tx.selectFrom('raw_messages').select('read_attempts').where('read_state', '=', 'quarantined').execute(),
    );
    if (rows.some(({ read_attempts }) => read_attempts !== 3))
      throw new Error('it was not tried three times');
    return told(fates);
  },
};

const huge: FaultCase = {
  id: 'I27',
  injected: 'mails of 60 MB, one above the limit of 50 MB, then one within a limit of 70 MB',
  checked:
    'above: its headers are logged, it counts as skipped; within: read or quarantined; the others are read',
  needs: NEEDS,
  async run(world) {
    const line = `${'crumbs of bread '.repeat(4)}\r\n`;
    const body = line.repeat(Math.ceil((60 * MB) / line.length));
    const mail = (subject: string) => composeMail({ ...HEAD, Subject: subject }, body);
    const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
    seedHistory(account, 5);
    const bakery = await openBakery(world, account);
    const first = bakery.start({ maxMessageBytes: 50 * MB });
    await bakery.settled();
    const large = mail('Too large');
    account.save(large);
    bakery.expectHeaders(large);
    bakery.expectNew(account.save(order(100)));
    await bakery.neighbourReads();
    await bakery.settled();
    const skips = await bakery.database.inside((tx) => tx.selectFrom('skips').selectAll().execute());
    if (skips[0]?.reason !== 'too large' || (skips[0].size ?? 0) < 60 * MB)
      throw new Error('it is not skipped');
    await first.stop();
    hurry(world, bakery);
    bakery.start({ maxMessageBytes: 70 * MB, batchBytes: 8 * MB });
    const whole = account.save(mail('Large'));
    bakery.expectNew(whole, account.save(order(101)));
    await bakery.neighbourReads();
    await bakery.settled();
    return `above: skipped as "${skips[0].reason}"; within: ${await fateOf(bakery, whole)}`;
  },
};

export const BOMB_CASES = [bombs, spinning, huge];
