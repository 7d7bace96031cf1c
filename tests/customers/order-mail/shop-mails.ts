import { htmlToPlainText } from '../../../src/messages/parse/html-text.ts';

/** A mail as a shop system writes it, and what a person reads in it. */
export interface ShopMail {
  title: string;
  subject: string;
  from?: string;
  replyTo?: string;
  text: string;
  /** Of each order told of. */
  says: object[];
}

const html = (page: string) => htmlToPlainText(`<html><body>${page}</body></html>`);

const WOO_HTML_TABLE = `
  <h2><a href="https://bakery.example/wp-admin/post.php?post=1042">[Order #1042]</a> (<time datetime="2024-05-01T09:12:00+02:00">May 1, 2024</time>)</h2>
  <table cellspacing="0"><thead><tr><th>Product</th><th>Quantity</th><th>Price</th></tr></thead>
  <tbody>
    <tr><td>Pistachio Baklava (#BK-1)<ul><li><strong>Size:</strong> <p>1 kg</p></li></ul></td><td>2</td><td><span>€19.00</span></td></tr>
    <tr><td>Barbari (#BR-2)</td><td>3</td><td><span>€10.50</span></td></tr>
  </tbody>
  <tfoot>
    <tr><th scope="row" colspan="2">Subtotal:</th><td>€29.50</td></tr>
    <tr><th scope="row" colspan="2">Shipping:</th><td>€4.90 via Flat rate</td></tr>
    <tr><th scope="row" colspan="2">Payment method:</th><td>Direct bank transfer</td></tr>
    <tr><th scope="row" colspan="2">Total:</th><td>€34.40 (includes €3.13 VAT)</td></tr>
  </tfoot></table>
  <table><tr><td><h2>Billing address</h2><address>Karim Haddad<br>Workshop Lane 4<br>1050 Wien<br>
  <a href="tel:+431555">+43 1 555 01 02</a><br><a href="mailto:karim@workshop.example">karim@workshop.example</a></address></td></tr></table>`;

const ITEMS = [
  { name: 'Pistachio Baklava', quantity: 2 },
  { name: 'Barbari', quantity: 3 },
];

