import type { SandboxMessage } from '../sandbox-server.ts';
import { writeOutOfOffice } from './feedback-threads.ts';
import { bakeryAs, type Correspondent, personAs, type WrittenLetter, writeLetter } from './letter.ts';
import { writeMarkedInvoice } from './marked-invoice.ts';
import { filePart, type Part } from './mime.ts';
import { STORY_DAYS } from './noise.ts';
import { sayTotal } from './order-thread.ts';
import type { Person } from './person.ts';
import { deckOf, fill } from './random.ts';
import { answeredAt, momentOn } from './spoken-dates.ts';
import { BAKERY_ADDRESS } from './staff.ts';
import { ALL_WORDS } from './words/all-words.ts';
import { GUILD_MEMBERS, GUILD_TOPICS } from './words/guild.ts';
import { MILL_CONFIRMATIONS, MILL_NOTICES, MILL_ORDERS } from './words/supplier.ts';
import type { WritingDesk } from './writing-desk.ts';

const DAY_MS = 86_400_000;
const GUILD_LIST = 'guild@lists.bakers.example';

/** The mailing list of the bakers' guild, where the bakery reads along and answers now and then. */
export function writeGuildList({ now, random }: WritingDesk): SandboxMessage[] {
  const headers: [string, string][] = [
    ['Sender', 'guild-bounces@lists.bakers.example'],
    ['List-Id', "Bakers' Guild <guild.lists.bakers.example>"],
    ['List-Post', `<mailto:${GUILD_LIST}>`],
    ['List-Unsubscribe', '<mailto:guild-leave@lists.bakers.example>'],
    ['Precedence', 'list'],
  ];
  const list: Correspondent = { name: "Bakers' Guild", address: GUILD_LIST, client: 'plain', locale: 'en' };
  const nextMember = deckOf(GUILD_MEMBERS, random);
  const member = (): Correspondent => {
    const [name, address] = nextMember();
    return { name, address, client: random.pick(['plain', 'gmail', 'apple']), locale: 'en' };
  };
  const sign = (text: string, from: Correspondent) =>
    `Dear all,\n\n${text}\n\n${from.address === BAKERY_ADDRESS ? 'Maryam' : (from.name.split(' ')[0] ?? '')}`;
  return GUILD_TOPICS.flatMap((topic, index) => {
    const date = momentOn(now, STORY_DAYS - 20 - index * 58, [6, 18], random);
    const starter = member();
    const subject = `[guild] ${topic.subject}`;
    const first = writeLetter(
      { from: starter, to: list, date, subject, text: sign(topic.post, starter), headers },
      random,
    );
    let at = date;
    const rest = topic.answers.map((text, place): WrittenLetter => {
      at = answeredAt(at, random);
      const isOurs = place === topic.answers.length - 1 && random.chance(0.4);
      const from = isOurs ? bakeryAs('en') : member();
      const listed = isOurs ? {} : { headers };
      return writeLetter(
        { from, to: list, date: at, text: sign(text, from), answers: first, ...listed },
        random,
      );
    });
    return [first, ...rest].map(({ message }) => message);
  });
}

const MILL: Correspondent = {
  name: 'Johann Steiner, Marchfeld Mill',
  address: 'orders@marchfeld-mill.example',
  client: 'outlook',
  locale: 'en',
};

