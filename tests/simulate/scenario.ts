import { inBusiness } from '../../src/database/in-business.ts';
import type { Db, Tx } from '../../src/database/tables.ts';
import { sha256Hex } from '../../src/lib/ids.ts';
import { enqueueEmail, type SendingIdentity } from '../../src/outbox/enqueue.ts';
import { isPaused, pauseSending, resumeSending } from '../../src/outbox/pause.ts';
import { suppress } from '../../src/outbox/suppress.ts';
import {
  absenceNotice,
  BAKERY_ADDRESS,
  bounceOf,
  letterFrom,
  orderConfirmation,
  unsubscribeWish,
} from './letters.ts';
import type { RunParts } from './run-parts.ts';
import { SIGNING_KEY } from './stage.ts';

/** A mail as it was delivered: what the checks hold the end against. */
export interface DeliveredMail {
  hash: string;
  kind: 'letter' | 'order' | 'forged order' | 'absence' | 'bounce' | 'wish';
  /** Of an order. */
  number?: number;
  when: 'history' | 'during';
  at: number;
}

/** What really happened, beside what Wafa knows of it. */
export interface Truth {
  delivered: DeliveredMail[];
  /** What each folder must hold, by content, but for copies of sent mail: INV11. */
  folders: Map<string, string[]>;
  /** Contents that somebody deleted or moved: they may be gone before anybody read them. */
  touched: Set<string>;
  /** Since when INBOX is known to be watched, as the look of each minute finds it: what comes later is new mail. */
  watchedBy: number;
}

const PEOPLE = ['Karim', 'Leila', 'Omid', 'Sara', 'Nadia', 'Yusuf'] as const;
const DAY_MS = 86_400_000;
/** Not read: mail that is moved there is gone from where it was. */
const ARCHIVE = 'Archive';

