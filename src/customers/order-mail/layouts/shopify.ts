import { type Layout, spoken } from '../layout.ts';

/** Shopify writes to staff from its own domain or the shop's. */
export const SHOPIFY: Layout = {
  name: 'shopify',
  confidence: 0.97,
  platforms: ['shopify.com', 'shopifyemail.com'],
  openings: [
    { what: 'order', speaksTo: 'seller', subject: spoken('order {id} placed by {name}$') },
    {
      what: 'order',
      speaksTo: 'seller',
      line: spoken('^{name} placed (?:a new order|order|a new order no\\.?|an order) {id}'),
    },
    {
      what: 'cart',
      speaksTo: 'seller',
      line: spoken('^{name} (?:abandoned|has abandoned|left) (?:a|their|the) (?:checkout|cart)'),
    },
    { what: 'cancellation', speaksTo: 'buyer', subject: spoken('^order {id} (?:has been )?cancell?ed') },
    { what: 'refund', speaksTo: 'buyer', subject: spoken('^(?:refund notification|your refund)') },
    { what: 'shipment', speaksTo: 'buyer', subject: spoken('^a shipment from order {id} is on the way') },
    { what: 'order', speaksTo: 'buyer', subject: spoken('^order {id} confirmed') },
    { what: 'order', speaksTo: 'buyer', line: spoken('^thank you for your purchase') },
  ],
};
