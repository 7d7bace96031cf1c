import type { FieldNames } from './field-names.ts';
import { PERSON_FIELDS } from './purchase-fields.ts';

const DATE = ['time', 'at', 'created at', 'التاريخ', 'تاريخ', 'تاریخ', 'زمان'];
const ID = ['reference', 'number', 'ticket', 'رقم', 'شماره', 'شناسه'];

/** What a file of calls, meetings, texts, social and web contacts may tell of each. */
export const INTERACTION_FIELDS = {
  ...PERSON_FIELDS,
  date: DATE,
  channel: ['type', 'medium', 'القناة', 'نوع', 'کانال'],
  direction: ['way', 'in/out', 'الاتجاه', 'جهت'],
  minutes: ['duration', 'length', 'المدة', 'مدت', 'دقیقه'],
  summary: [
    'subject',
    'notes',
    'note',
    'text',
    'description',
    'الملخص',
    'ملاحظات',
    'خلاصه',
    'شرح',
    'توضیحات',
  ],
  by: ['agent', 'employee', 'staff', 'user', 'الموظف', 'کارمند', 'مسئول'],
  id: ID,
} satisfies FieldNames;

/** What a file of complaints, returns, support calls, survey answers, reviews and lost business may tell of each. */
export const FEEDBACK_FIELDS = {
  ...PERSON_FIELDS,
  date: DATE,
  kind: ['type', 'category', 'النوع', 'نوع'],
  text: [
    'comment',
    'comments',
    'message',
    'description',
    'review',
    'complaint',
    'النص',
    'التعليق',
    'متن',
    'نظر',
    'شرح',
  ],
  score: ['rating', 'stars', 'nps', 'csat', 'التقييم', 'امتیاز', 'نمره'],
  'score-of': ['out of', 'max score', 'scale', 'از'],
  channel: ['source', 'site', 'القناة', 'کانال'],
  product: ['product name', 'item', 'المنتج', 'محصول', 'کالا'],
  order: ['order id', 'order number', 'order no', 'رقم الطلب', 'شماره سفارش'],
  amount: ['refund', 'refunded', 'value', 'المبلغ', 'مبلغ'],
  currency: ['العملة', 'ارز', 'واحد پول'],
  competitor: ['lost to', 'المنافس', 'رقیب'],
  cause: ['reason', 'السبب', 'علت', 'دلیل'],
  done: ['resolution', 'action', 'what was done', 'الحل', 'اقدام', 'نتیجه'],
  satisfied: ['happy', 'resolved well', 'راضي', 'راضی'],
  resolved: ['resolved at', 'closed at', 'تاريخ الحل', 'تاریخ حل'],
  id: ID,
} satisfies FieldNames;