/** To the shop's owner. */
export const TO_THE_SELLER: ShopMail[] = [
  {
    title: 'WooCommerce, HTML',
    subject: "[Maryam's Bakery]: New order #1042",
    from: 'wordpress@bakery.example',
    replyTo: 'Karim Haddad <karim@workshop.example>',
    text: html(
      `<h1>New Order: #1042</h1><p>You’ve received the following order from Karim Haddad:</p>${WOO_HTML_TABLE}`,
    ),
    says: [
      {
        what: 'order',
        speaksTo: 'seller',
        reader: 'woocommerce',
        orderId: '1042',
        money: { amountMinor: 3440, currency: 'EUR' },
        buyer: { name: 'Karim Haddad', email: 'karim@workshop.example' },
        method: 'Direct bank transfer',
        items: [
          { ...ITEMS[0], amountMinor: 1900 },
          { ...ITEMS[1], amountMinor: 1050 },
        ],
      },
    ],
  },
  {
    title: 'WooCommerce, plain text',
    subject: "[Maryam's Bakery] New customer order (1043) - May 1, 2024",
    from: 'wordpress@bakery.example',
    text: `= New customer order =

You have received an order from Layla Nasser. The order is as follows:

=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=

[ORDER #1043] (May 1, 2024)

Pistachio Baklava (#BK-1) X 2 = €19.00
Barbari X 3 = €10.50

==========

Subtotal:	€29.50
Shipping:	Free shipping
Payment method:	Cash on delivery
Total:	€29.50

----------------------------------------

BILLING ADDRESS

Layla Nasser
Garden Street 9
+43 1 555 77 88
layla@garden.example
`,
    says: [
      {
        what: 'order',
        orderId: '1043',
        money: { amountMinor: 2950, currency: 'EUR' },
        buyer: { name: 'Layla Nasser', email: 'layla@garden.example' },
        method: 'Cash on delivery',
        items: [
          { ...ITEMS[0], amountMinor: 1900 },
          { ...ITEMS[1], amountMinor: 1050 },
        ],
      },
    ],
  },
  {
    title: 'WooCommerce, Persian',
    subject: '[نان مریم]: سفارش جدید #۱۰۴۴',
    from: 'wordpress@bakery.example',
    replyTo: 'رضا کریمی <reza@garden.example>',
    text: html(`<h1>سفارش جدید: #۱۰۴۴</h1><p>شما سفارش زیر را از رضا کریمی دریافت کرده‌اید:</p>
      <h2>[سفارش #۱۰۴۴] (۱۲ اردیبهشت ۱۴۰۳)</h2>
      <table><thead><tr><th>محصول</th><th>تعداد</th><th>قیمت</th></tr></thead><tbody>
      <tr><td>باقلوا پسته‌ای</td><td>۲</td><td>۱۹۰٬۰۰۰ تومان</td></tr></tbody>
      <tfoot><tr><th colspan="2">جمع جزء:</th><td>۱۹۰٬۰۰۰ تومان</td></tr><tr><th colspan="2">روش پرداخت:</th><td>پرداخت هنگام دریافت</td></tr>
      <tr><th colspan="2">قیمت نهایی:</th><td>۲۲۰٬۰۰۰ تومان</td></tr></tfoot></table>`),
    says: [
      {
        what: 'order',
        speaksTo: 'seller',
        orderId: '1044',
        money: { amountMinor: 220_000, currency: 'IRT' },
        buyer: { name: 'رضا کریمی', email: 'reza@garden.example' },
        items: [{ name: 'باقلوا پسته‌ای', quantity: 2, amountMinor: 190_000 }],
        method: 'پرداخت هنگام دریافت',
      },
    ],
  },
  {
    title: 'WooCommerce, Arabic',
    subject: '[مخبز مريم]: طلب جديد رقم #1045',
    from: 'wordpress@bakery.example',
    text: html(`<h1>طلب جديد: #1045</h1><p>لقد تلقيت الطلب التالي من ليلى ناصر:</p><h2>[طلب رقم #1045] (مايو 1, 2024)</h2>
      <table><thead><tr><th>المنتج</th><th>الكمية</th><th>السعر</th></tr></thead><tbody><tr><td>بقلاوة</td><td>٢</td><td>١٩٫٠٠ ر.س</td></tr></tbody>
      <tfoot><tr><th>المجموع:</th><td>١٩٫٠٠ ر.س</td></tr><tr><th>طريقة الدفع:</th><td>الدفع عند الاستلام</td></tr><tr><th>الإجمالي:</th><td>٢٤٫٥٠ ر.س</td></tr></tfoot></table>
      <p>عنوان الفاتورة</p><address>ليلى ناصر<br>layla@garden.example</address>`),
    says: [
      {
        what: 'order',
        orderId: '1045',
        money: { amountMinor: 2450, currency: 'SAR' },
        buyer: { name: 'ليلى ناصر', email: 'layla@garden.example' },
        items: [{ name: 'بقلاوة', quantity: 2, amountMinor: 1900 }],
      },
    ],
  },
  {
    title: 'WooCommerce, cancelled',
    subject: "[Maryam's Bakery]: Order #1042 has been cancelled",
    text: html(
      `<h1>Order Cancelled: #1042</h1><p>Notification to let you know — order #1042 belonging to Karim Haddad has been cancelled:</p>${WOO_HTML_TABLE}`,
    ),
    says: [
      {
        what: 'cancellation',
        speaksTo: 'seller',
        orderId: '1042',
        buyer: { name: 'Karim Haddad', email: 'karim@workshop.example' },
      },
    ],
  },
  {
    title: 'Shopify, to the staff',
    subject: "[Maryam's Bakery] Order #1046 placed by Karim Haddad",
    from: 'mailer@shopify.com',
    replyTo: 'karim@workshop.example',
    text: `Karim Haddad placed order #1046 on May 1 at 10:12 am.

View order

Order summary

Pistachio Baklava × 2
€19.00
Barbari × 3
€10.50

Subtotal
€29.50
Shipping
€4.90
Total
€34.40 EUR

Payment processing method
Visa

Delivery method
Standard

Shipping address
Karim Haddad
Workshop Lane 4
`,
    says: [
      {
        what: 'order',
        speaksTo: 'seller',
        reader: 'shopify',
        orderId: '1046',
        money: { amountMinor: 3440, currency: 'EUR' },
        buyer: { name: 'Karim Haddad', email: 'karim@workshop.example' },
        items: [
          { ...ITEMS[0], amountMinor: 1900 },
          { ...ITEMS[1], amountMinor: 1050 },
        ],
      },
    ],
  },
  {
    title: 'PrestaShop, with a reference of capitals',
    subject: "[Maryam's Bakery] New order : #42 - QWERTYUIO",
    text: `Hi,

A new order was placed on Maryam's Bakery by the following customer: Karim Haddad (karim@workshop.example)

Order details

Order: QWERTYUIO Placed on 05/01/2024 10:12:44
Payment: Bank wire

Reference  Product  Unit price  Quantity  Total price
BK-1  Pistachio Baklava  €9.50  2  €19.00
BR-2  Barbari  €3.50  3  €10.50

Products  €29.50
Discounts  €0.00
Shipping  €4.90
Total paid  €34.40
`,
    says: [
      {
        what: 'order',
        reader: 'prestashop',
        orderId: 'QWERTYUIO',
        money: { amountMinor: 3440, currency: 'EUR' },
        buyer: { name: 'Karim Haddad', email: 'karim@workshop.example' },
        method: 'Bank wire',
        items: [
          { ...ITEMS[0], amountMinor: 1900 },
          { ...ITEMS[1], amountMinor: 1050 },
        ],
      },
    ],
  },
  {
    title: 'OpenCart',
    subject: "Maryam's Bakery - Order 47",
    text: `You have received an order.

Order ID: 47
Date Added: 01/05/2024
Order Status: Pending
E-mail: karim@workshop.example
Telephone: +43 1 555 01 02

Product
2x Pistachio Baklava (BK-1) €19.00
3x Barbari (BR-2) €10.50

Sub-Total: €29.50
Flat Shipping Rate: €5.00
Total: €34.50
`,
    says: [
      {
        what: 'order',
        reader: 'opencart',
        orderId: '47',
        money: { amountMinor: 3450, currency: 'EUR' },
        buyer: { email: 'karim@workshop.example' },
        items: [{ quantity: 2 }, { quantity: 3 }],
      },
    ],
  },
  {
    title: 'OpenCart, Persian',
    subject: 'نان مریم - سفارش ۴۸',
    text: `شما یک سفارش دریافت کرده اید.

شناسه سفارش: ۴۸
تاریخ سفارش: ۱۴۰۳/۰۲/۱۲
وضعیت سفارش: در حال بررسی
ایمیل: reza@garden.example

کالاها
۲ x باقلوا   ۱۹۰٬۰۰۰ تومان

جمع کل: ۲۲۰٬۰۰۰ تومان
`,
    says: [
      {
        what: 'order',
        orderId: '48',
        money: { amountMinor: 220_000, currency: 'IRT' },
        buyer: { email: 'reza@garden.example' },
        items: [{ name: 'باقلوا', quantity: 2, amountMinor: 190_000 }],
      },
    ],
  },
  {
    title: 'Salla',
    subject: 'طلب جديد رقم 7788991',
    from: 'no-reply@salla.sa',
    text: `لديك طلب جديد

رقم الطلب: 7788991
تاريخ الطلب: 01/05/2024
العميل: ليلى ناصر
رقم الجوال: 0501234567
البريد الإلكتروني: layla@garden.example

المنتجات
بقلاوة × 2   38.00 ر.س

المجموع الفرعي: 38.00 ر.س
الشحن: 12.00 ر.س
الإجمالي: 50.00 ر.س
طريقة الدفع: مدى
`,
    says: [
      {
        what: 'order',
        speaksTo: 'seller',
        orderId: '7788991',
        money: { amountMinor: 5000, currency: 'SAR' },
        buyer: { name: 'ليلى ناصر', email: 'layla@garden.example', phone: null },
        items: [{ name: 'بقلاوة', quantity: 2, amountMinor: 3800 }],
        method: 'مدى',
      },
    ],
  },
  {
    title: 'a Persian shop system',
    subject: 'سفارش جدید شماره ۵۵۲۱ در فروشگاه شما',
    text: `سفارش جدیدی در فروشگاه شما ثبت شد.

شماره سفارش: ۵۵۲۱
نام خریدار: رضا کریمی
شماره تماس: ۰۹۱۲۳۴۵۶۷۸۹
ایمیل: reza@garden.example
اقلام سفارش:
۲ × نان بربری
مبلغ قابل پرداخت: ۱۲۰٬۰۰۰ تومان
روش پرداخت: درگاه زرین‌پال
وضعیت پرداخت: پرداخت شده
`,
    says: [
      {
        what: 'order',
        orderId: '5521',
        money: { amountMinor: 120_000, currency: 'IRT' },
        buyer: { name: 'رضا کریمی', email: 'reza@garden.example' },
        items: [{ name: 'نان بربری', quantity: 2 }],
        paid: true,
        method: 'درگاه زرین‌پال',
      },
    ],
  },
  {
    title: 'Stripe, money came',
    subject: "Payment of €48.50 from karim@workshop.example for Maryam's Bakery",
    from: 'notifications@stripe.com',
    text: `You received a payment

Amount
€48.50
Payment ID: pi_3Oabc123
Date: May 1, 2024
`,
    says: [
      {
        what: 'payment',
        speaksTo: 'seller',
        reader: 'stripe',
        orderId: null,
        documentId: 'pi_3Oabc123',
        money: { amountMinor: 4850, currency: 'EUR' },
        buyer: { email: 'karim@workshop.example' },
        paid: true,
      },
    ],
  },
  {
    title: 'PayPal, money came',
    subject: "You've received a payment",
    from: 'service@intl.paypal.com',
    text: `Hello Maryam's Bakery,

You received a payment of €34.40 EUR from Karim Haddad (karim@workshop.example)

Transaction ID: 8AB12345CD678901E
Transaction date: 1 May 2024
Buyer information: Karim Haddad
karim@workshop.example

Invoice ID: WC-1042

Description	Unit price	Qty	Amount
Pistachio Baklava	€9.50 EUR	2	€19.00 EUR

Subtotal	€29.50 EUR
Total	€34.40 EUR
Payment	€34.40 EUR
`,
    says: [
      {
        what: 'payment',
        reader: 'paypal',
        money: { amountMinor: 3440, currency: 'EUR' },
        buyer: { email: 'karim@workshop.example' },
      },
    ],
  },
  {
    title: 'Zarinpal',
    subject: 'پرداخت موفق',
    from: 'no-reply@zarinpal.com',
    text: `پرداخت با موفقیت انجام شد

مبلغ: ۱٬۲۰۰٬۰۰۰ ریال
شماره تراکنش: ۹۸۷۶۵۴۳۲۱
تاریخ: ۱۴۰۳/۰۲/۱۲
ایمیل پرداخت کننده: reza@garden.example
`,
    says: [
      {
        what: 'payment',
        documentId: '987654321',
        money: { amountMinor: 1_200_000, currency: 'IRR' },
        buyer: { email: 'reza@garden.example' },
      },
    ],
  },
  {
    title: 'an abandoned checkout',
    subject: 'Abandoned cart: Karim Haddad',
    text: `A customer left something behind.

Customer: Karim Haddad
Email: karim@workshop.example
2 x Pistachio Baklava   €19.00
Total: €19.00
`,
    says: [
      {
        what: 'cart',
        speaksTo: 'seller',
        money: { amountMinor: 1900, currency: 'EUR' },
        buyer: { name: 'Karim Haddad', email: 'karim@workshop.example' },
        items: [{ name: 'Pistachio Baklava', quantity: 2, amountMinor: 1900 }],
      },
    ],
  },
  {
    title: 'a digest of a day',
    subject: 'You have 2 new orders',
    text: `You have 2 new orders today.

Order #2001
Customer: Karim Haddad <karim@workshop.example>
2 x Barbari   €7.00
Total: €7.00

Order #2002
Customer: Layla Nasser <layla@garden.example>
1 x Pistachio Baklava   €9.50
Total: €9.50
`,
    says: [
      {
        orderId: '2001',
        money: { amountMinor: 700, currency: 'EUR' },
        buyer: { name: 'Karim Haddad', email: 'karim@workshop.example' },
        items: [{ name: 'Barbari', quantity: 2, amountMinor: 700 }],
      },
      {
        orderId: '2002',
        money: { amountMinor: 950, currency: 'EUR' },
        buyer: { name: 'Layla Nasser', email: 'layla@garden.example' },
      },
    ],
  },
];

