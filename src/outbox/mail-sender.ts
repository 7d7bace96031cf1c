/** What became of one hand-over. Nothing here is guessed: what cannot be known is `uncertain`. */
export type Outcome =
  /** 2xx after the dot. */
  | { kind: 'sent'; reply: string }
  /** Provably not taken: a definite 4xx, or a failure before the last byte. `reply` only when the server said so. */
  | { kind: 'retry'; reason: string; reply?: SmtpReply }
  /** Provably not taken, and it never will be: a definite 5xx, or a mail this server cannot be given. */
  | { kind: 'rejected'; reply: SmtpReply }
  /** The fence said no: the last byte never left and the connection is destroyed. */
  | { kind: 'not-released'; reason: string }
  /** The last byte left and no definite reply came. */
  | { kind: 'uncertain'; reason: string };

/** A reply of RFC 5321 4.2, with its enhanced status code (RFC 3463) when it has one, such as `5.1.1`. */
export interface SmtpReply {
  code: number;
  enhanced: string | undefined;
  text: string;
}

/** One message to one recipient. */
export interface Envelope {
  /** The return path. */
  envelopeFrom: string;
  recipient: string;
  /** The mail with CRLF line ends, dots not stuffed. */
  bytes: Buffer;
}

/** Hands one message over. */
export interface Transmission extends Envelope {
  /** Asked once, when everything but the end of the message is on its way. Only true lets the end go. */
  fence: () => Promise<boolean>;
  /**
   * Asked at most once, as the end goes: the message that the caller will hand to this session next, if it has one. Its
   * envelope may leave at once.
   */
  next?: () => Envelope | undefined;
  /** Aborted: before the fence the connection is destroyed; after it, a short grace for the reply. */
  signal?: AbortSignal;
}

/** A conversation with a mail server, for one message at a time. */
export interface Session {
  /** Whether another message may be sent through it. */
  isUsable(): boolean;
  /** Never rejects. */
  transmit(transmission: Transmission): Promise<Outcome>;
  /** Ends it, or gives it back to its pool. */
  close(): void;
}

/** Hands mail to somebody else's server; one of Wafa's two ports. */
export interface MailSender {
  /**
   * Connects and logs in. Rejects with a SenderError when that fails, or when `signal` aborts: no mail is to blame
   * for it.
   */
  open(signal?: AbortSignal): Promise<Session>;
}

/** No conversation could be opened. `problem` tells whom to ask: the person who typed the password, or the network. */
export class SenderError extends Error {
  readonly problem: 'login' | 'encryption' | 'connection';

  constructor(message: string, problem: SenderError['problem'], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SenderError';
    this.problem = problem;
  }
}

/** Reads the code and the enhanced code from the text of a reply; undefined when it is not a whole reply. */
export function parseReply(text: string): SmtpReply | undefined {
  const match = /^([2-5]\d\d)(?:[ -]|$)(?:([245]\.\d{1,3}\.\d{1,3})(?:\s|$))?/.exec(text);
  if (!match) return undefined;
  return { code: Number(match[1]), enhanced: match[2], text: text.slice(0, MAX_REPLY_LENGTH) };
}

/** Longer replies are cut before they are kept. */
const MAX_REPLY_LENGTH = 1000;
