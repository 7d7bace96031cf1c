import { type Layout, spoken } from '../layout.ts';

/** Stripe tells the seller of payments, and the buyer with a receipt or an invoice. The subject must say it: texts are free. */
export const STRIPE: Layout = {
  name: 'stripe',
  confidence: 0.95,
  platforms: ['stripe.com'],
  onlyFromPlatform: true,
  openings: [
    {
      what: 'payment',
      speaksTo: 'seller',
      subject: spoken("^(?:you(?:'ve| have)? received )?(?:a )?(?:successful )?payment of {money} from "),
    },
    { what: 'refund', speaksTo: 'seller', subject: spoken('^(?:a )?refund of {money} (?:to|for) ') },
    { what: 'refund', speaksTo: 'buyer', subject: spoken('^your refund from ') },
    { what: 'payment', speaksTo: 'buyer', subject: spoken('^your .{0,60} ?receipt \\[#') },
    { what: 'payment', speaksTo: 'buyer', subject: spoken('^your receipt from ') },
    {
      what: 'invoice',
      speaksTo: 'buyer',
      subject: spoken('^(?:new invoice from|your invoice from|invoice {document} from) '),
    },
  ],
};

/** PayPal; what others may write into its mails stands in the text, never in these subjects. */
export const PAYPAL: Layout = {
  name: 'paypal',
  confidence: 0.95,
  platforms: ['paypal.com'],
  onlyFromPlatform: true,
  openings: [
    {
      what: 'payment',
      speaksTo: 'seller',
      subject: spoken(
        "^(?:you(?:'ve| have)? (?:received|got) (?:a |an instant )?(?:payment|money)|notification of (?:an instant )?payment received|instant payment received|payment received)",
      ),
    },
    { what: 'payment', speaksTo: 'seller', subject: spoken('^{name} (?:sent you|has sent you) {money}') },
    { what: 'payment', speaksTo: 'seller', subject: spoken('^(?:لقد )?(?:تلقيت|استلمت) (?:دفعة|مبلغا)') },
    {
      what: 'refund',
      speaksTo: 'seller',
      subject: spoken("^(?:you(?:'ve| have)? (?:issued|sent) a refund|refund (?:issued|sent) to)"),
    },
    {
      what: 'refund',
      speaksTo: 'buyer',
      subject: spoken("^(?:you(?:'ve| have) (?:received|got) a refund|refund from) "),
    },
    {
      what: 'payment',
      speaksTo: 'buyer',
      subject: spoken("^(?:receipt for your payment to|you(?:'ve| have)? (?:sent|paid|authorized) )"),
    },
    {
      what: 'invoice',
      speaksTo: 'buyer',
      subject: spoken("^(?:invoice from|you(?:'ve| have)? received an invoice from) "),
    },
  ],
};

/** Iranian gateways, first of all Zarinpal. */
export const IRANIAN_GATEWAYS: Layout = {
  name: 'iranian-gateway',
  confidence: 0.9,
  platforms: [
    'zarinpal.com',
    'zarinpal.ir',
    'idpay.ir',
    'nextpay.org',
    'nextpay.ir',
    'zibal.ir',
    'payping.ir',
    'vandar.io',
    'pay.ir',
    'sadadpsp.ir',
  ],
  onlyFromPlatform: true,
  openings: [
    {
      what: 'payment',
      speaksTo: 'seller',
      subject: spoken('(?:پرداخت|تراکنش|واریز) (?:موفق|جدید)'),
      line: spoken(
        '(?:پرداخت|تراکنش|واریز) .{0,60}(?:انجام شد|دریافت شد|موفق|ثبت شد|داشته ?اید|دریافت کردید)',
      ),
    },
    {
      what: 'payment',
      speaksTo: 'seller',
      subject: spoken('(?:پرداخت|وجه|مبلغ|تراکنش) .{0,40}دریافت (?:شد|کردید|کرده ?اید)'),
    },
    { what: 'refund', speaksTo: 'seller', subject: spoken('(?:استرداد|بازگشت|عودت) (?:وجه|مبلغ|تراکنش)') },
  ],
};
