import type { Layout } from '../layout.ts';
import { ARABIC_SHOPS, ENGLISH_SHOPS, PERSIAN_SHOPS } from './common.ts';
import { MAGENTO, OPENCART, PRESTASHOP } from './hosted-by-yourself.ts';
import { IRANIAN_GATEWAYS, PAYPAL, STRIPE } from './payments.ts';
import { SHOPIFY } from './shopify.ts';
import { WOOCOMMERCE } from './woocommerce.ts';

/** Every layout, the particular ones first: the first that fits reads the mail. */
export const LAYOUTS: readonly Layout[] = [
  STRIPE,
  PAYPAL,
  IRANIAN_GATEWAYS,
  SHOPIFY,
  PRESTASHOP,
  OPENCART,
  MAGENTO,
  WOOCOMMERCE,
  ARABIC_SHOPS,
  PERSIAN_SHOPS,
  ENGLISH_SHOPS,
];
