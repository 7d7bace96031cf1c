import type { SandboxMessage } from '../sandbox-server.ts';
import { writeBounces } from './bounces.ts';
import { writeCustomerMail } from './customer-mail.ts';
import { customers, silentCustomers } from './customers.ts';
import { writeFeastOrders } from './feast-orders.ts';
import { STORY_DAYS, writeBankNotices, writeNewsletters, writeSpam } from './noise.ts';
import { writeGuildList, writeInvoices, writeSupplier } from './trade.ts';
import { openDesk } from './writing-desk.ts';

const DAY_MS = 86_400_000;
/** Nothing is younger than this, so that what arrives during the demo is the newest. */
const QUIET_BEFORE_NOW_MS = 5 * 60_000;

/**
 * Two years of the bakery's mail up to `now`, oldest first. The same `now` and `seed` give the same bytes. What would
 * lie in the future (the answer to a question of this morning) is left out, as it was not written yet.
 */
export function bakeryMailbox(now: Date, seed: number = 1): SandboxMessage[] {
  const earliest = now.getTime() - (STORY_DAYS + 1) * DAY_MS;
  const latest = now.getTime() - QUIET_BEFORE_NOW_MS;
  return writeEverything(now, seed)
    .messages.filter(({ date }) => date.getTime() >= earliest && date.getTime() <= latest)
    .sort((one, other) => one.date.getTime() - other.date.getTime());
}

/** What somebody who reads the mailbox well should find in it. */
export interface BakeryFacts {
  messages: number;
  /** People who ordered at least once. */
  customers: number;
  /** Of them, those who fell silent months ago: their names. */
  silent: readonly string[];
  /** Order confirmations of the web shop, and their sum in euro cents. */
  purchases: number;
  companies: readonly string[];
}

/** The facts of `bakeryMailbox` with the same arguments. */
export function bakeryFacts(now: Date, seed: number = 1): BakeryFacts {
  const messages = bakeryMailbox(now, seed);
  const latest = now.getTime() - QUIET_BEFORE_NOW_MS;
  const { shopOrders } = writeEverything(now, seed);
  const companies = customers.map(({ company }) => company).filter((company) => company !== undefined);
  return {
    messages: messages.length,
    customers: customers.length,
    silent: silentCustomers.map(({ name }) => name),
    purchases: shopOrders.filter(({ placedAt }) => placedAt.getTime() <= latest).length,
    companies: [...new Set(companies)],
  };
}

function writeEverything(now: Date, seed: number) {
  const desk = (part: string) => openDesk(now, `${seed} ${part}`);
  const { messages, shopOrders } = writeCustomerMail(desk('customers'));
  const buyers = customers.filter(
    ({ company }, index) =>
      company !== undefined && customers.findIndex((other) => other.company === company) === index,
  );
  return {
    shopOrders,
    messages: [
      ...messages,
      ...writeInvoices(desk('invoices'), buyers),
      ...writeFeastOrders(desk('feasts')),
      ...writeSupplier(desk('supplier')),
      ...writeGuildList(desk('guild')),
      ...writeNewsletters(desk('newsletters')),
      ...writeBankNotices(desk('bank')),
      ...writeBounces(desk('bounces')),
      ...writeSpam(desk('spam')),
    ],
  };
}
