import { type Layout, spoken } from '../layout.ts';

/** Magento and Adobe Commerce: the owner gets copies of what the customer got, so they all speak to the buyer. */
export const MAGENTO: Layout = {
  name: 'magento',
  confidence: 0.9,
  openings: [
    { what: 'refund', speaksTo: 'buyer', line: spoken('^your credit memo {document} for order {id}') },
    { what: 'invoice', speaksTo: 'buyer', line: spoken('^your invoice {document} for order {id}') },
    { what: 'shipment', speaksTo: 'buyer', line: spoken('^your shipment {document} for order {id}') },
    { what: 'order', speaksTo: 'buyer', line: spoken('^your order {id}(?: \\(placed on .{1,40}\\))?$') },
    {
      what: 'order',
      speaksTo: 'buyer',
      line: spoken('^thank you for your order from .{1,60}\\. once your package ships'),
    },
  ],
};

/** PrestaShop, whose orders have a reference of nine capitals. */
export const PRESTASHOP: Layout = {
  name: 'prestashop',
  confidence: 0.95,
  openings: [
    {
      what: 'order',
      speaksTo: 'seller',
      line: spoken(
        '^a new order was placed on .{1,80} (?:by the following customer|from the following customer) ?:? ?{name}?(?:[(<]|$)',
      ),
    },
    {
      what: 'order',
      speaksTo: 'seller',
      line: spoken('^(?:یک )?سفارش جدید(?:ی)? در .{1,80} (?:توسط مشتری|ثبت شد)'),
    },
    { what: 'order', speaksTo: 'seller', line: spoken('^تم (?:إنشاء|تسجيل) طلب جديد (?:على|في) .{1,80}') },
    { what: 'refund', speaksTo: 'buyer', line: spoken('^we have processed your refund') },
    {
      what: 'cancellation',
      speaksTo: 'buyer',
      line: spoken('^your order with the reference .{1,40} .{0,40}was canceled'),
    },
    { what: 'order', speaksTo: 'buyer', line: spoken('^thank you for shopping (?:on|with|at) ') },
  ],
};

/** OpenCart, in its three languages. */
export const OPENCART: Layout = {
  name: 'opencart',
  confidence: 0.93,
  openings: [
    { what: 'order', speaksTo: 'seller', line: spoken('^you have received an order\\.?$') },
    { what: 'order', speaksTo: 'seller', line: spoken('^لقد تلقيت طلبا\\.?$') },
    { what: 'order', speaksTo: 'seller', line: spoken('^شما (?:یک )?سفارش دریافت کرده ?اید\\.?$') },
    {
      what: 'order',
      speaksTo: 'buyer',
      line: spoken('^thank you for your interest in .{1,60} products\\. your order has been received'),
    },
    {
      what: 'order',
      speaksTo: 'buyer',
      line: spoken('^با تشکر از شما برای توجه به .{1,80} سفارش شما ثبت شده است'),
    },
    { what: 'order', speaksTo: 'buyer', line: spoken('^شكرا لك على الاهتمام .{1,80} تم استلام طلب الشراء') },
  ],
};
