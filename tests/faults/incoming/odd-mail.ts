import { composeMail } from '../../messages/compose-mail.ts';
import type { FaultCase } from '../fault-case.ts';
import type { World } from '../world.ts';
import { type Bakery, openBakery } from './bakery.ts';
import { dovecotAccount, seedHistory } from './mail-account.ts';
import type { Flaws } from './naive-reader.ts';

const NEEDS = ['dovecot', 'doveadm', 'postgres'] as const;
const DAY = 86_400_000;
const HEAD = {
  From: 'Karim <karim@workshop.example>',
  To: 'Maryam <maryam@bakery.example>',
  Date: 'Mon, 2 Feb 2026 09:15:00 +0330',
};

const logged = (bakery: Bakery, hash: string) =>
  bakery.database.inside((tx) =>
    tx
      .selectFrom('messages')
      .select(['subject', 'text', 'sent_at', 'received_at', 'message_id'])
      .where('content_hash', '=', hash)
      .executeTakeFirstOrThrow(),
  );

async function oneMessageId(world: World, flaws?: Flaws): Promise<string | undefined> {
  const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
  seedHistory(account, 5);
  const bakery = await openBakery(world, account);
  bakery.start({ flaws });
  await bakery.settled();
  const id = '<the-same@workshop.example>';
  const mails = [
    composeMail({ ...HEAD, 'Message-ID': id, Subject: 'Ten loaves' }, 'Please.\n'),
    composeMail({ ...HEAD, 'Message-ID': id, Subject: 'Twenty loaves' }, 'Rather.\n'),
    composeMail({ ...HEAD, Subject: 'No name' }, 'Without.\n'),
    Buffer.from('\r\nno header at all\r\n'),
    Buffer.from('neither a header nor an empty line'),
    Buffer.alloc(0),
  ];
  bakery.expectNew(...mails.map((raw) => account.save(raw)));
  if (!flaws) await bakery.neighbourReads();
  await bakery.settled();
  const messages = await bakery.database.inside((tx) =>
    tx.selectFrom('messages').select('id').where('message_id', '=', 'the-same@workshop.example').execute(),
  );
  if (messages.length !== 2) throw new Error(`two mails with one Message-ID are ${messages.length} messages`);
  return `${mails.length} mails, each there once`;
}

const messageIds: FaultCase = {
  id: 'I19',
  injected: 'two mails with one Message-ID, one with none, one without headers, one of 0 bytes',
  checked: 'each has its location and its content, and is logged or quarantined by itself',
  needs: NEEDS,
  quick: true,
  run: (world) => oneMessageId(world),
  control: {
    broken: 'a reader that knows mail by its Message-ID',
    caughtBy: /UID \d+ is behind the cursor and nowhere/,
    run: (world) => oneMessageId(world, { byMessageId: true }),
  },
};

interface Strange {
  name: string;
  raw: Buffer;
  /** What must be read in it. */
  subject?: string;
  text?: string;
}

const text = (charset: string, body: Buffer, encoding = '8bit') =>
  Buffer.concat([
    composeMail({
      ...HEAD,
      'MIME-Version': '1.0',
      'Content-Type': `text/plain; charset=${charset}`,
      'Content-Transfer-Encoding': encoding,
    }),
    body,
    Buffer.from('\r\n'),
  ]);

const STRANGE: readonly Strange[] = [
  { name: 'NUL', raw: composeMail({ ...HEAD, Subject: 'a\0b' }, 'bread\0crumbs\n') },
  { name: 'lone surrogates', raw: text('utf-8', Buffer.from('edA080', 'hex')) },
  { name: 'a lone surrogate in UTF-16', raw: text('utf-16le', Buffer.from('00d82000', 'hex')) },
  { name: 'invalid UTF-8', raw: text('utf-8', Buffer.from('6272c328ff656164', 'hex')) },
  { name: 'an unknown charset', raw: text('x-bakery-9', Buffer.from('bread')), text: 'bread' },
  {
    name: 'ISO-2022-JP',
    raw: text('iso-2022-jp', Buffer.from('1b2442255125731b2842', 'hex'), '7bit'),
    text: 'パン',
  },
  { name: 'windows-1256', raw: text('windows-1256', Buffer.from('e4c7e4', 'hex')), text: 'نان' },
  {
    name: 'Persian in words',
    raw: composeMail({ ...HEAD, Subject: '=?utf-8?B?2LPZgdin2LHYtCDZhtin2YY=?=' }, 'x\n'),
    subject: 'سفارش نان',
  },
];

