import {
  type FetchedMessage,
  type Mailbox,
  MailboxFailure,
  type MessageSize,
} from '../../mailbox/mailbox.ts';

/** What the server handed out, and what it has but did not hand out. The rest is gone. */
export interface FetchOutcome {
  messages: FetchedMessage[];
  withheld: { uid: number; error: string }[];
}

/**
 * Sizes of `uids` in their order. Those the server does not answer are searched for again: gone ones are left out,
 * the others get size 0, so that the fetch tries them and what it misses becomes a gap.
 */
export async function fetchSizes(mailbox: Mailbox, uids: readonly number[]): Promise<MessageSize[]> {
  const answered = new Map((await mailbox.fetchSizes(uids)).map((row) => [row.uid, row]));
  const missing = uids.filter((uid) => !answered.has(uid));
  for (const uid of await stillThere(mailbox, missing)) {
    answered.set(uid, { uid, size: 0, internalDate: new Date(0) });
  }
  return uids.flatMap((uid) => answered.get(uid) ?? []);
}

/**
 * Fetches a batch whole. What was asked for but not answered is searched for again. When the server refuses the
 * command, the batch is halved until the one mail that it cannot hand out is alone: one bad mail never blocks the rest.
 */
export async function fetchBatch(
  mailbox: Mailbox,
  uids: readonly number[],
  caution: FetchCaution,
): Promise<FetchOutcome> {
  const suspects = uids.filter((uid) => caution.isSuspect(uid));
  const outcome = await fetchTrusted(
    mailbox,
    uids.filter((uid) => !caution.isSuspect(uid)),
    caution,
  );
  const withheld = suspects.map((uid) => ({ uid, error: 'the connection breaks off when it is fetched' }));
  return { messages: outcome.messages, withheld: [...outcome.withheld, ...withheld] };
}

/** Remembers, over connections, which fetches broke the connection off. */
export interface FetchCaution {
  /** So many mails may be asked for at once. */
  limit(usual: number): number;
  isSuspect(uid: number): boolean;
  broke(uids: readonly number[]): void;
  worked(): void;
}

/** A mail alone in a fetch that ended so many connections is no longer asked for. */
const MAX_BROKEN_FETCHES = 3;

/** After each connection that ends in a fetch the next fetches are half as large, until the culprit is alone. */
export function createFetchCaution(): FetchCaution {
  let limit = Number.POSITIVE_INFINITY;
  const broken = new Map<number, number>();
  return {
    limit: (usual) => Math.min(limit, usual),
    isSuspect: (uid) => (broken.get(uid) ?? 0) >= MAX_BROKEN_FETCHES,
    broke(uids) {
      const [uid] = uids;
      if (uids.length === 1 && uid !== undefined) broken.set(uid, (broken.get(uid) ?? 0) + 1);
      limit = Math.max(1, Math.floor(uids.length / 2));
    },
    worked() {
      limit *= 2;
    },
  };
}

async function fetchTrusted(
  mailbox: Mailbox,
  uids: readonly number[],
  caution: FetchCaution,
): Promise<FetchOutcome> {
  if (uids.length === 0) return { messages: [], withheld: [] };
  try {
    const messages = await mailbox.fetchSources(uids);
    caution.worked();
    const answered = new Set(messages.map(({ uid }) => uid));
    const missing = await stillThere(
      mailbox,
      uids.filter((uid) => !answered.has(uid)),
    );
    return { messages, withheld: missing.map((uid) => ({ uid, error: 'the server does not hand it out' })) };
  } catch (error) {
    if (!(error instanceof MailboxFailure)) throw error;
    if (error.failureClass === 'network') caution.broke(uids);
    if (error.failureClass !== 'protocol') throw error;
    const [uid] = uids;
    if (uids.length === 1 && uid !== undefined) {
      caution.broke(uids);
      // On a dead connection this throws, and the mail is tried again on the next one.
      const there = await stillThere(mailbox, uids);
      return { messages: [], withheld: there.map((uid) => ({ uid, error: error.message })) };
    }
    const middle = Math.ceil(uids.length / 2);
    const first = await fetchTrusted(mailbox, uids.slice(0, middle), caution);
    const second = await fetchTrusted(mailbox, uids.slice(middle), caution);
    return {
      messages: [...first.messages, ...second.messages],
      withheld: [...first.withheld, ...second.withheld],
    };
  }
}

async function stillThere(mailbox: Mailbox, uids: readonly number[]): Promise<number[]> {
  if (uids.length === 0) return [];
  const wanted = new Set(uids);
  const found = await mailbox.searchUids(Math.min(...uids), Math.max(...uids));
  return found.filter((uid) => wanted.has(uid));
}