/** To whoever bought. */
export const TO_THE_BUYER: ShopMail[] = [
  {
    title: 'WooCommerce',
    subject: "Your Maryam's Bakery order has been received!",
    text: html(
      `<h1>Thank you for your order</h1><p>Hi Karim,</p><p>Just to let you know — we've received your order #1042, and it is now being processed:</p>${WOO_HTML_TABLE}`,
    ),
    says: [
      { what: 'order', speaksTo: 'buyer', orderId: '1042', money: { amountMinor: 3440, currency: 'EUR' } },
    ],
  },
  {
    title: 'WooCommerce, refunded',
    subject: "Your Maryam's Bakery order #1042 has been partially refunded",
    text: html(`<h1>Partial Refund: Order 1042</h1><p>Hi Karim,</p><p>Your order on Maryam's Bakery has been partially refunded. There are more details below for your reference:</p>
      ${WOO_HTML_TABLE.replace('<tr><th scope="row" colspan="2">Total', '<tr><th scope="row" colspan="2">Refund:</th><td>-€10.00</td></tr><tr><th scope="row" colspan="2">Total')}`),
    says: [
      { what: 'refund', speaksTo: 'buyer', orderId: '1042', money: { amountMinor: 1000, currency: 'EUR' } },
    ],
  },
  {
    title: 'Shopify',
    subject: 'Order #1046 confirmed',
    text: 'Thank you for your purchase!\n\nOrder summary\n\nBarbari × 3\n€10.50\n\nTotal\n€10.50 EUR\n',
    says: [
      {
        what: 'order',
        speaksTo: 'buyer',
        orderId: '1046',
        money: { amountMinor: 1050, currency: 'EUR' },
        items: [{ name: 'Barbari', quantity: 3, amountMinor: 1050 }],
      },
    ],
  },
  {
    title: 'Magento, an invoice',
    subject: "Invoice for your Maryam's Bakery order",
    text: html(`<p>Karim Haddad,</p><p>Thank you for your order from Maryam's Bakery.</p><h1>Your Invoice #000000031 for Order #000000042</h1>
      <table><thead><tr><th>Items</th><th>Qty</th><th>Subtotal</th></tr></thead><tbody><tr><td>Pistachio Baklava</td><td>2</td><td>€19.00</td></tr></tbody>
      <tfoot><tr><th>Subtotal</th><td>€19.00</td></tr><tr><th>Grand Total</th><td>€23.90</td></tr></tfoot></table>`),
    says: [
      {
        what: 'invoice',
        speaksTo: 'buyer',
        orderId: '000000042',
        money: { amountMinor: 2390, currency: 'EUR' },
      },
    ],
  },
  {
    title: 'Stripe, an invoice that is due',
    subject: "Your invoice from Maryam's Bakery (R-3105)",
    from: 'invoice+statements@stripe.com',
    text: "Invoice from Maryam's Bakery\n€120.00\nDue May 31, 2024\n\nInvoice number\tR-3105\nAmount due\t€120.00\nDue date\tMay 31, 2024\n",
    says: [
      {
        what: 'invoice',
        speaksTo: 'buyer',
        documentId: 'R-3105',
        money: { amountMinor: 12_000, currency: 'EUR' },
        dueAt: new Date('2024-05-31T00:00:00Z'),
      },
    ],
  },
  {
    title: 'an Arabic shop',
    subject: 'تأكيد الطلب رقم 7788991',
    text: 'شكرا لطلبك من مخبز مريم\n\nرقم الطلب: 7788991\nالإجمالي: 50.00 ر.س\n',
    says: [
      { what: 'order', speaksTo: 'buyer', orderId: '7788991', money: { amountMinor: 5000, currency: 'SAR' } },
    ],
  },
  {
    title: 'a Persian shop',
    subject: 'تایید سفارش',
    text: 'سفارش شما با موفقیت ثبت شد.\n\nشماره سفارش: ۵۵۲۱\nمبلغ کل: ۱۲۰٬۰۰۰ تومان\n',
    says: [
      { what: 'order', speaksTo: 'buyer', orderId: '5521', money: { amountMinor: 120_000, currency: 'IRT' } },
    ],
  },
];