const charsets: FaultCase = {
  id: 'I21',
  injected:
    'NUL, lone surrogates, invalid UTF-8, unknown charsets, ISO-2022-JP, windows-1256, folders with Persian names',
  checked: 'the bytes are kept as they came, what can be read is read right, every folder adds up',
  needs: NEEDS,
  async run(world) {
    const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
    const { dovecot, user } = account;
    const folders = ['سفارش‌ها', 'INBOX/مشتریان & دوستان', 'عملاء'];
    for (const folder of folders.map((name) => name.replace('INBOX/', '')))
      dovecot.createFolder(user, folder);
    account.foldersChanged();
    account.folders = ['INBOX', 'سفارش‌ها', 'مشتریان & دوستان', 'عملاء'];
    for (const [at, folder] of account.folders.entries()) seedHistory(account, 3, folder, 10 * at);
    const bakery = await openBakery(world, account);
    bakery.start({ folders: ['*'] });
    await bakery.settled();
    const hashes = STRANGE.map(({ raw }) => account.save(raw));
    bakery.expectNew(...hashes);
    await bakery.neighbourReads();
    await bakery.settled();
    for (const [at, strange] of STRANGE.entries()) await readRight(bakery, strange, hashes[at] ?? '');
    return `${STRANGE.length} mails, ${account.folders.length} folders`;
  },
};

async function readRight(bakery: Bakery, strange: Strange, hash: string): Promise<void> {
  const message = await logged(bakery, hash);
  const { subject = message.subject, text: body = message.text } = strange;
  const found = `subject ${JSON.stringify(message.subject)}, text ${JSON.stringify(message.text)}`;
  if (message.subject !== subject || !(message.text ?? '').includes(body ?? ''))
    throw new Error(`${strange.name}: ${found}`);
  if (!`${message.subject}${message.text}`.isWellFormed() || found.includes('\\u0000'))
    throw new Error(`${strange.name} left what no text may hold: ${found}`);
}

const dates: FaultCase = {
  id: 'I26',
  injected: 'mails dated 1970 and 2099, in their Date and by the server',
  checked: 'logged with a time that can be, what the horizon leaves out is counted with its reason',
  needs: NEEDS,
  async run(world) {
    const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
    const epoch = new Date('1970-01-02T00:00:00Z');
    const future = new Date('2099-06-01T00:00:00Z');
    seedHistory(account, 5);
    account.save(dated('old by the server', 'Mon, 2 Feb 2026 09:15:00 +0000'), { date: epoch });
    account.save(dated('late by the server', 'Mon, 2 Feb 2026 09:15:00 +0000'), { date: future });
    const bakery = await openBakery(world, account);
    bakery.start();
    await bakery.settled();
    const horizon = await bakery.database.inside((tx) =>
      tx.selectFrom('cursors').select('older_count').where('older_count', '>', 0).execute(),
    );
    if (horizon[0]?.older_count !== 1)
      throw new Error('the mail of 1970 is not counted as beyond the horizon');
    const hashes = [
      account.save(dated('1970', 'Thu, 1 Jan 1970 00:00:00 +0000')),
      account.save(dated('2099', 'Mon, 1 Jun 2099 00:00:00 +0000')),
      account.save(dated('both', 'Mon, 1 Jun 2099 00:00:00 +0000'), { date: future }),
      account.save(dated('never', 'the day before yesterday')),
    ];
    bakery.expectNew(...hashes);
    await bakery.neighbourReads();
    await bakery.settled();
    const rows = await bakery.database.inside((tx) =>
      tx.selectFrom('messages').select(['subject', 'sent_at', 'received_at']).execute(),
    );
    const latest = Date.now() + 2 * DAY;
    const wrong = rows.filter(({ sent_at, received_at }) =>
      [sent_at, received_at].some((time) => time.getTime() > latest || time.getUTCFullYear() < 1990),
    );
    if (wrong.length > 0)
      throw new Error(`${wrong.map(({ subject }) => subject).join(', ')}: an impossible time`);
    return `${rows.length} messages, 1 beyond the horizon`;
  },
};

const dated = (subject: string, date: string) =>
  composeMail({ ...HEAD, Subject: subject, Date: date }, 'bread\n');

export const ODD_MAIL_CASES = [messageIds, charsets, dates];