/** Every month the bakery orders flour; the mill confirms, and bills. */
export function writeSupplier({ now, random }: WritingDesk): SandboxMessage[] {
  const nextOrder = deckOf(MILL_ORDERS, random);
  const nextConfirmation = deckOf(MILL_CONFIRMATIONS, random);
  const nextNotice = deckOf(MILL_NOTICES, random);
  return Array.from({ length: 23 }, (_, month) => {
    const date = momentOn(now, 9 + month * 31, [7, 13], random);
    const us = bakeryAs('en');
    const order = writeLetter(
      { from: us, to: MILL, date, subject: 'Flour', text: `Dear Mr Steiner,\n\n${nextOrder()}\n\nMaryam` },
      random,
    );
    const confirmation = writeLetter(
      {
        from: MILL,
        to: us,
        date: answeredAt(date, random),
        text: `Dear Maryam,\n\n${nextConfirmation()}\n\nKind regards\nJohann Steiner\nMarchfeld Mill`,
        answers: order,
      },
      random,
    );
    const number = String(202_400 + (23 - month) * 37);
    const notice = writeLetter(
      {
        from: MILL,
        to: us,
        date: new Date(confirmation.letter.date.getTime() + 2 * DAY_MS),
        subject: `Invoice ${number}`,
        text: `Dear Maryam,\n\n${fill(nextNotice(), { number })}\n\nKind regards\nJohann Steiner`,
        attachments: [invoiceFile(`mill-${number}`, 'Flour, see delivery note')],
      },
      random,
    );
    return [order, confirmation, notice].map(({ message }) => message);
  }).flat();
}

const INVOICE_EVERY_DAYS = 91;
/** For so long the accounts program has written them; before that Maryam did. */
const PROGRAM_DAYS = 300;
/** Who pays the latest one by transfer: the second of the companies; all else is collected. */
const PAYS_BY_TRANSFER = 1;
const DAYS_TO_PAY = 14;

/** The quarterly invoices to the companies that order, and the automatic replies of those who are away. */
export function writeInvoices(desk: WritingDesk, buyers: readonly Person[]): SandboxMessage[] {
  const { now, random } = desk;
  let number = 3100;
  return buyers.flatMap((buyer, place) => {
    const messages: SandboxMessage[] = [];
    for (let daysAgo = buyer.sinceDays - 40; daysAgo > buyer.silentDays; daysAgo -= INVOICE_EVERY_DAYS) {
      number += random.int(1, 6);
      const euro = random.int(60, 420) + random.pick([0, 0.5, 0.8]);
      const values = { number: `R-${number}`, total: sayTotal(euro, buyer.locale) };
      const date = momentOn(now, daysAgo, [8, 15], random);
      const file = invoiceFile(values.number, `Bread and pastry: ${euro.toFixed(2)} EUR`);
      if (daysAgo < PROGRAM_DAYS) {
        const dueAt =
          place === PAYS_BY_TRANSFER && daysAgo <= INVOICE_EVERY_DAYS
            ? new Date(date.getTime() + DAYS_TO_PAY * DAY_MS)
            : undefined;
        messages.push(
          writeMarkedInvoice({ number: values.number, to: buyer, euro, date, dueAt, file }, random),
        );
        continue;
      }
      const invoice = writeLetter(
        {
          from: bakeryAs(buyer.locale),
          to: personAs({ ...buyer, addresses: buyer.addresses.slice(0, 1) }, random),
          date,
          subject: fill(ALL_WORDS[buyer.locale].invoiceSubject, values),
          text: desk.fromStaff(buyer, desk.draw(buyer.locale, 'invoice'), values),
          attachments: [file],
        },
        random,
      );
      messages.push(invoice.message);
      if (random.chance(0.35)) messages.push(writeOutOfOffice(desk, buyer, invoice));
    }
    return messages;
  });
}

/** The smallest PDF that shows one line. */
function invoiceFile(name: string, line: string): Part {
  const stream = `BT /F1 12 Tf 72 720 Td (${line}) Tj ET`;
  const pdf = [
    '%PDF-1.4',
    '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj',
    '2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj',
    '3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> endobj',
    `4 0 obj <</Length ${stream.length}>> stream\n${stream}\nendstream endobj`,
    '5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj',
    'trailer <</Root 1 0 R/Size 6>>',
    '%%EOF',
  ].join('\n');
  return filePart(`${name}.pdf`, 'application/pdf', Buffer.from(pdf));
}
