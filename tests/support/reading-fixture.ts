import { sql } from 'kysely';
import type { Tx } from '../../src/database/tables.ts';
import { sha256Hex } from '../../src/lib/ids.ts';
import type { OwnAddresses } from '../../src/messages/log/own-addresses.ts';
import type { ParsePool } from '../../src/messages/workers/parse-pool.ts';
import { type ReadOutcome, readKept } from '../../src/messages/workers/read-outcome.ts';

/** The bakery's own side. */
export const BAKERY: OwnAddresses = {
  addresses: new Set(['maryam@bakery.example']),
  domains: new Set(['bakery.example']),
};

/** Parses here and now: the same reading as the worker pool's, without threads. */
export const plainPool: Pick<ParsePool, 'read'> = {
  read: (raws, options) => Promise.all(raws.map((raw): Promise<ReadOutcome> => readKept(raw, options))),
};

export interface Letter {
  id?: string;
  from: string;
  to: string;
  subject?: string;
  date?: string;
  inReplyTo?: string;
  references?: string[];
  text?: string;
  headers?: Record<string, string>;
}

/** A plain mail. */
export function letter(mail: Letter): Buffer {
  const lines = [
    `From: ${mail.from}`,
    `To: ${mail.to}`,
    ...(mail.subject === undefined ? [] : [`Subject: ${mail.subject}`]),
    ...(mail.id === undefined ? [] : [`Message-ID: <${mail.id}>`]),
    ...(mail.inReplyTo === undefined ? [] : [`In-Reply-To: <${mail.inReplyTo}>`]),
    ...(mail.references === undefined
      ? []
      : [`References: ${mail.references.map((id) => `<${id}>`).join(' ')}`]),
    ...(mail.date === undefined ? [] : [`Date: ${mail.date}`]),
    ...Object.entries(mail.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from([...lines, '', mail.text ?? 'Good morning.', ''].join('\r\n'));
}

/** Puts raw mail where ingest would, to be read from `now` on. */
export async function putRaw(
  tx: Tx,
  source: Buffer,
  now: Date,
  options: {
    arrival?: 'new' | 'history';
    internalDate?: Date;
    mailboxId?: string;
    folderRole?: 'inbox' | 'sent';
  } = {},
): Promise<string> {
  const hash = sha256Hex(source);
  await tx
    .insertInto('raw_messages')
    .values({
      content_hash: hash,
      size: source.length,
      encoding: 'identity',
      bytes: source,
      file: null,
      arrival: options.arrival ?? 'new',
      mailbox_id: options.mailboxId ?? null,
      folder_role: options.folderRole ?? 'inbox',
      internal_date: options.internalDate ?? now,
      read_error: null,
      parser_version: null,
      read_after: now,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return hash;
}

/** Which mails are together, by their content, and what their threads say; ids left out. */
export async function threadState(tx: Tx) {
  const { rows } = await sql<{ members: string[]; subject_base: string; first: Date; last: Date }>`
    select array_agg(m.content_hash order by m.content_hash) as members, t.subject_base,
      t.first_message_at as first, t.last_message_at as last
    from threads t left join messages m on m.business_id = t.business_id and m.thread_id = t.id
    group by t.id, t.subject_base, t.first_message_at, t.last_message_at`.execute(tx);
  return rows.toSorted((a, b) => (String(a.members) < String(b.members) ? -1 : 1));
}
