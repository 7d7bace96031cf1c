import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { formatMoney } from '../rendering/money.ts';
import { humanOrderMail, newOrderMail } from './bakery/arrivals.ts';
import { postMail } from './post-mail.ts';
import { counted, named } from './story-page.ts';
import { look, type Telling, waitForLetters } from './telling.ts';
import { waitUntil } from './wait-until.ts';

const STEP_LIMIT_MS = 15_000;

/** An order arrives from the web shop, and is thanked; then a customer writes by hand, in Arabic. */
export async function newOrderArrives(telling: Telling): Promise<void> {
  const { page, stage } = telling;
  const order = newOrderMail(stage.clock.now());
  const addresses = new Set(order.person.addresses.map((address) => address.toLowerCase()));
  const postedAt = Date.now();
  await postMail(stage.sandbox.smtpPort, order);
  page.say(
    `A mail of the web shop: ${named(order.person.name)} ordered for ${formatMoney(Math.round(order.euro * 100), 'EUR', 'en')}.`,
  );
  const steps = watchSteps(telling, (tx) => stepsOfOrder(tx, String(order.orderNumber)), postedAt);
  const leaves = waitForLetters(telling, ({ kind, to }) => kind === 'thank-you' && addresses.has(to), {
    enough: 1,
    what: `the thank-you to ${order.person.name}`,
    limitMs: STEP_LIMIT_MS,
  });
  const [{ loggedMs, matchedMs }, [thanks]] = await Promise.all([steps, leaves]);
  page.fact('logged', after(loggedMs));
  page.fact('matched', `${after(matchedMs)}, a purchase of ${named(order.person.name)}`);
  page.fact(
    'thanked',
    `${after((thanks?.receivedAt.getTime() ?? 0) - postedAt)}: “${named(thanks?.subject ?? '')}”`,
  );
  await letterArrives(telling);
}

async function letterArrives(telling: Telling): Promise<void> {
  const { page, stage } = telling;
  const letter = humanOrderMail(stage.clock.now());
  const postedAt = Date.now();
  await postMail(stage.sandbox.smtpPort, letter);
  const { matchedMs } = await watchSteps(telling, (tx) => stepsOfLetter(tx, letter.from), postedAt);
  page.say(`A letter in Arabic: matched to ${named(letter.person.name)} ${after(matchedMs)}.`);
}

interface Steps {
  logged: boolean;
  matched: boolean;
}

/** Milliseconds from the hand-over to the moment at which each step could be seen. */
async function watchSteps(
  telling: Telling,
  ask: (tx: Tx) => Promise<Steps>,
  postedAt: number,
): Promise<{ loggedMs: number; matchedMs: number }> {
  let loggedMs: number | undefined;
  const matchedMs = await waitUntil(
    async () => {
      const { logged, matched } = await look(telling, ask);
      if (logged) loggedMs ??= Date.now() - postedAt;
      return matched ? Date.now() - postedAt : undefined;
    },
    { what: 'the new mail in the log, with its contact', limitMs: STEP_LIMIT_MS, signal: telling.signal },
  );
  return { loggedMs: loggedMs ?? matchedMs, matchedMs };
}

async function stepsOfOrder(tx: Tx, orderId: string): Promise<Steps> {
  const { rows } = await sql<Steps>`select
    exists (select from messages where arrival = 'new' and subject like ${`Order #${orderId} %`}) as logged,
    exists (select from purchases where order_id = ${orderId} and not history) as matched`.execute(tx);
  return rows[0] ?? { logged: false, matched: false };
}

async function stepsOfLetter(tx: Tx, from: string): Promise<Steps> {
  const { rows } =
    await sql<Steps>`select count(*) > 0 as logged, coalesce(bool_or(contact_id is not null), false) as matched
    from messages where arrival = 'new' and from_address = ${from}`.execute(tx);
  return rows[0] ?? { logged: false, matched: false };
}

function after(milliseconds: number): string {
  return `after ${counted(milliseconds)} ms`;
}
