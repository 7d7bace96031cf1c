import type { InteractionChannel } from '../../database/customer-tables.ts';
import { sha256Hex } from '../../lib/ids.ts';
import { latinDigits } from '../dates/digits.ts';
import { type NewInteraction, recordInteractions } from '../feedback/record-interactions.ts';
import type { Importer, ReadSettings, RowPlace } from './importer.ts';
import { readPerson, showPerson } from './read-person.ts';
import { refusedRows } from './refused-rows.ts';
import { INTERACTION_FIELDS } from './said-fields.ts';
import { wordReader } from './words.ts';

/** Calls, meetings, texts, social and web contacts: one a row, known by its number, else by what the row says. */
export const interactionImporter: Importer<NewInteraction> = {
  kind: 'interactions',
  names: INTERACTION_FIELDS,
  required: [['date'], ['email', 'customer', 'phone']],
  mayRepeat: (fields) => !fields.has('id'),
  read: readInteraction,
  async write(tx, rows, { now, rules }) {
    const { recorded, alreadyKnown, created, refusals } = await recordInteractions(tx, rows, now, rules);
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
    channel: `${row.channel}, ${row.direction}`,
    ...(row.minutes === null ? {} : { minutes: String(row.minutes) }),
    ...(row.summary === '' || !row.summary ? {} : { summary: row.summary }),
  }),
};

const readChannel = wordReader<InteractionChannel>([
  [
    'phone',
    ['phone', 'call', 'telephone', 'phone call', 'هاتف', 'مكالمة', 'اتصال', 'تلفن', 'تماس', 'تماس تلفنی'],
  ],
  ['meeting', ['meeting', 'visit', 'in person', 'appointment', 'اجتماع', 'زيارة', 'جلسه', 'ملاقات', 'حضوری']],
  ['text', ['text', 'sms', 'whatsapp', 'message', 'chat', 'رسالة', 'واتساب', 'پیامک', 'پیام', 'واتساپ']],
  [
    'social',
    [
      'social',
      'instagram',
      'facebook',
      'linkedin',
      'twitter',
      'telegram',
      'إنستغرام',
      'اینستاگرام',
      'تلگرام',
    ],
  ],
  ['web', ['web', 'website', 'form', 'web form', 'live chat', 'الموقع', 'سایت', 'فرم']],
]);

const readDirection = wordReader<'incoming' | 'outgoing'>([
  ['incoming', ['incoming', 'in', 'inbound', 'received', 'وارد', 'واردة', 'ورودی', 'دریافتی']],
  ['outgoing', ['outgoing', 'out', 'outbound', 'sent', 'made', 'صادر', 'صادرة', 'خروجی', 'ارسالی']],
]);

function readInteraction(
  cell: (field: string) => string,
  place: RowPlace,
  settings: ReadSettings,
): NewInteraction | { problem: string } {
  const person = readPerson(cell, settings);
  if ('problem' in person) return person;
  const time = settings.time(cell('date'));
  if ('problem' in time) return time;
  const channel = cell('channel') === '' ? 'phone' : readChannel(cell('channel'));
  if (channel === undefined)
    return { problem: `"${cell('channel')}" is no channel: phone, meeting, text, social or web` };
  const direction = cell('direction') === '' ? 'incoming' : readDirection(cell('direction'));
  if (direction === undefined) return { problem: `"${cell('direction')}" is neither incoming nor outgoing` };
  const minutes = readMinutes(cell('minutes'));
  if (minutes === undefined) return { problem: `"${cell('minutes')}" is no number of minutes` };
  const summary = cell('summary');
  const content = [
    person.email,
    person.externalId,
    person.phone,
    channel,
    direction,
    time.occurredAt,
    summary,
  ];
  const repeat = place.repeats === 0 ? '' : `:${place.repeats + 1}`;
  const id = latinDigits(cell('id'));
  return {
    ...person,
    channel,
    direction,
    dedupeKey: id === '' ? `row:${sha256Hex(JSON.stringify(content))}${repeat}` : `${channel}:${id}`,
    at: time.occurredAt,
    minutes,
    summary,
    byWhom: cell('by') === '' ? null : cell('by'),
    source: 'csv',
    sourceRef: place.ref,
    importId: place.importId,
  };
}

const SECONDS = 60;

/** `4.5`, `4`, or `4:30` and `1:04:30`; null where there is none, undefined where it is no length of time. */
function readMinutes(text: string): number | null | undefined {
  if (text === '') return null;
  const plain = latinDigits(text)
    .replace(/[٫,]/, '.')
    .replace(/\s*(?:min(?:utes?)?|دقیقه|دقيقة)\.?$/iu, '');
  const clock = /^(?:(\d{1,2}):)?(\d{1,3}):(\d{2})$/.exec(plain);
  if (clock) return Number(clock[1] ?? 0) * SECONDS + Number(clock[2]) + Number(clock[3]) / SECONDS;
  return /^\d{1,5}(?:\.\d{1,3})?$/.test(plain) ? Number(plain) : undefined;
}
