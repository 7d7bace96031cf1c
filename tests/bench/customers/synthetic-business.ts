import type { BenchPlace } from './bench-places.ts';
import { bulkLoad } from './bulk-load.ts';

/** How large a business is made. */
export interface BusinessSize {
  readonly contacts: number;
  readonly purchases: number;
  readonly messages: number;
}

/** The business that is measured, and the time it lives at: its newest mail is a few minutes old. */
export interface SyntheticBusiness extends BusinessSize {
  readonly businessId: string;
  readonly now: Date;
}

/** Ids count up, as those that Wafa makes grow with time. */
export function syntheticId(kind: keyof typeof ID_PREFIXES, number: number): string {
  const digits = ID_PREFIXES[kind] + number.toString(16).padStart(24, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The address of a contact: one in three at a free-mail provider, the others at companies of five. */
export function syntheticAddress(number: number): string {
  return number % 3 === 0 ? `person${number}@gmail.com` : `person${number}@company${number % 5000}.example`;
}

const ID_PREFIXES = {
  contact: '01000000',
  purchase: '02000000',
  message: '03000000',
  product: '04000000',
  thread: '05000000',
} as const;
const BUSINESS_ID = '00000000-0000-7000-8000-000000000001';
const MAILBOX_ID = '00000000-0000-7000-8000-000000000002';
/** Each person's mail is in so many conversations at most. */
const THREADS_A_CONTACT = 4;
const PRODUCTS = 2000;
const YEARS = 3;
/** The few buy and write most of what there is: 1 would be everybody alike. */
const SKEW = 1.7;

/**
 * Fills an empty, migrated database with one business as large as asked: a few contacts have hundreds of purchases and
 * mails, most have a handful, over three years; names in three scripts, two thousand products, most mail incoming and by
 * hand. Rows are made by the server itself, indexes after the rows. The same sizes give the same business.
 */
export async function makeSyntheticBusiness(
  { owner, maintenanceMemory }: BenchPlace,
  size: BusinessSize,
  now: Date,
  say: (line: string) => void,
): Promise<SyntheticBusiness> {
  await owner.query('select setseed(0.1397)');
  await bulkLoad(owner, TABLES, maintenanceMemory, async () => {
    await owner.query(
      `insert into businesses (business_id, slug, name) values ('${BUSINESS_ID}', 'bakery', 'Bakery')`,
    );
    await owner.query(
      `insert into mailboxes (business_id, id, name, address)
       values ('${BUSINESS_ID}', '${MAILBOX_ID}', 'main', 'hello@bakery.example')`,
    );
    for (const [what, statement] of statementsOf(size, now)) {
      say(`making ${what}`);
      await owner.query(statement);
    }
  });
  say('gathering statistics');
  await owner.query('vacuum (analyze)');
  return { ...size, businessId: BUSINESS_ID, now };
}

/** Everything that gets rows: their indexes are made afterwards. */
const TABLES = [
  'contacts',
  'contact_addresses',
  'contact_words',
  'purchases',
  'products',
  'purchase_items',
  'threads',
  'messages',
  'message_addresses',
] as const;

function statementsOf({ contacts, purchases, messages }: BusinessSize, now: Date): [string, string][] {
  const at = `'${now.toISOString()}'::timestamptz`;
  const someone = `1 + floor(${contacts} * power(random(), ${SKEW}))::int`;
  const past = `${at} - random() * interval '${YEARS} years'`;
  return [
    [
      `${PRODUCTS} products`,
      `insert into products (business_id, id, name, folded_name, created_at)
       select '${BUSINESS_ID}', ${id('product', 'n')}, 'Product ' || n, 'product ' || n, ${at} from generate_series(1, ${PRODUCTS}) n`,
    ],
    [
      `${purchases} purchases`,
      `insert into purchases (business_id, id, contact_id, dedupe_key, order_id, occurred_at, amount_minor, currency, method,
         items, source, source_ref, history, credit_days, due_at, paid_minor, paid_at, created_at)
       select '${BUSINESS_ID}', ${id('purchase', 'n')}, ${id('contact', 'who')}, 'order:' || n, n::text, t, amount, 'USD', 'card',
         jsonb_build_array(jsonb_build_object('name', 'Product ' || product, 'quantity', 1)), 'csv', 'orders.csv:' || n, true,
         case when n % 4 = 0 then 30 end, case when n % 4 = 0 then t + interval '30 days' end, amount,
         least(t + random() * interval '40 days', ${at}), t
       from (select n, ${someone} as who, ${past} as t, (500 + random() * 20000)::int as amount,
         1 + floor(${PRODUCTS} * power(random(), 2))::int as product from generate_series(1, ${purchases}) n) as p`,
    ],
    [
      'their items',
      `insert into purchase_items (business_id, purchase_id, position, product_id, contact_id, occurred_at, quantity, amount_minor)
       select business_id, id, 0, ${id('product', `substr(items -> 0 ->> 'name', 9)::int`)}, contact_id, occurred_at, 1, amount_minor
       from purchases`,
    ],
    [
      `${messages} messages`,
      `insert into messages (business_id, id, content_hash, mailbox_id, thread_id, message_id, direction, class, subclass,
         class_reason, authenticity, authenticity_reason, authenticity_checked_by, arrival, subject, from_name, from_address,
         sent_at, received_at, text, size, contact_id, matched_at, detected_at, parser_version)
       select '${BUSINESS_ID}', ${id('message', 'n')}, 'content' || n, '${MAILBOX_ID}', ${id('thread', `(who::bigint * ${THREADS_A_CONTACT} + n % ${THREADS_A_CONTACT})`)}, 'mail' || n || '@bakery.example',
         case when n % 5 < 3 then 'incoming' else 'outgoing' end, case when n % 10 = 0 then 'other' else 'human' end, '', '', 'verified', '',
         'trusted-server', 'history', 'Order ' || n, 'Person ' || who, ${address('who')}, t, t, 'Thank you for the bread.', 2000,
         ${id('contact', 'who')}, t, t, 2
       from (select n, ${someone} as who, ${past} as t from generate_series(1, ${messages}) n) as m`,
    ],
    [
      'their threads',
      `insert into threads (business_id, id, subject_base, first_message_at, last_message_at)
       select business_id, thread_id, 'order', min(received_at), max(received_at) from messages group by 1, 2`,
    ],
    [
      'their addresses',
      `insert into message_addresses (business_id, message_id, position, role, name, address, canonical, contact_id)
       select business_id, id, 0, case when direction = 'incoming' then 'from' else 'to' end, from_name, from_address, from_address, contact_id
       from messages`,
    ],
    [
      `${contacts} contacts`,
      `insert into contacts (business_id, id, kind, name, name_own, locale, source, first_message_at, last_incoming_at,
         last_outgoing_at, incoming_count, outgoing_count, first_purchase_at, last_purchase_at, purchase_count,
         last_activity_at, scores_due_at, created_at)
       select '${BUSINESS_ID}', ${id('contact', 'n')}, case when p.number is null then 'lead' else 'customer' end,
         (${FIRST_NAMES})[1 + n % 12] || ' ' || (${LAST_NAMES})[1 + n / 12 % 12] || ' ' || n, true,
         (array['en', 'ar', 'fa'])[1 + n % 3], 'mail', m.first_at, m.last_in, m.last_out, coalesce(m.incoming, 0),
         coalesce(m.outgoing, 0), p.first_at, p.last_at, coalesce(p.number, 0), greatest(p.last_at, m.last_in), null,
         coalesce(least(p.first_at, m.first_at), ${at})
       from generate_series(1, ${contacts}) n
       left join (select contact_id, min(occurred_at) as first_at, max(occurred_at) as last_at, count(*)::int as number
         from purchases group by contact_id) p on p.contact_id = ${id('contact', 'n')}
       left join (select contact_id, min(sent_at) as first_at,
           max(sent_at) filter (where direction = 'incoming' and class = 'human') as last_in,
           max(sent_at) filter (where direction = 'outgoing') as last_out,
           count(*) filter (where direction = 'incoming' and class = 'human')::int as incoming,
           count(*) filter (where direction = 'outgoing' and class = 'human')::int as outgoing
         from messages group by contact_id) m on m.contact_id = ${id('contact', 'n')}`,
    ],
    [
      'addresses and words of their names',
      `insert into contact_addresses (business_id, canonical, address, contact_id)
       select '${BUSINESS_ID}', ${address('n')}, ${address('n')}, ${id('contact', 'n')} from generate_series(1, ${contacts}) n`,
    ],
    [
      'words of names',
      `insert into contact_words (business_id, word, contact_id)
       select distinct business_id, word, id from contacts, regexp_split_to_table(folded_name(name), '\\s+') as word`,
    ],
  ];
}

/** The same id as `syntheticId`, made by the server. */
function id(kind: keyof typeof ID_PREFIXES, number: string): string {
  return `('${ID_PREFIXES[kind]}' || lpad(to_hex(${number}), 24, '0'))::uuid`;
}

/** The same as `syntheticAddress`. */
function address(number: string): string {
  return `('person' || ${number} || case when ${number} % 3 = 0 then '@gmail.com' else '@company' || ${number} % 5000 || '.example' end)`;
}

const FIRST_NAMES = `array['Maryam', 'Karim', 'Leila', 'Omar', 'Sara', 'Reza', 'مریم', 'کریم', 'لیلا', 'عمر', 'سارة', 'رضا']`;
const LAST_NAMES = `array['Haddad', 'Rahimi', 'Nasser', 'Karimi', 'Saleh', 'Moradi', 'حداد', 'رحیمی', 'ناصر', 'کریمی', 'صالح', 'مرادی']`;
