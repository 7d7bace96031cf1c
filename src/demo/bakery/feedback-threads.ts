import type { SandboxMessage } from '../sandbox-server.ts';
import { bakeryAs, personAs, type WrittenLetter, writeLetter } from './letter.ts';
import type { Person } from './person.ts';
import { fill } from './random.ts';
import { answeredAt, sayDay } from './spoken-dates.ts';
import type { Exchange } from './words/words.ts';
import type { WritingDesk } from './writing-desk.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A question and its answer. */
export function writeQuestionThread(desk: WritingDesk, person: Person, askedAt: Date): SandboxMessage[] {
  return writeExchange(desk, person, desk.draw(person.locale, 'questions'), askedAt).map(
    ({ message }) => message,
  );
}

/**
 * A complaint, the apology, and how it ends. Who is not `forgiving` says so, or says nothing any more.
 */
export function writeComplaintThread(
  desk: WritingDesk,
  person: Person,
  complainedAt: Date,
  forgiving: boolean,
): SandboxMessage[] {
  const { random } = desk;
  const grievance = desk.draw(person.locale, 'grievances');
  const thread = writeExchange(desk, person, grievance, complainedAt);
  const [complaint, answer] = thread;
  const speaksUp = forgiving || random.chance(0.6);
  if (complaint && answer && speaksUp) {
    const ending = writeLetter(
      {
        from: complaint.letter.from,
        to: answer.letter.from,
        date: new Date(answer.letter.date.getTime() + random.int(90, 1800) * MINUTE_MS),
        text: `${forgiving ? grievance.satisfied : grievance.unsatisfied}\n\n${person.name}`,
        answers: answer,
      },
      random,
    );
    thread.push(ending);
  }
  return thread.map(({ message }) => message);
}

function writeExchange(desk: WritingDesk, person: Person, words: Exchange, date: Date): WrittenLetter[] {
  const { random } = desk;
  const { locale } = person;
  const question = writeLetter(
    {
      from: personAs(person, random),
      to: bakeryAs(locale),
      date,
      subject: words.subject,
      text: desk.fromCustomer(person, words.letter),
    },
    random,
  );
  const answer = writeLetter(
    {
      from: bakeryAs(locale),
      to: question.letter.from,
      date: answeredAt(date, random),
      text: desk.fromStaff(person, words.answer),
      answers: question,
    },
    random,
  );
  return [question, answer];
}

/** The automatic answer of somebody who is away, seconds after the bakery wrote. */
export function writeOutOfOffice(desk: WritingDesk, person: Person, received: WrittenLetter): SandboxMessage {
  const { random } = desk;
  const words = desk.draw(person.locale, 'outOfOffice');
  const sentAt = received.letter.date.getTime();
  const day = sayDay(new Date(sentAt + random.int(3, 14) * DAY_MS), person.locale);
  const { message } = writeLetter(
    {
      from: { ...received.letter.to, client: 'plain' },
      to: received.letter.from,
      date: new Date(sentAt + random.int(2, 40) * 1000),
      subject: fill(words.subject, { subject: received.subject }),
      text: `${fill(words.letter, { day })}\n\n${person.name}`,
      headers: [
        ['In-Reply-To', received.messageId],
        ['Auto-Submitted', 'auto-replied'],
        ['X-Auto-Response-Suppress', 'All'],
        ['Precedence', 'auto_reply'],
      ],
    },
    random,
  );
  return message;
}
