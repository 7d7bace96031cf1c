import type { OutgoingState } from '../../../src/database/tables.ts';
import { senderTo } from '../../outbox/outbox-fixture.ts';
import type { SmtpFault } from '../../support/smtp-script.ts';
import { faultFirst, SMTP_FAULTS } from '../../support/smtp-scripted.ts';
import type { FaultCase } from '../fault-case.ts';
import { BOLD, outboxShop } from './outbox-shop.ts';

const MAILS = 12;

/** How a row of the matrix ends where only one mail of many meets it. */
interface HandOver {
  id: string;
  injected: string;
  faults: readonly SmtpFault[];
  /** What the mails that met it are, before anybody tries again. */
  left: readonly OutgoingState[];
  replyTimeoutMs?: number;
  quick?: boolean;
}

const { refuseAuth: _refuseAuth, dropAtStartTls: _dropAtStartTls, ...F } = SMTP_FAULTS;

const HAND_OVERS: readonly HandOver[] = [
  {
    id: 'O1',
    injected: 'the connection drops or is reset at once',
    faults: [F.dropAtConnect, F.resetAtConnect],
    left: ['queued'],
  },
  {
    id: 'O2',
    injected: 'it drops in place of the greeting, or 421 greets',
    faults: [F.dropAtGreeting, F.busyGreeting],
    left: ['queued'],
  },
  { id: 'O3', injected: 'it drops at EHLO', faults: [F.dropAtEhlo], left: ['queued'] },
  {
    id: 'O4',
    injected: 'it drops at MAIL, or MAIL is deferred',
    faults: [F.dropAtMail, F.deferMail],
    left: ['queued'],
  },
  {
    id: 'O5',
    injected: 'it drops at RCPT, or RCPT is deferred',
    faults: [F.dropAtRcpt, F.greylist],
    left: ['queued'],
  },
  {
    id: 'O6',
    injected: 'it drops in place of 354, or DATA is deferred',
    faults: [F.dropAt354, F.deferData],
    left: ['queued'],
  },
  {
    id: 'O7',
    injected: 'it drops or is reset in the middle of the mail',
    faults: [F.dropInBody, F.resetInBody],
    left: ['queued', 'uncertain'],
  },
  {
    id: 'O8',
    injected: 'it drops as the last byte comes',
    faults: [F.dropBeforeLastByte],
    left: ['uncertain'],
  },
  {
    id: 'O10',
    injected: 'the mail is taken and no reply comes',
    faults: [F.dropAfterDot, F.resetAfterDot, F.silentAfterDot],
    left: ['uncertain'],
    replyTimeoutMs: 1500,
    quick: true,
  },
  { id: 'O11', injected: 'the reply comes late', faults: [F.lateReply], left: ['sent'] },
  { id: 'O12', injected: 'half a reply comes', faults: [F.halfReply], left: ['uncertain'] },
  {
    id: 'O13',
    injected: '250, then a reset',
    faults: [F.acceptThenReset],
    left: ['sent', 'uncertain', 'queued'],
  },
  {
    id: 'O14',
    injected: '421 or 451 at the dot',
    faults: [F.closingAtDot, F.deferAtDot],
    left: ['queued'],
    quick: true,
  },
  {
    id: 'O15',
    injected: '5xx at the dot or at RCPT, 5.1.1',
    faults: [F.refuseAtDot, F.unknownUser, F.unknownUserAtDot],
    left: ['failed'],
  },
];

/** Each fault at the first mail of a connection, and at a later one, whose envelope went with the end of another. */
function caseOf({ id, injected, faults, left, replyTimeoutMs, quick }: HandOver): FaultCase {
  return {
    id,
    injected,
    checked: `the mail is ${left.join(' or ')}, all others are sent, and later everything queued is, once`,
    needs: ['postgres'],
    ...(quick ? { quick } : {}),
    async run(world) {
      const figures: string[] = [];
      for (const fault of faults) {
        for (const transaction of ONLY_AT_FIRST.has(fault.at) ? [1] : [1, 3]) {
          const shop = await outboxShop(world);
          await shop.fill(MAILS);
          const first = faultFirst(fault);
          shop.server.use((moment) =>
            transaction === 1 || moment.transaction >= transaction ? first(moment) : undefined,
          );
          const settings = { ...BOLD, connections: 2 };
          const options = { replyTimeoutMs: replyTimeoutMs ?? 20_000 };
          await shop.deliver(senderTo(shop.server, options), { settings });
          await shop.expect();
          const states = await shop.states();
          const others = Object.entries(states).filter(([state]) => state !== 'sent');
          if (others.some(([state, count]) => !left.some((one) => one === state) || count > 1))
            throw new Error(`${fault.at} at mail ${transaction}: ${JSON.stringify(states)}`);
          shop.server.use(() => undefined);
          await shop.makeDue();
          await shop.deliver(senderTo(shop.server), { settings });
          await shop.expect();
          const end = await shop.states();
          if (end.queued || end.claimed || end.transmitting)
            throw new Error(`in the end ${JSON.stringify(end)}`);
          figures.push(`${fault.at}/${transaction}: ${others.map(([state]) => state).join() || 'sent'}`);
        }
      }
      return figures.join(', ');
    },
  };
}

/** These happen once a connection. */
const ONLY_AT_FIRST: ReadonlySet<string> = new Set(['connect', 'greeting', 'ehlo']);

export const HAND_OVER_CASES = HAND_OVERS.map(caseOf);