/** Everything that other people do in a run: customers, the shop, a mail administrator, the staff of the bakery. */
export function openScenario(parts: RunParts, db: Db, mailboxId: string) {
  const { world, mail, smtp, businessId } = parts;
  const { random } = world;
  const server = mail.scripted;
  const truth: Truth = { delivered: [], folders: new Map(), touched: new Set(), watchedBy: Infinity };
  const usedNumbers = new Set([server.folder().uidValidity]);
  let lastNumber = 100;
  const number = () => ++lastNumber;
  server.addFolder('Sent', '\\Sent');
  server.addFolder(ARCHIVE, undefined);
  for (const path of ['INBOX', 'Sent', ARCHIVE]) truth.folders.set(path, []);

  const deliver = (
    text: string,
    mailOf: Pick<DeliveredMail, 'kind' | 'number' | 'when'>,
    at: number,
    path = 'INBOX',
  ) => {
    const source = Buffer.from(text);
    const hash = sha256Hex(source);
    server.deliver(source, new Date(at), path);
    truth.delivered.push({ hash, at, ...mailOf });
    truth.folders.get(path)?.push(hash);
    world.note(`${mailOf.kind} ${mailOf.number ?? ''} is delivered to ${path}`);
  };

  const arrive = (when: DeliveredMail['when'], at: number) => {
    const date = new Date(at);
    const who = random.pick(PEOPLE);
    const next = number();
    const path = when === 'history' && random.chance(0.2) ? 'Sent' : 'INBOX';
    const kind = random.pick([
      'letter',
      'letter',
      'order',
      'order',
      'forged order',
      'absence',
      'wish',
      'again',
      'same id',
      'bounce',
    ] as const);
    if (kind === 'order')
      deliver(orderConfirmation({ number: next, who }, date), { kind, number: next, when }, at);
    else if (kind === 'forged order')
      deliver(
        orderConfirmation({ number: next, who, verified: false }, date),
        { kind, number: next, when },
        at,
      );
    else if (kind === 'absence') deliver(absenceNotice(next, date), { kind, when }, at);
    else if (kind === 'wish') deliver(unsubscribeWish(who, next, date), { kind, when }, at);
    else if (kind === 'bounce') bounce(when, at, date);
    else if (kind === 'again') again(when, at);
    else {
      // Of two mails with one Message-ID both are kept.
      const id = kind === 'same id' ? 'always-the-same@customers.example' : undefined;
      deliver(letterFrom(who, next, date, id), { kind: 'letter', when }, at, path);
    }
  };
  const bounce = (when: DeliveredMail['when'], at: number, date: Date) => {
    if (smtp.accepted.length === 0) return;
    deliver(bounceOf(random.pick(smtp.accepted), random.chance(0.6), date), { kind: 'bounce', when }, at);
  };
  /** The very same bytes once more, perhaps in another folder. */
  const again = (when: DeliveredMail['when'], at: number) => {
    const folder = server.folder();
    if (folder.mails.length === 0) return;
    const { source } = random.pick(folder.mails);
    const known = truth.delivered.find(({ hash }) => hash === sha256Hex(source));
    const { kind, number: order } = known ?? { kind: 'letter' as const };
    deliver(source.toString(), { kind, when, ...(order === undefined ? {} : { number: order }) }, at);
  };
  const remove = (path: string) => {
    const folder = server.folder(path);
    if (folder.mails.length === 0) return undefined;
    const gone = random.pick(folder.mails);
    server.expunge(gone.uid, path);
    const hash = sha256Hex(gone.source);
    const hashes = truth.folders.get(path) ?? [];
    hashes.splice(hashes.indexOf(hash), 1);
    truth.touched.add(hash);
    return gone;
  };

  const others: Record<string, () => unknown> = {
    'somebody deletes a mail': () => remove('INBOX'),
    'somebody moves a mail': () => {
      const to = random.pick([ARCHIVE, 'Sent']);
      const moved = remove('INBOX');
      if (!moved) return;
      server.deliver(moved.source, moved.internalDate, to);
      truth.folders.get(to)?.push(sha256Hex(moved.source));
    },
    'the server numbers a folder anew': () => {
      const path = random.chance(0.8) ? 'INBOX' : 'Sent';
      const before = server.folder(path).uidValidity;
      // Up or down; never one that it had.
      let next = before;
      while (usedNumbers.has(next)) next = before + random.between(-40, 40);
      usedNumbers.add(next);
      server.renumber(next, path);
    },
    'the mail server restarts': () => mail.kick(),
    'the database restarts': () => parts.database.restart(),
  };
  const staff: Record<string, (tx: Tx) => Promise<unknown>> = {
    'an address is suppressed': (tx) =>
      suppress(tx, {
        canonical: `${random.pick(PEOPLE).toLowerCase()}@customers.example`,
        scope: random.pick(['all', 'marketing'] as const),
        reason: 'asked for it',
        source: 'Maryam',
      }),
    'sending is paused': (tx) => pauseSending(tx, 'wait', 'Maryam'),
    'sending is resumed': (tx) => resumeSending(tx, 'Maryam', new Date(world.now)),
    'letters are decided on': async (tx) => {
      for (let left = random.between(1, 4); left > 0; left--) await write(tx);
    },
  };
  let letters = 0;
  const write = (tx: Tx) => {
    // Now and then the same occasion is decided on twice.
    const occasion = random.chance(0.2) ? Math.max(1, letters) : ++letters;
    const who = PEOPLE[occasion % PEOPLE.length] ?? 'Karim';
    const mailClass = occasion % 3 === 0 ? ('marketing' as const) : ('transactional' as const);
    const now = new Date(world.now);
    return enqueueEmail(
      tx,
      {
        idemKey: `bakery:note:${who}:${occasion}`,
        class: mailClass,
        mode: 'live',
        // Of an automation that is on, or it would be called off.
        automation: 'thank-you',
        template: 'note',
        locale: 'en',
        to: { name: who, address: `${who.toLowerCase()}@customers.example` },
        subject: `A note, number ${occasion}`,
        html: `<p>Dear ${who}</p>`,
        text: `Dear ${who}`,
        dueAt: now,
        expiresAt: new Date(now.getTime() + DAY_MS),
      },
      identityOf(businessId, mailboxId),
      now,
    );
  };
  const act = async (what: string, work: (tx: Tx) => Promise<unknown>) => {
    world.note(what);
    await inBusiness(db, businessId, work).catch(() => world.note('... which failed'));
    for (const nudge of parts.nudges) nudge();
  };

  return {
    truth,
    /** Before Wafa was connected. */
    past(count: number): void {
      for (let age = count; age > 0; age--) arrive('history', world.now - age * DAY_MS);
    },
    /** Decided on, and not sent yet. */
    async backlog(tx: Tx, count: number): Promise<void> {
      for (let one = 0; one < count; one++) await write(tx);
    },
    /** Plans what happens until `end`. */
    plan(end: number, calls: { mails: number; mischief: number; decisions: number }): void {
      const sometime = () => random.between(0, end - world.now);
      for (let one = 0; one < calls.mails; one++) world.at(sometime(), () => arrive('during', world.now));
      for (let one = 0; one < calls.mischief; one++) {
        const what = random.pick(Object.keys(others));
        world.at(sometime(), () => {
          world.note(what);
          others[what]?.();
        });
      }
      for (let one = 0; one < calls.decisions; one++) {
        const what = random.pick([
          'letters are decided on',
          'an address is suppressed',
          ...Object.keys(staff),
        ]);
        const work = staff[what];
        if (work) world.at(sometime(), () => void act(what, work));
      }
    },
    /** Whoever paused comes back. */
    async resume(): Promise<void> {
      await act('sending is resumed, at last', async (tx) => {
        if (await isPaused(tx)) await resumeSending(tx, 'Maryam', new Date(world.now));
      });
    },
  };
}

export type Scenario = ReturnType<typeof openScenario>;

function identityOf(businessId: string, mailboxId: string): SendingIdentity {
  return {
    businessId,
    mailboxId,
    from: { name: "Maryam's Bakery", address: BAKERY_ADDRESS },
    verp: 'plus',
    publicUrl: 'https://mail.bakery.example',
    key: SIGNING_KEY,
  };
}
