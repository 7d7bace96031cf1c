import type { Tx } from '../database/tables.ts';
import { callData } from './mail-data/call.ts';
import { cartData } from './mail-data/cart.ts';
import { customerData } from './mail-data/customer.ts';
import { deliveryData } from './mail-data/delivery.ts';
import type { FillGroup, MailSubject } from './mail-data/fill-group.ts';
import { inLanguage } from './mail-data/in-language.ts';
import { loyaltyGroup } from './mail-data/loyalty.ts';
import { meetingData } from './mail-data/meeting.ts';
import { occasionData } from './mail-data/occasion.ts';
import { paymentData } from './mail-data/payment.ts';
import { productsData } from './mail-data/products.ts';
import { purchaseData } from './mail-data/purchase.ts';
import { replenishmentData } from './mail-data/replenishment.ts';
import { reviewData } from './mail-data/review.ts';
import { surveyGroup } from './mail-data/survey.ts';
import type { MailGroups } from './mail-request.ts';

export { customerData } from './mail-data/customer.ts';

/** What fills each group of templates/layout/variables.yaml; the groups without one are told by the automation itself. */
const GROUPS: Readonly<Record<string, FillGroup>> = {
  purchase: purchaseData,
  occasion: occasionData,
  delivery: deliveryData,
  meeting: meetingData,
  products: productsData,
  cart: cartData,
  replenishment: replenishmentData,
  payment: paymentData,
  call: callData,
  review: reviewData,
  survey: surveyGroup,
  loyalty: loyaltyGroup,
};

/** What a mail is to be filled with. */
export interface MailDataOptions extends MailSubject {
  address: string;
  /** Groups that the mail takes; the others are not looked up. */
  groups: MailGroups;
  /** `data:` of the automation. */
  fixed: Readonly<Record<string, unknown>>;
}

/**
 * What templates call `customer`, `purchase` and so on, of one person and the run that writes to them. In a group, what
 * another system told with an event comes before what is known, and what the automation says before both.
 */
export async function mailData(tx: Tx, options: MailDataOptions): Promise<Record<string, unknown>> {
  const { facts, address, groups, about, locale } = options;
  const data: Record<string, unknown> = { customer: customerData(facts.name, address) };
  for (const group of groups.keys()) {
    const known = await GROUPS[group]?.(tx, options);
    const told = inLanguage(about.event?.[group], locale);
    const fixed = inLanguage(options.fixed[group], locale);
    const filled = [known, told, fixed].reduce(laidOver, undefined);
    if (filled !== undefined && group !== 'customer') data[group] = filled;
  }
  return data;
}

/** What stands in every mail, whoever it is for. */
const ALWAYS_THERE = new Set(['customer', 'business', 'links']);

/** Why a mail cannot be written to this person, if so: nothing is known of what it is about. */
export function nothingToShow(
  groups: MailGroups,
  data: Readonly<Record<string, unknown>>,
): string | undefined {
  const missing = [...groups].flatMap(([group, needed]) =>
    needed && !ALWAYS_THERE.has(group) && data[group] === undefined ? [group] : [],
  );
  return missing.length === 0 ? undefined : `there is nothing to show as ${missing.join(', ')}`;
}

/** Groups are laid over each other key by key; lists and texts as a whole. */
function laidOver(below: unknown, above: unknown): unknown {
  if (above === undefined) return below;
  const both = [below, above].every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
  return both ? { ...(below as object), ...(above as object) } : above;
}