/** Mail that talks of orders and tells of none. */
export const NO_ORDERS: Pick<ShopMail, 'title' | 'subject' | 'text' | 'from'>[] = [
  {
    title: 'a question',
    subject: 'Question about order 1042',
    text: 'Hello Maryam,\n\nwhere is my order #1042? The total was €48.50.\n\nKarim',
  },
  {
    title: 'a newsletter',
    subject: 'New in our shop: order now!',
    text: 'Dear friends,\n\nBaklava, 2 x 500 g for €9.50. Order today!\n',
  },
  {
    title: 'a wish',
    subject: 'Ordering a cake',
    text: 'Dear Maryam,\n\nI would like to order:\n2 x Baklava\nTotal: 20 EUR?\n\nKarim',
  },
  {
    title: 'money that only looks like from PayPal',
    subject: "You've received a payment",
    from: 'service@paypai.example',
    text: 'You received a payment of €500.00 EUR from Karim (karim@workshop.example)\n',
  },
  {
    title: 'a Persian question',
    subject: 'پیگیری سفارش',
    text: 'سلام، سفارش ۱۰۴۲ من کجاست؟ مبلغ: ۱۲۰٬۰۰۰ تومان\n',
  },
  { title: 'an Arabic question', subject: 'استفسار عن الطلب', text: 'مرحبا، أين طلبي رقم 1045؟\n' },
];
