import type { SandboxMessage } from '../sandbox-server.ts';
import { bakeryAs, personAs, writeLetter } from './letter.ts';
import { filePart } from './mime.ts';
import type { Person } from './person.ts';
import { CAKES, nameOf, type OrderLine, PRODUCTS, sayItems, totalOf } from './products.ts';
import { fill, type Random } from './random.ts';
import { answeredAt, digitsOf, sayDay } from './spoken-dates.ts';
import type { WritingDesk } from './writing-desk.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** One to four products, sometimes a cake, as a basket is. */
export function fillBasket(random: Random, isCompany: boolean): OrderLine[] {
  const kinds = random.int(1, 3);
  const lines: OrderLine[] = [];
  while (lines.length < kinds) {
    const product = random.pick(PRODUCTS);
    if (lines.every((line) => line.product !== product)) {
      lines.push({ product, count: isCompany ? random.int(2, 6) : random.int(1, 4) });
    }
  }
  if (random.chance(0.22)) lines.push({ product: random.pick(CAKES), count: 1 });
  return lines;
}

/** An order by mail: the question, the answer, often a confirmation, and at times thanks some days later. */
export function writeOrderThread(desk: WritingDesk, person: Person, orderedAt: Date): SandboxMessage[] {
  const { random } = desk;
  const { locale } = person;
  const customer = personAs(person, random);
  const bakery = bakeryAs(locale);
  const lines = fillBasket(random, person.company !== undefined);
  const wantedAt = openDayAfter(orderedAt, random.int(2, 6));
  const values = {
    items: sayItems(lines, locale),
    day: sayDay(wantedAt, locale),
    time: digitsOf(`${random.int(7, 16)}:${random.pick(['00', '15', '30'])}`, locale === 'fa' ? 'fa' : 'en'),
    total: sayTotal(totalOf(lines), locale),
  };
  const kind = person.company !== undefined && random.chance(0.7) ? 'companyOrders' : 'orders';
  const order = writeLetter(
    {
      from: customer,
      to: bakery,
      date: orderedAt,
      subject: fill(desk.draw(locale, 'orderSubjects'), values),
      text: desk.fromCustomer(person, desk.draw(locale, kind), values),
    },
    random,
  );
  const answer = writeLetter(
    {
      from: bakery,
      to: customer,
      date: answeredAt(orderedAt, random),
      text: desk.fromStaff(person, desk.draw(locale, 'orderAnswers'), values),
      answers: order,
    },
    random,
  );
  const thread = [order, answer];
  if (random.chance(0.35)) {
    thread.push(
      writeLetter(
        {
          from: customer,
          to: bakery,
          date: new Date(answer.letter.date.getTime() + random.int(4, 240) * MINUTE_MS),
          text: `${fill(desk.draw(locale, 'confirmations'), values)}\n${person.first}`,
          answers: answer,
        },
        random,
      ),
    );
  }
  return thread.map(({ message }) => message);
}

/** `days` later, or the Tuesday after when the bakery is closed on that day. */
function openDayAfter(date: Date, days: number): Date {
  const wanted = new Date(date.getTime() + days * DAY_MS);
  const closedFor = [2, 1][wanted.getUTCDay()] ?? 0;
  return new Date(wanted.getTime() + closedFor * DAY_MS);
}

/** A letter of thanks, often with a photograph, and usually an answer. */
export function writeThanksThread(desk: WritingDesk, person: Person, date: Date): SandboxMessage[] {
  const { random } = desk;
  const { locale } = person;
  const { subject, letter } = desk.draw(locale, 'thanks');
  const product = random.pick(PRODUCTS);
  const values = { item: nameOf(product, locale) };
  const thanks = writeLetter(
    {
      from: personAs(person, random),
      to: bakeryAs(locale),
      date,
      subject,
      text: desk.fromCustomer(person, letter, values),
      ...(random.chance(0.3) ? { attachments: [filePart('IMG_2041.jpg', 'image/jpeg', SMALL_PHOTO)] } : {}),
    },
    random,
  );
  if (random.chance(0.3)) return [thanks.message];
  const answer = writeLetter(
    {
      from: bakeryAs(locale),
      to: thanks.letter.from,
      date: answeredAt(date, random),
      text: desk.fromStaff(person, desk.draw(locale, 'thanksAnswers')),
      answers: thanks,
    },
    random,
  );
  return [thanks.message, answer.message];
}

/** `38.50 EUR`, `٣٨٫٥٠` has no place in old Arabic mail, and Persian takes its own digits. */
export function sayTotal(euro: number, locale: Person['locale']): string {
  if (locale === 'fa') return `${digitsOf(euro.toFixed(2).replace('.', '٫'), 'fa')} یورو`;
  return locale === 'ar' ? `${euro.toFixed(2)} يورو` : `${euro.toFixed(2)} EUR`;
}

/** A picture of one grey point. */
const SMALL_PHOTO = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////' +
    'wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);
