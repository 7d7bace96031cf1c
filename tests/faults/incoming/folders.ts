import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../../support/network.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import { runAs, unprivilegedAccount } from '../../support/unprivileged.ts';
import type { FaultCase } from '../fault-case.ts';
import { type Bakery, openBakery } from './bakery.ts';
import { dovecotAccount, order, seedHistory } from './mail-account.ts';

const NEEDS = ['dovecot', 'doveadm', 'postgres'] as const;

const folderRow = (bakery: Bakery, path: string) =>
  bakery.database.inside((tx) =>
    tx
      .selectFrom('folders as f')
      .innerJoin('mailboxes as m', 'm.id', 'f.mailbox_id')
      .select(['f.missing_since', 'f.id'])
      .where('m.name', '=', bakery.account.name)
      .where('path', '=', path)
      .executeTakeFirst(),
  );
const rawCount = (bakery: Bakery) =>
  bakery.database.inside(async (tx) => {
    const rows = await tx
      .selectFrom('raw_messages as r')
      .innerJoin('mailboxes as m', 'm.id', 'r.mailbox_id')
      .select('content_hash')
      .where('m.name', '=', bakery.account.name)
      .execute();
    return rows.length;
  });

const comeAndGo: FaultCase = {
  id: 'I6',
  injected: 'a folder is deleted, made again with other mail, renamed, while it is read',
  checked: 'its mail stays in the log, each folder adds up, a rename makes nothing new',
  needs: NEEDS,
  async run(world) {
    const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
    const { dovecot, user } = account;
    dovecot.createFolder(user, 'Orders');
    account.foldersChanged();
    account.folders = ['INBOX', 'Orders'];
    seedHistory(account, 10);
    seedHistory(account, 10, 'Orders', 50);
    const bakery = await openBakery(world, account);
    bakery.start({ folders: ['*'], poll: 200 });
    await bakery.settled();

    dovecot.deleteFolder(user, 'Orders');
    account.foldersChanged();
    account.folders = ['INBOX'];
    await waitUntil(async () => (await folderRow(bakery, 'Orders'))?.missing_since, {
      what: 'the folder to be missed',
    });
    if ((await rawCount(bakery)) !== 20) throw new Error('mail of the deleted folder is gone from the log');
    await bakery.settled();

    dovecot.createFolder(user, 'Orders');
    account.foldersChanged();
    account.folders = ['INBOX', 'Orders'];
    // Unknown content, received after the last good sync of the folder: new mail.
    bakery.expectNew(account.save(order(80), { folder: 'Orders' }));
    await bakery.settled();

    dovecot.renameFolder(user, 'Orders', 'سفارش‌ها');
    account.foldersChanged();
    account.folders = ['INBOX', 'سفارش‌ها'];
    await waitUntil(async () => (await folderRow(bakery, 'Orders'))?.missing_since, {
      what: 'the old name to be missed',
    });
    bakery.expectNew(account.save(order(100)));
    await bakery.neighbourReads();
    await bakery.settled();
    const contents = await rawCount(bakery);
    if (contents !== 22) throw new Error(`${contents} contents instead of 22`);
    return '22 contents over three lives of a folder';
  },
};

const restored: FaultCase = {
  id: 'I7',
  injected:
    'the server loses its index and UID list; then its Maildir is put back from a backup, UIDVALIDITY kept and UIDs given out again',
  checked:
    'nothing lost, known contents fire nothing, mail after the restore is new though its UID was seen before',
  needs: NEEDS,
  async run(world) {
    const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
    const { dovecot, user } = account;
    const path = dovecot.maildir(user).folderPath('INBOX');
    const owner = unprivilegedAccount(['dovecot', 'dovenull']);
    seedHistory(account, 20);
    const bakery = await openBakery(world, account);
    const first = bakery.start();
    await bakery.settled();

    for (const name of readdirSync(path).filter((file) => /^dovecot[-.]/.test(file)))
      rmSync(join(path, name), { recursive: true });
    account.kick();
    bakery.expectNew(account.save(order(100)));
    await bakery.settled();

    const backup = temporaryFolder('backup', { inMemory: true });
    world.defer(() => removeFolder(backup));
    cpSync(path, join(backup, 'Maildir'), { recursive: true, preserveTimestamps: true });
    for (const number of [101, 102, 103]) bakery.expectNew(account.save(order(number)));
    await bakery.settled();
    await first.stop();
    account.kick();
    rmSync(path, { recursive: true });
    cpSync(join(backup, 'Maildir'), path, { recursive: true, preserveTimestamps: true });
    if (process.getuid?.() === 0)
      runAs({ ...owner, uid: 0, gid: 0 }, '/bin/chown', ['-R', `${owner.uid}:${owner.gid}`, path]);
    bakery.start();
    await bakery.settled();
    // The UIDs of the three that the backup did not have.
    for (const number of [104, 105]) bakery.expectNew(account.save(order(number)));
    await bakery.neighbourReads();
    await bakery.settled();
    return '21 mails after the loss, 23 after the restore, 6 new in all';
  },
};

const twoPlaces: FaultCase = {
  id: 'I20',
  injected: 'one mail in two folders and in two mailboxes, then moved, while both are read',
  checked: 'one content, a location each, it is new once; the move marks one gone and makes nothing new',
  needs: NEEDS,
  quick: true,
  async run(world) {
    const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
    const { dovecot, user } = account;
    account.folders = ['INBOX', 'Sent'];
    seedHistory(account, 5);
    const bakery = await openBakery(world, account);
    bakery.start({ poll: 300 });
    await bakery.settled();
    const hash = account.save(order(100));
    bakery.expectNew(hash);
    await bakery.settled();
    account.save(order(100), { folder: 'Sent' });
    bakery.neighbour.save(order(100));
    account.save(order(1), { folder: 'Sent' });
    await bakery.settled();
    const places = () =>
      bakery.database.inside((tx) =>
        tx.selectFrom('locations').select(['uid', 'gone_at']).where('content_hash', '=', hash).execute(),
      );
    await bakery.neighbourReads();
    await waitUntil(async () => (await places()).length === 3, { what: 'three places of one mail' });
    dovecot.doveadm('move', '-u', user, 'Drafts', 'mailbox', 'INBOX', 'header', 'Subject', 'Order 100');
    dovecot.doveadm('move', '-u', user, 'Sent', 'mailbox', 'INBOX', 'header', 'Subject', 'Order 3');
    await bakery.settled();
    const there = await places();
    const gone = there.filter(({ gone_at }) => gone_at !== null).length;
    if (there.length !== 3 || gone !== 1) throw new Error(`${there.length} places, ${gone} of them gone`);
    const log = await bakery.database.inside((tx) =>
      tx.selectFrom('messages').select('id').where('content_hash', '=', hash).execute(),
    );
    if (log.length !== 1) throw new Error(`the mail is logged ${log.length} times`);
    return 'three places, one message';
  },
};

export const FOLDER_CASES = [comeAndGo, restored, twoPlaces];
