import type { BlobStore } from '../../../src/messages/log/blob-store.ts';
import { brokenReading } from '../../support/broken-reading.ts';
import type { TestDatabase } from '../../support/postgres-business.ts';
import type { MailAccount } from './mail-account.ts';

/**
 * All that is wrong once reading should be over: each account held against its server, what is new (`fresh`, by the name of the
 * account), flags and folders, and what was `said` in the log.
 */
export async function bakeryProblems(
  database: TestDatabase,
  blobs: BlobStore,
  accounts: readonly MailAccount[],
  fresh: ReadonlyMap<string, ReadonlySet<string>>,
  said: readonly string[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const account of accounts) {
    for (const folder of account.folders) {
      const truth = account.truth(folder);
      wrong.push(
        ...(await database.inside((tx) =>
          brokenReading(tx, { mailbox: account.name, folder }, truth, blobs),
        )),
      );
    }
    wrong.push(...(await wronglyNew(database, account.name, fresh.get(account.name) ?? new Set())));
    wrong.push(...account.touched());
    if (said.some((line) => line.includes(account.password))) wrong.push('a password is in the log');
  }
  if (said.some((line) => line.includes('Barbari'))) wrong.push('what people wrote is in the log');
  return wrong;
}

/** INV5 begins here: what is new may act, once; what is history never does. */
async function wronglyNew(
  database: TestDatabase,
  mailbox: string,
  expected: ReadonlySet<string>,
): Promise<string[]> {
  const rows = await database.inside((tx) =>
    tx
      .selectFrom('raw_messages as r')
      .innerJoin('mailboxes as m', 'm.id', 'r.mailbox_id')
      .select('content_hash')
      .where('m.name', '=', mailbox)
      .where('arrival', '=', 'new')
      .execute(),
  );
  const found = new Set(rows.map(({ content_hash }) => content_hash));
  const missing = [...expected].filter((hash) => !found.has(hash));
  const surplus = [...found].filter((hash) => !expected.has(hash));
  return [
    ...(missing.length > 0 ? [`${mailbox}: ${missing.length} new mails are not there as new`] : []),
    ...(surplus.length > 0 ? [`${mailbox}: ${surplus.length} mails are taken for new and are not`] : []),
  ];
}
