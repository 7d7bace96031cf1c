import { folded } from './folded.ts';

/** What a line of an order mail may say. */
export type Field =
  | 'order'
  | 'document'
  | 'date'
  | 'due'
  | 'total'
  | 'amount'
  | 'subtotal'
  | 'refunded'
  | 'method'
  | 'email'
  | 'name'
  | 'phone'
  | 'status';

/** What shops call it, in English, Arabic and Persian; `|` between. */
const NAMES: Record<Field, string> = {
  order:
    'order number|order no|order id|order|order reference|order ref|order code|your order|your order number|purchase order|' +
    'رقم الطلب|رقم الطلبية|الطلب|طلب رقم|رقم طلبك|رقم طلب|شماره سفارش|کد سفارش|شناسه سفارش|سفارش|شماره سفارش شما|شماره خرید',
  document:
    'invoice number|invoice no|invoice id|invoice|receipt number|receipt no|transaction id|transaction number|transaction|' +
    'payment id|payment reference|رقم الفاتورة|الفاتورة|رقم العملية|رقم المعاملة|رقم عملية الدفع|رقم المرجع|شماره فاکتور|' +
    'فاکتور|شماره صورتحساب|شماره تراکنش|کد رهگیری|شماره پیگیری|کد پیگیری|شماره مرجع|شماره ارجاع|کد تراکنش',
  date:
    'order date|date|date added|placed on|order placed|date of order|date placed|date paid|paid on|payment date|' +
    'transaction date|invoice date|date of issue|issued on|date of purchase|purchase date|تاريخ الطلب|التاريخ|تاريخ|' +
    'تاريخ الدفع|تاريخ الشراء|تاريخ الإنشاء|تاریخ سفارش|تاریخ|تاریخ ثبت|تاریخ ثبت سفارش|تاریخ پرداخت|زمان پرداخت|' +
    'تاریخ خرید|تاریخ تراکنش|زمان ثبت|زمان سفارش',
  due:
    'due date|payment due|due on|due|payment due date|pay by|due by|please pay by|payment due by|تاريخ الاستحقاق|' +
    'مستحق في|مستحقة في|آخر موعد للدفع|سررسید|تاریخ سررسید|مهلت پرداخت|موعد پرداخت|تاریخ سررسید پرداخت',
  total:
    'total|order total|grand total|total amount|total paid|total due|total amount due|amount due|total price|order amount|' +
    'total incl tax|total tax incl|total incl. tax|total (tax incl.)|total to pay|الإجمالي|إجمالي الطلب|المجموع الكلي|' +
    'الإجمالي الكلي|المبلغ الإجمالي|إجمالي الطلبات|المجموع النهائي|الإجمالي النهائي|إجمالي المبلغ|المجموع|جمع کل|مبلغ کل|' +
    'مبلغ قابل پرداخت|قیمت نهایی|جمع سفارش|مجموع سفارش|مبلغ سفارش|مبلغ نهایی|قابل پرداخت|جمع کل سفارش|مبلغ کل سفارش|' +
    'جمع نهایی|مبلغ فاکتور|مجموع',
  amount:
    'amount|amount paid|payment|payment amount|you received|amount received|gross amount|amount charged|paid|money received|' +
    'sum|المبلغ|المبلغ المدفوع|قيمة الطلب|قيمة المبلغ|القيمة|مبلغ|مبلغ پرداختی|مبلغ پرداخت شده|مبلغ تراکنش|مبلغ پرداخت|مبلغ دریافتی',
  subtotal:
    'subtotal|sub-total|sub total|items total|products|products total|shipping|shipping & handling|shipping and handling|tax|' +
    'vat|discount|delivery|taxes|fee|paypal fee|fees|المجموع الفرعي|الشحن|الضريبة|الخصم|تكلفة الشحن|ضريبة القيمة المضافة|' +
    'مجموع المنتجات|جمع جزء|جمع جزئی|حمل و نقل|هزینه ارسال|مالیات|تخفیف|ارسال|جمع اقلام|کارمزد',
  refunded:
    'refund|refunded|refund amount|amount refunded|refund total|refunded amount|total refunded|المبلغ المسترد|مبلغ الاسترداد|' +
    'المبلغ المسترجع|مبلغ استرداد|مبلغ بازگشتی|مبلغ عودت|مبلغ استرداد شده|بازپرداخت|مبلغ برگشتی|استرداد وجه',
  method:
    'payment method|payment|paid with|payment via|method of payment|paid by|pay method|payment type|طريقة الدفع|وسيلة الدفع|' +
    'الدفع|روش پرداخت|نحوه پرداخت|شیوه پرداخت|درگاه پرداخت|پرداخت',
  email:
    'email|e-mail|email address|e-mail address|customer email|customer e-mail|billing email|buyer email|payer email|mail|' +
    'contact email|البريد الإلكتروني|البريد|بريد العميل|الايميل|البريد الالكتروني|ایمیل|پست الکترونیک|پست الکترونیکی|' +
    'رایانامه|ایمیل مشتری|ایمیل خریدار|ایمیل پرداخت کننده|آدرس ایمیل',
  name:
    'customer|customer name|name|buyer|buyer name|billing name|full name|payer|client|bill to|billed to|from|ordered by|' +
    'purchased by|العميل|اسم العميل|الاسم|المشتري|اسم المشتري|اسم الزبون|الزبون|الاسم الكامل|مشتری|نام مشتری|نام|خریدار|' +
    'نام خریدار|پرداخت کننده|نام پرداخت کننده|نام و نام خانوادگی|سفارش دهنده',
  phone:
    'phone|tel|telephone|mobile|phone number|mobile number|t|رقم الجوال|الجوال|الهاتف|رقم الهاتف|جوال العميل|تلفن|موبایل|' +
    'شماره تماس|شماره موبایل|تلفن همراه|شماره تلفن|تلفن تماس',
  status: 'order status|status|payment status|حالة الطلب|الحالة|حالة الدفع|وضعیت سفارش|وضعیت|وضعیت پرداخت',
};

const FIELDS = new Map<string, Field[]>();
for (const [field, names] of Object.entries(NAMES)) {
  for (const name of names.split('|')) {
    const key = labelKey(name);
    FIELDS.set(key, [...(FIELDS.get(key) ?? []), field as Field]);
  }
}

/** What a label may mean; a word may mean several, and then the value decides (`Payment: card`, `Payment: €48.50`). */
export function fieldsNamed(label: string): readonly Field[] {
  return FIELDS.get(labelKey(label)) ?? [];
}

/** More words than any label has. */
export const MAX_LABEL_LENGTH = 40;

function labelKey(label: string): string {
  return folded(label)
    .replace(/^[\s\-*•|#>[(]+/, '')
    .replace(/[\s:：#№.*|-]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
