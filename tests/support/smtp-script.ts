/** Where in an SMTP conversation something may go wrong, in the order in which they happen. */
export type SmtpStage =
  | 'connect' // before the greeting
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data' // instead of the 354
  | 'body' // each time bytes of the mail arrive
  | 'lastByte' // all is there but the final LF; a client that does not hold it back passes here too
  | 'dot' // the mail is complete
  | 'quit';

/** What the server does instead of going on as usual. */
export type SmtpAction =
  | { readonly kind: 'drop' } // orderly close without a reply
  | { readonly kind: 'reset' } // RST without a reply
  | { readonly kind: 'silence' } // keeps the connection and never says anything again
  | { readonly kind: 'reply'; readonly text: string; readonly hangUp?: 'drop' | 'reset' }
  | { readonly kind: 'delay'; readonly ms: number } // the usual reply, late
  | { readonly kind: 'half' } // the first half of the usual reply, then close
  | { readonly kind: 'replyThenReset' }; // the usual reply, then RST

/** What the script knows when it is asked. */
interface SmtpMoment {
  readonly stage: SmtpStage;
  /** Counts from 1. */
  readonly connection: number;
  /** Mails begun on this connection; 0 before the first MAIL. */
  readonly transaction: number;
  readonly from: string;
  readonly to: readonly string[];
  /** Bytes of the mail that have arrived. */
  readonly bytes: number;
}

/** Asked at every stage; undefined means: as usual. */
export type SmtpScript = (moment: SmtpMoment) => SmtpAction | undefined;

/** A fault at one stage; `afterBytes` waits for that much of the body. */
export interface SmtpFault {
  readonly at: SmtpStage;
  readonly action: SmtpAction;
  readonly afterBytes?: number;
}

/** The fault on the first `times` occasions (default 1, `Infinity` for ever), then a well-behaved server. */
export function faultFirst(fault: SmtpFault, times = 1): SmtpScript {
  let left = times;
  return (moment) => {
    if (left <= 0 || !matches(fault, moment)) return undefined;
    left--;
    return fault.action;
  };
}

/** Connection 1 suffers the first fault, connection 2 the second ...; undefined is a good connection, and so is the rest. */
export function faultPerConnection(faults: readonly (SmtpFault | undefined)[]): SmtpScript {
  return (moment) => {
    const fault = faults[moment.connection - 1];
    return fault && matches(fault, moment) ? fault.action : undefined;
  };
}

/**
 * A share (0..1) of the connections suffers one of `faults`, chosen by `random` when the connection opens. Give a
 * seeded generator, and print the seed.
 */
export function faultRandomly(faults: readonly SmtpFault[], share: number, random: () => number): SmtpScript {
  const chosen = new Map<number, SmtpFault | undefined>();
  return (moment) => {
    if (!chosen.has(moment.connection)) {
      const fault = random() < share ? faults[Math.floor(random() * faults.length)] : undefined;
      chosen.set(moment.connection, fault);
    }
    const fault = chosen.get(moment.connection);
    return fault && matches(fault, moment) ? fault.action : undefined;
  };
}

/** The faults O1 to O15 of the outgoing matrix, by name; each is one way in which a hand-over can fail. */
export const SMTP_FAULTS = {
  dropAtConnect: { at: 'connect', action: { kind: 'drop' } },
  resetAtConnect: { at: 'connect', action: { kind: 'reset' } },
  dropAtGreeting: { at: 'greeting', action: { kind: 'drop' } },
  busyGreeting: { at: 'greeting', action: { kind: 'reply', text: '421 4.3.2 Too busy', hangUp: 'drop' } },
  dropAtEhlo: { at: 'ehlo', action: { kind: 'drop' } },
  dropAtStartTls: { at: 'starttls', action: { kind: 'drop' } },
  refuseAuth: { at: 'auth', action: { kind: 'reply', text: '535 5.7.8 Authentication failed' } },
  dropAtMail: { at: 'mail', action: { kind: 'drop' } },
  deferMail: { at: 'mail', action: { kind: 'reply', text: '451 4.3.0 Try again later' } },
  refuseMail: { at: 'mail', action: { kind: 'reply', text: '550 5.7.1 Sender refused' } },
  dropAtRcpt: { at: 'rcpt', action: { kind: 'drop' } },
  greylist: { at: 'rcpt', action: { kind: 'reply', text: '450 4.7.1 Greylisted, come back' } },
  unknownUser: { at: 'rcpt', action: { kind: 'reply', text: '550 5.1.1 No such user' } },
  dropAt354: { at: 'data', action: { kind: 'drop' } },
  deferData: { at: 'data', action: { kind: 'reply', text: '451 4.3.0 Not now' } },
  dropInBody: { at: 'body', action: { kind: 'drop' } },
  resetInBody: { at: 'body', action: { kind: 'reset' } },
  dropBeforeLastByte: { at: 'lastByte', action: { kind: 'drop' } },
  dropAfterDot: { at: 'dot', action: { kind: 'drop' } },
  resetAfterDot: { at: 'dot', action: { kind: 'reset' } },
  silentAfterDot: { at: 'dot', action: { kind: 'silence' } },
  lateReply: { at: 'dot', action: { kind: 'delay', ms: 1500 } },
  halfReply: { at: 'dot', action: { kind: 'half' } },
  acceptThenReset: { at: 'dot', action: { kind: 'replyThenReset' } },
  deferAtDot: { at: 'dot', action: { kind: 'reply', text: '451 4.3.0 Mail not stored' } },
  closingAtDot: { at: 'dot', action: { kind: 'reply', text: '421 4.3.2 Going down', hangUp: 'drop' } },
  refuseAtDot: { at: 'dot', action: { kind: 'reply', text: '554 5.7.1 Refused as spam' } },
  unknownUserAtDot: { at: 'dot', action: { kind: 'reply', text: '550 5.1.1 No such user' } },
} as const satisfies Record<string, SmtpFault>;

function matches(fault: SmtpFault, moment: SmtpMoment): boolean {
  return fault.at === moment.stage && moment.bytes >= (fault.afterBytes ?? 0);
}
