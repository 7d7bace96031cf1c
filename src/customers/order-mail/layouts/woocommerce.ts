import { type Layout, spoken } from '../layout.ts';

/** WooCommerce, in English, Arabic and Persian. It writes from the shop's own address, and names the customer in Reply-To. */
export const WOOCOMMERCE: Layout = {
  name: 'woocommerce',
  confidence: 0.97,
  openings: [
    {
      what: 'order',
      speaksTo: 'seller',
      line: spoken(
        "^you(?:'ve| have) received (?:a new|an|the following|a) (?:pre-|renewal |subscription )?(?:renewal )?order from {name}(?:[.:!]|$)",
      ),
    },
    { what: 'order', speaksTo: 'seller', subject: spoken('new (?:customer )?order ?:? ?{id}') },
    {
      what: 'cancellation',
      speaksTo: 'seller',
      line: spoken(
        '^(?:notification to let you know —? ?)?(?:the )?order {id} (?:belonging to|from|placed by) {name} has (?:been cancell?ed|failed)',
      ),
    },
    {
      what: 'cancellation',
      speaksTo: 'seller',
      line: spoken('^(?:unfortunately, )?(?:the )?payment for order {id} from {name} has failed'),
    },
    {
      what: 'refund',
      speaksTo: 'buyer',
      line: spoken('^your order (?:on|from) .{1,60} has been (?:partially )?refunded'),
    },
    {
      what: 'invoice',
      speaksTo: 'buyer',
      line: spoken('^(?:an order has been created for you on|here are the details of your order placed on)'),
    },
    {
      what: 'order',
      speaksTo: 'buyer',
      line: spoken("^(?:just to let you know .{1,4} )?we(?:'ve| have) received your order {id}"),
    },
    {
      what: 'order',
      speaksTo: 'buyer',
      line: spoken('^(?:thanks|thank you) for your order\\. it.{1,6}on-hold'),
    },
    {
      what: 'order',
      speaksTo: 'buyer',
      line: spoken(
        '^(?:we have finished processing your order|your (?:recent )?order on .{1,60} has been completed)',
      ),
    },
    // Arabic.
    {
      what: 'order',
      speaksTo: 'seller',
      line: spoken(
        '^(?:لقد )?(?:تلقيت|استلمت|وصلك) (?:طلبا|الطلب التالي|طلبا جديدا|طلب جديد|طلب) من {name}(?:[.:،!]|$)',
      ),
    },
    {
      what: 'cancellation',
      speaksTo: 'seller',
      line: spoken('^(?:تم إلغاء الطلب|الطلب) {id} (?:من|الخاص ب|التابع ل) ?{name}(?: تم إلغاؤه|[.:،]|$)'),
    },
    // Persian.
    {
      what: 'order',
      speaksTo: 'seller',
      line: spoken(
        '^(?:شما )?(?:یک )?سفارش(?:ی)?(?: جدید| جدیدی| زیر را)? از (?:طرف |سوی )?{name} (?:دریافت|داشته|ثبت)',
      ),
    },
    {
      what: 'cancellation',
      speaksTo: 'seller',
      line: spoken('^سفارش {id} (?:متعلق به|از طرف|از|مربوط به) {name} لغو شد'),
    },
  ],
};
