import { offersToContact } from '../../customers/causes/offers-to-contact.ts';
import type { FillGroup } from './fill-group.ts';

/** A mail that shows more is a catalogue. */
const MAX_PRODUCTS = 4;

/** What others who bought the same bought too, then what the person will need again; nothing where neither is known. */
export const productsData: FillGroup = async (tx, { facts, now }) => {
  const { alsoBought, dueAgain } = await offersToContact(tx, facts.contactId, now);
  const words = WORDS[facts.locale ?? 'en'];
  const products = [
    ...alsoBought.map(({ has, offer }) => ({ name: offer.name, reason: words.goesWith(has.name) })),
    ...dueAgain.map(({ name }) => ({ name, reason: words.again })),
  ];
  const once = [...new Map(products.map((product) => [product.name, product])).values()];
  return once.length > 0 ? once.slice(0, MAX_PRODUCTS) : undefined;
};

const WORDS = {
  en: { goesWith: (name: string) => `goes well with ${name}`, again: 'you have had it before' },
  ar: { goesWith: (name: string) => `يناسب ${name}`, again: 'سبق أن اخترتموه' },
  fa: { goesWith: (name: string) => `همراه خوب ${name}`, again: 'پیش‌تر خریده‌اید' },
};
