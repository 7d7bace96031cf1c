import type { BestCustomer } from '../customers/value/best-customers.ts';
import { DAY_MS } from '../lib/duration.ts';
import type { ValueList } from '../operations/value-list.ts';
import type { Reader } from '../rendering/speaker.ts';
import { type ValueText, valueText } from '../web/views/value-text.ts';
import { dateCell } from './reader.ts';
import { table } from './table.ts';

/** The list with what it rests on. */
export function valueLines(
  { customers, currency, otherCurrencies, basis, ...all }: ValueList,
  reader: Reader,
): string[] {
  const text = valueText(reader);
  const { words, say } = text;
  if (currency === null || basis === null) return [words.nothing];
  const head = [
    words.customer,
    words.soFar,
    words.daysBought,
    words.last,
    words.alive,
    words.purchasesToCome,
    words.revenueToCome,
    '',
  ];
  const total = say.text(words.all, {
    buyers: all.buyers,
    currency,
    purchases: text.number(all.expectedPurchases),
    revenue: text.money(all.expectedRevenueMinor, currency),
  });
  return [
    ...table([head, ...customers.map((one) => row(one, currency, reader, text))]),
    '',
    `${words.toCome} ${total}`,
    ...text.basis(basis.model, currency),
    ...longAgoLines(all.lastPurchaseAt, basis.fittedAt, text),
    ...(otherCurrencies.length === 0
      ? []
      : [say.text(words.otherCurrencies, { currencies: otherCurrencies.join(', ') })]),
  ];
}

/** An old list of purchases makes everybody look gone. */
const LONG_AGO_MS = 365 * DAY_MS;

function longAgoLines(lastPurchaseAt: Date | null, at: Date, { words, say }: ValueText): string[] {
  if (lastPurchaseAt === null || at.getTime() - lastPurchaseAt.getTime() < LONG_AGO_MS) return [];
  const iso = lastPurchaseAt.toISOString().slice(0, 10);
  return [say.text(words.longAgo, { day: say.day(lastPurchaseAt), iso })];
}

function row(one: BestCustomer, currency: string, reader: Reader, text: ValueText): string[] {
  const { say } = text;
  return [
    one.name || (one.address ?? one.contactId),
    say.money(one.revenueMinor, currency),
    one.purchases === null ? '' : say.number(one.purchases),
    dateCell(one.lastPurchaseAt, reader),
    text.share(one.alive),
    text.number(one.expectedPurchases),
    text.money(one.expectedRevenueMinor, currency),
    one.address ?? '',
  ];
}
