import { Client } from 'pg';

/** What becomes of new mail, in order. */
export const MAIL_STEPS = ['logged', 'matched', 'signals'] as const;
type MailStep = (typeof MAIL_STEPS)[number];

/** When each step of each new mail was committed, by Message-ID: the monotonic clock, in milliseconds. */
export interface CommitTimes {
  at(step: MailStep): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/**
 * Hears of the steps as they are committed: a trigger notifies, and Postgres hands a notification over when its transaction
 * is in. Nothing is polled, which would slow down what is measured.
 */
export async function watchCommits(databaseUrl: string): Promise<CommitTimes> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  // When the server is stopped first, there is nothing left to hear.
  client.on('error', () => {});
  await client.query(TRIGGERS);
  const times = new Map(MAIL_STEPS.map((step) => [step, new Map<string, number>()]));
  client.on('notification', ({ payload = '' }) => {
    const at = Number(process.hrtime.bigint()) / 1e6;
    const space = payload.indexOf(' ');
    const step = MAIL_STEPS.find((one) => one === payload.slice(0, space));
    if (step) times.get(step)?.set(payload.slice(space + 1), at);
  });
  await client.query('listen bench_mail');
  return {
    at: (step) => times.get(step) ?? new Map<string, number>(),
    stop: () => client.end(),
  };
}

const TRIGGERS = `
create function bench_tell() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform pg_notify('bench_mail', 'logged ' || new.message_id);
    if new.matched_at is not null then perform pg_notify('bench_mail', 'matched ' || new.message_id); end if;
  else
    if old.matched_at is null and new.matched_at is not null then
      perform pg_notify('bench_mail', 'matched ' || new.message_id);
    end if;
    if old.detected_at is null and new.detected_at is not null then
      perform pg_notify('bench_mail', 'signals ' || new.message_id);
    end if;
  end if;
  return null;
end $$;
create trigger bench_tell after insert or update of matched_at, detected_at on messages
  for each row when (new.arrival = 'new' and new.message_id is not null) execute function bench_tell();
`;
