import { withoutBidiMarks } from '../../messages/parse/clean-text.ts';

/** What a purchase CSV may tell of each purchase; the first three must be there. */
export type PurchaseColumn =
  | 'date'
  | 'email'
  | 'amount'
  | 'items'
  | 'currency'
  | 'method'
  | 'orderId'
  | 'name';

export const REQUIRED_COLUMNS: readonly PurchaseColumn[] = ['date', 'email', 'amount'];

/** What shops call the columns in English, Arabic and Persian. */
const SYNONYMS: Record<PurchaseColumn, readonly string[]> = {
  date: [
    'date',
    'order date',
    'purchase date',
    'created at',
    'paid at',
    'time',
    'التاريخ',
    'تاريخ',
    'تاريخ الطلب',
    'تاریخ',
    'تاریخ خرید',
    'تاریخ سفارش',
  ],
  email: [
    'email',
    'e-mail',
    'customer email',
    'customer e-mail',
    'email address',
    'customer',
    'mail',
    'البريد',
    'البريد الإلكتروني',
    'بريد العميل',
    'ایمیل',
    'ایمیل مشتری',
    'پست الکترونیک',
    'رایانامه',
  ],
  amount: [
    'amount',
    'total',
    'order total',
    'sum',
    'price',
    'grand total',
    'المبلغ',
    'الإجمالي',
    'المجموع',
    'السعر',
    'مبلغ',
    'جمع',
    'جمع کل',
    'قیمت',
  ],
  items: [
    'items',
    'item',
    'products',
    'product',
    'description',
    'lineitem name',
    'المنتجات',
    'المنتج',
    'الأصناف',
    'الصنف',
    'اقلام',
    'کالا',
    'کالاها',
    'محصول',
    'محصولات',
    'شرح',
  ],
  currency: ['currency', 'العملة', 'عملة', 'ارز', 'واحد پول', 'واحد'],
  method: [
    'method',
    'payment method',
    'payment',
    'paid by',
    'طريقة الدفع',
    'الدفع',
    'روش پرداخت',
    'پرداخت',
    'نحوه پرداخت',
  ],
  orderId: [
    'order id',
    'order',
    'order no',
    'order number',
    'invoice',
    'invoice no',
    'id',
    'رقم الطلب',
    'رقم الفاتورة',
    'شماره سفارش',
    'شماره فاکتور',
    'کد سفارش',
  ],
  name: [
    'name',
    'customer name',
    'full name',
    'billing name',
    'اسم العميل',
    'الاسم',
    'نام',
    'نام مشتری',
    'نام خریدار',
  ],
};

const BY_NAME = new Map(
  Object.entries(SYNONYMS).flatMap(([column, names]) =>
    names.map((name) => [headerKey(name), column as PurchaseColumn] as const),
  ),
);

/** Which column stands where, by the header line; a column that is named twice counts where it stands first. */
export function findColumns(header: readonly string[]): Map<PurchaseColumn, number> {
  const found = new Map<PurchaseColumn, number>();
  header.forEach((name, index) => {
    const column = BY_NAME.get(headerKey(name));
    if (column !== undefined && !found.has(column)) found.set(column, index);
  });
  return found;
}

/** Without case, spaces, punctuation and the difference between Arabic and Persian letters. */
function headerKey(name: string): string {
  return withoutBidiMarks(name)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/ة/g, 'ه')
    .replace(/[أإآ]/g, 'ا')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
