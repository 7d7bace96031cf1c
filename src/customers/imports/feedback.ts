import type { FeedbackKind } from '../../database/customer-tables.ts';
import { sha256Hex } from '../../lib/ids.ts';
import { latinDigits } from '../dates/digits.ts';
import { type NewFeedback, recordFeedback } from '../feedback/record-feedback.ts';
import { readCurrency, readMoney } from '../purchases/money-text.ts';
import { normaliseOrderId, orderKey } from '../purchases/order-text.ts';
import type { Importer, ReadSettings, RowPlace } from './importer.ts';
import { readPerson, showPerson } from './read-person.ts';
import { refusedRows } from './refused-rows.ts';
import { FEEDBACK_FIELDS } from './said-fields.ts';
import { readYesNo, wordReader } from './words.ts';

/** Complaints, returns, support calls, survey answers, reviews, lost business: one a row. */
export const feedbackImporter: Importer<NewFeedback> = {
  kind: 'feedback',
  names: FEEDBACK_FIELDS,
  required: [['date'], ['email', 'customer', 'phone'], ['kind']],
  mayRepeat: (fields) => !fields.has('id'),
  read: readFeedback,
  async write(tx, rows, { now, rules }) {
    const { recorded, alreadyKnown, created, refusals } = await recordFeedback(tx, rows, now, rules);
    return {
      recorded,
      alreadyKnown,
      created,
      changed: 0,
      refused: refusedRows(rows, refusals),
      warnings: [],
    };
  },
  show: (row, time) => ({
    ...showPerson(row),
    date: time(row.at),
    kind: row.kind,
    ...(row.score === null ? {} : { score: `${row.score}${row.scoreOf ? ` of ${row.scoreOf}` : ''}` }),
    ...(row.text ? { text: row.text.slice(0, MAX_TEXT_SHOWN) } : {}),
  }),
};

const MAX_TEXT_SHOWN = 60;

const readKind = wordReader<FeedbackKind>([
  ['complaint', ['complaint', 'claim', 'شكوى', 'شکایت']],
  ['return', ['return', 'refund', 'rma', 'إرجاع', 'مرتجع', 'مرجوعی', 'برگشت']],
  ['support-call', ['support-call', 'support', 'ticket', 'support ticket', 'دعم', 'پشتیبانی']],
  ['survey', ['survey', 'nps', 'csat', 'survey answer', 'استبيان', 'نظرسنجی']],
  ['review', ['review', 'rating', 'testimonial', 'مراجعة', 'تقييم', 'نظر', 'نقد']],
  ['lost-business', ['lost-business', 'lost', 'lost deal', 'churn', 'خسارة', 'از دست رفته']],
]);

function readFeedback(
  cell: (field: string) => string,
  place: RowPlace,
  settings: ReadSettings,
): NewFeedback | { problem: string } {
  const person = readPerson(cell, settings);
  if ('problem' in person) return person;
  const time = settings.time(cell('date'));
  if ('problem' in time) return time;
  const kind = readKind(cell('kind'));
  if (kind === undefined)
    return {
      problem: `"${cell('kind')}" is no kind of feedback: complaint, return, support-call, survey, review or lost-business`,
    };
  const score = readScore(cell('score'), cell('score-of'));
  if (score === undefined) return { problem: `"${cell('score')}" is not a score` };
  const money = readValue(cell, settings);
  if ('problem' in money) return money;
  const resolved = cell('resolved') === '' ? undefined : settings.time(cell('resolved'));
  if (resolved !== undefined && 'problem' in resolved) return resolved;
  const orderId = normaliseOrderId(cell('order'));
  const id = latinDigits(cell('id'));
  const text = cell('text');
  const content = [
    person.email,
    person.externalId,
    person.phone,
    kind,
    time.occurredAt,
    text,
    score,
    orderId,
  ];
  const repeat = place.repeats === 0 ? '' : `:${place.repeats + 1}`;
  const given = (field: string) => (cell(field) === '' ? null : cell(field));
  return {
    ...person,
    kind,
    dedupeKey: id === '' ? `row:${sha256Hex(JSON.stringify(content))}${repeat}` : `${kind}:${id}`,
    at: time.occurredAt,
    text,
    ...score,
    ...money,
    channel: given('channel'),
    product: cell('product') || undefined,
    purchaseKey: orderId === null ? undefined : orderKey(orderId),
    competitor: given('competitor'),
    cause: given('cause'),
    done: given('done'),
    satisfied: readYesNo(cell('satisfied')) ?? null,
    resolvedAt: resolved?.occurredAt ?? null,
    source: 'csv',
    sourceRef: place.ref,
    importId: place.importId,
  };
}

/** `8`, `8/10`, `4 of 5`; undefined when it is no score. */
function readScore(
  text: string,
  outOf: string,
): { score: number | null; scoreOf: number | null } | undefined {
  if (text === '') return { score: null, scoreOf: null };
  const match = /^(-?\d{1,4}(?:[.,]\d{1,2})?)\s*(?:(?:\/|of|out of|از|من)\s*(\d{1,4}))?$/iu.exec(
    latinDigits(text).trim(),
  );
  if (!match) return undefined;
  const scale = match[2] ?? latinDigits(outOf);
  return {
    score: Number(match[1]?.replace(',', '.')),
    scoreOf: /^\d{1,4}$/.test(scale) ? Number(scale) : null,
  };
}

function readValue(
  cell: (field: string) => string,
  { currency }: ReadSettings,
): Pick<NewFeedback, 'amountMinor' | 'currency'> | { problem: string } {
  if (cell('amount') === '') return { amountMinor: null, currency: null };
  const named = cell('currency') === '' ? currency : readCurrency(cell('currency'));
  if (named === undefined) return { problem: `"${cell('currency')}" is not a currency` };
  return readMoney(cell('amount'), named);
}
