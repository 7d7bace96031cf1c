import type { SandboxMessage } from '../sandbox-server.ts';
import { customers } from './customers.ts';
import { writeComplaintThread, writeQuestionThread } from './feedback-threads.ts';
import { fillBasket, writeOrderThread, writeThanksThread } from './order-thread.ts';
import { passingPeople } from './people-passing.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';
import { type ShopOrder, writeShopOrder } from './shop-order.ts';
import { momentOn } from './spoken-dates.ts';
import type { WritingDesk } from './writing-desk.ts';

/** The number of the order that arrives while the demo runs; the story's orders come before it. */
export const NEXT_ORDER_NUMBER = 1042;

const DAY_MS = 86_400_000;
const SHOP_SHARE = 0.65;
const CUSTOMER_HOURS = [5, 21] as const;

/** What the customers wrote in the shop and by mail, with the bakery's answers. */
export function writeCustomerMail(desk: WritingDesk): {
  messages: SandboxMessage[];
  shopOrders: ShopOrder[];
} {
  const messages: SandboxMessage[] = [];
  const placed: Omit<ShopOrder, 'number'>[] = [];
  for (const person of customers) {
    for (const [index, daysAgo] of orderDays(person, desk.random).entries()) {
      const at = momentOn(desk.now, daysAgo, CUSTOMER_HOURS, desk.random);
      const isLast = index === 0 && person.silentDays > 0;
      const inShop = person.habit === 'shop' || (person.habit === 'both' && desk.random.chance(SHOP_SHARE));
      if (inShop) {
        const lines = fillBasket(desk.random, false);
        const address = desk.random.chance(0.8)
          ? (person.addresses[0] ?? '')
          : desk.random.pick(person.addresses);
        placed.push({ person, address, lines, placedAt: at });
      } else {
        messages.push(...writeOrderThread(desk, person, at));
      }
      messages.push(...aftermath(desk, person, at, isLast));
    }
    if (desk.random.chance(0.45)) messages.push(...writeQuestionThread(desk, person, someTime(desk, person)));
  }
  for (const person of passingPeople) {
    const askedAt = momentOn(desk.now, person.sinceDays, CUSTOMER_HOURS, desk.random);
    messages.push(...writeQuestionThread(desk, person, askedAt));
  }
  const shopOrders = placed
    .sort((one, other) => one.placedAt.getTime() - other.placedAt.getTime())
    .map((order, index) => ({ ...order, number: NEXT_ORDER_NUMBER - placed.length + index }));
  messages.push(...shopOrders.map((order) => writeShopOrder(order, desk.random)));
  return { messages, shopOrders };
}

/** The days ago on which somebody orders, the last one first. */
function orderDays({ everyDays, sinceDays, silentDays }: Person, random: Random): number[] {
  const days: number[] = [];
  let daysAgo = silentDays > 0 ? silentDays : random.int(2, Math.max(3, Math.floor(everyDays * 0.8)));
  while (daysAgo <= sinceDays) {
    days.push(daysAgo);
    daysAgo += Math.max(3, Math.round(everyDays * (0.75 + random.next() / 2)));
  }
  return days;
}

/** What follows an order: thanks, a complaint, or nothing. Anger is what many leave with. */
function aftermath(desk: WritingDesk, person: Person, orderedAt: Date, isLast: boolean): SandboxMessage[] {
  const { random } = desk;
  const later = momentOn(
    new Date(orderedAt.getTime() + random.int(3, 7) * DAY_MS),
    0,
    CUSTOMER_HOURS,
    random,
  );
  if (isLast && random.chance(0.45)) return writeComplaintThread(desk, person, later, false);
  if (isLast) return [];
  if (random.chance(0.035)) return writeComplaintThread(desk, person, later, random.chance(0.85));
  if (random.chance(0.08)) return writeThanksThread(desk, person, later);
  return [];
}

function someTime({ now, random }: WritingDesk, { sinceDays, silentDays }: Person): Date {
  return momentOn(now, random.int(silentDays + 1, sinceDays), CUSTOMER_HOURS, random);
}
