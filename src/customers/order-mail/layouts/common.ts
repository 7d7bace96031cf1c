import { type Layout, spoken } from '../layout.ts';

/** Salla, Zid and other Arabic shop systems. */
export const ARABIC_SHOPS: Layout = {
  name: 'arabic-shop',
  confidence: 0.9,
  platforms: ['salla.sa', 'salla.dev', 'salla.com', 'zid.sa', 'zid.store', 'expandcart.com', 'youcan.shop'],
  openings: [
    {
      what: 'cancellation',
      speaksTo: 'seller',
      subject: spoken('(?:تم إلغاء|إلغاء) (?:ال)?طلب(?: رقم)? ?{id}'),
    },
    {
      what: 'refund',
      speaksTo: 'seller',
      subject: spoken('(?:تم )?(?:استرجاع|استرداد|إرجاع) (?:مبلغ )?(?:ال)?(?:طلب|مبلغ)(?: رقم)? ?{id}?'),
    },
    { what: 'cart', speaksTo: 'seller', subject: spoken('سلة (?:تسوق )?متروكة') },
    { what: 'order', speaksTo: 'seller', subject: spoken('طلب جديد') },
    { what: 'order', speaksTo: 'seller', line: spoken('^(?:لديك|وصلك|تم استلام) طلب جديد') },
    { what: 'payment', speaksTo: 'seller', subject: spoken('تم (?:استلام|سداد) (?:دفعة|مبلغ|قيمة)') },
    { what: 'refund', speaksTo: 'buyer', line: spoken('^تم (?:استرجاع|استرداد|رد|إعادة) (?:ال)?مبلغ') },
    { what: 'cancellation', speaksTo: 'buyer', line: spoken('^تم إلغاء طلبك') },
    { what: 'invoice', speaksTo: 'buyer', subject: spoken('^فاتورة(?: رقم)? ?{document}') },
    {
      what: 'order',
      speaksTo: 'buyer',
      line: spoken(
        '^(?:شكرا ل(?:ك على )?طلبك|شكرا على طلبك|شكرا لشرائك|شكرا لتسوقك|تم استلام طلبك|تم تأكيد طلبك|لقد استلمنا طلبك)',
      ),
    },
    {
      what: 'order',
      speaksTo: 'buyer',
      subject: spoken('^(?:تأكيد (?:ال)?طلب(?:ك)?|تم (?:استلام|تأكيد) طلبك|طلبك رقم)'),
    },
  ],
};

/** Iranian shop systems (Digikala's partners, Shopfa, Portal, Sazito, home-made ones). */
export const PERSIAN_SHOPS: Layout = {
  name: 'persian-shop',
  confidence: 0.9,
  platforms: [
    'sazito.com',
    'portal.ir',
    'shopfa.com',
    'mixin.ir',
    'digikala.com',
    'basalam.com',
    'torob.com',
  ],
  openings: [
    {
      what: 'cancellation',
      speaksTo: 'seller',
      subject: spoken('(?:لغو سفارش|سفارش ?{id} لغو شد|انصراف از سفارش)'),
    },
    {
      what: 'refund',
      speaksTo: 'seller',
      subject: spoken('(?:مرجوعی|مرجوع شدن|استرداد وجه|بازگشت وجه) (?:سفارش|خرید)'),
    },
    { what: 'cart', speaksTo: 'seller', subject: spoken('سبد (?:خرید )?رها ?شده') },
    { what: 'order', speaksTo: 'seller', subject: spoken('سفارش جدید') },
    {
      what: 'order',
      speaksTo: 'seller',
      line: spoken('^(?:یک )?سفارش جدید(?:ی)? (?:ثبت شد|دریافت شد|دارید|برای شما ثبت شد|در فروشگاه)'),
    },
    {
      what: 'refund',
      speaksTo: 'buyer',
      line: spoken(
        '^(?:مبلغ|وجه) .{0,40}(?:به حساب شما )?(?:بازگردانده شد|عودت داده شد|مسترد شد|برگشت داده شد)',
      ),
    },
    { what: 'cancellation', speaksTo: 'buyer', line: spoken('^سفارش شما .{0,40}لغو شد') },
    { what: 'invoice', speaksTo: 'buyer', subject: spoken('^(?:فاکتور|صورتحساب)(?: شماره)? ?{document}') },
    {
      what: 'order',
      speaksTo: 'buyer',
      line: spoken(
        '^(?:سفارش شما .{0,40}(?:ثبت|دریافت|تایید|تأیید) شد|از (?:سفارش|خرید) شما (?:متشکریم|سپاسگزاریم|ممنونیم)|با تشکر از (?:سفارش|خرید) شما|با سپاس از (?:سفارش|خرید) شما)',
      ),
    },
    { what: 'order', speaksTo: 'buyer', subject: spoken('^(?:تایید سفارش|تأیید سفارش|ثبت سفارش|رسید خرید)') },
  ],
};

/** What other shops say in English, in words that hardly mean anything else. */
export const ENGLISH_SHOPS: Layout = {
  name: 'common',
  confidence: 0.85,
  platforms: [
    'squarespace.com',
    'wix.com',
    'wixemails.com',
    'squareup.com',
    'ecwid.com',
    'bigcommerce.com',
    'gumroad.com',
    'etsy.com',
    'bigcartel.com',
  ],
  openings: [
    {
      what: 'cancellation',
      speaksTo: 'seller',
      subject: spoken(
        '(?:customer |your customer )?(?:cancell?ed order|order cancell?ed) ?:? ?{id} (?:from|by) {name}$',
      ),
    },
    {
      what: 'cart',
      speaksTo: 'seller',
      subject: spoken('^(?:new )?abandoned (?:cart|checkout)(?: from {name}$| by {name}$|:|$)'),
    },
    {
      what: 'order',
      speaksTo: 'seller',
      subject: spoken(
        "^(?:\\[.{1,60}\\] ?:? ?)?(?:you(?:'ve| have) (?:got )?a new order|new order received|new order|you made a sale|new sale|order received)",
      ),
    },
    {
      what: 'order',
      speaksTo: 'seller',
      subject: spoken('^(?:\\[.{1,60}\\] ?:? ?)?order {id} from {name}$'),
    },
    {
      what: 'order',
      speaksTo: 'seller',
      line: spoken(
        "^(?:you(?:'ve| have) (?:got |received )?(?:a |\\d{1,3} )new orders?|you have a new order from {name}(?:[.:]|$)|a new order (?:has been|was) (?:placed|received))",
      ),
    },
    {
      what: 'payment',
      speaksTo: 'seller',
      subject: spoken("^(?:payment received|you(?:'ve| have) been paid)"),
    },
    {
      what: 'refund',
      speaksTo: 'buyer',
      subject: spoken(
        '^(?:your refund|refund (?:issued|confirmation|processed)|(?:your )?order {id} (?:has been |was )?refunded)',
      ),
    },
    {
      what: 'cancellation',
      speaksTo: 'buyer',
      subject: spoken('^(?:your )?order (?:{id} )?(?:has been |was )?cancell?ed'),
    },
    { what: 'invoice', speaksTo: 'buyer', subject: spoken('^(?:your )?invoice ?:? ?{document}') },
    {
      what: 'payment',
      speaksTo: 'buyer',
      subject: spoken('^(?:your )?(?:payment )?receipt(?: for order| for your| from|:|$)'),
    },
    {
      what: 'order',
      speaksTo: 'buyer',
      subject: spoken(
        "^(?:your )?(?:.{1,60} )?order confirmation|^(?:we(?:'ve| have) received your order|thank(?:s| you) for your (?:order|purchase))|^order confirmed",
      ),
    },
    {
      what: 'order',
      speaksTo: 'buyer',
      line: spoken('^(?:thank(?:s| you) for (?:your (?:order|purchase)|ordering|shopping))'),
    },
  ],
};
