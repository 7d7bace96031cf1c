import { codeOf, describeError } from '../../lib/errors.ts';
import { type FailureClass, MailboxFailure } from '../mailbox.ts';

/**
 * What imapflow threw, as one of our classes. `context` may hold what the connection heard before it ended (a BYE, an
 * error event), which says more than "connection not available"; `responseCode` the one of the last refusal (RFC 5530),
 * which imapflow tells for some commands only.
 */
export function toMailboxFailure(
  error: unknown,
  context: { heard?: unknown; path?: string; responseCode?: string } = {},
): MailboxFailure {
  if (error instanceof MailboxFailure) return error;
  const facts = factsOf(error);
  facts.responseCode ||= context.responseCode?.toUpperCase() ?? '';
  const words = [facts.text, ...(context.heard === undefined ? [] : [factsOf(context.heard).text])]
    .filter((text, at, all) => text !== '' && all.indexOf(text) === at)
    .join('; ');
  const message = (context.path === undefined ? words : `${context.path}: ${words}`).slice(0, MAX_WORDS);
  return new MailboxFailure(classOf(facts, words), message, { cause: error });
}

const MAX_WORDS = 500;

interface Facts {
  text: string;
  code: string;
  /** RFC 5530 response code. */
  responseCode: string;
  refusedLogin: boolean;
  refused: boolean;
  missingFolder: boolean;
}

/** The order matters: a full server refuses the login too, and must not be taken for a wrong password. */
function classOf(facts: Facts, words: string): FailureClass {
  if (facts.missingFolder || facts.responseCode === 'NONEXISTENT') return 'missing-folder';
  if (CAPACITY_CODES.has(facts.responseCode) || CAPACITY_WORDS.test(words)) return 'capacity';
  if (THROTTLE_CODES.has(facts.responseCode) || facts.code === 'ETHROTTLE' || THROTTLE_WORDS.test(words)) {
    return 'throttle';
  }
  if (facts.refusedLogin || NO_MECHANISM.test(words)) return 'auth';
  if (facts.refused || PROTOCOL_CODES.test(facts.code)) return 'protocol';
  return 'network';
}

const CAPACITY_CODES = new Set(['LIMIT', 'INUSE']);
const CAPACITY_WORDS =
  /too many (?:simultaneous |concurrent |open |active )?(?:imap )?(?:connections|sessions|logins|clients)|maximum (?:number of )?(?:simultaneous |concurrent )?(?:connections|sessions)|(?:connection|session) limit|mail_max_userip_connections|already (?:has|have) too many/i;
const THROTTLE_CODES = new Set(['THROTTLED', 'UNAVAILABLE', 'OVERQUOTA']);
const THROTTLE_WORDS =
  /throttl|rate.?limit|bandwidth limit|exceeded (?:the )?(?:bandwidth|command)|temporar(?:y|ily)|try again later|too many (?:requests|failed|attempts|invalid)/i;
/** The server takes neither passwords nor tokens, or not what there is. */
const NO_MECHANISM = /^Unsupported authentication mechanism/;
const PROTOCOL_CODES =
  /^(?:ParserError|LineTooLarge|LiteralTooLarge|ResponseTooLarge|TooManyTokens|TooManyResponses|InvalidResponse|UnexpectedTag|MissingTag|ResponseProcessingFailed|MissingServerExtension|NoMailboxSelected|MAX_IMAP_NESTING_REACHED)/;

function factsOf(error: unknown): Facts {
  const seen = typeof error === 'object' && error !== null ? error : {};
  const text = (name: string): string => {
    const value: unknown = Reflect.get(seen, name);
    return typeof value === 'string' ? value : '';
  };
  const said = text('responseText') || text('reason') || text('response');
  return {
    text: (said || describeError(error)).replaceAll(/[\p{Cc}\s]+/gu, ' ').trim(),
    code: codeOf(error) ?? '',
    responseCode: text('serverResponseCode').toUpperCase(),
    refusedLogin: Reflect.get(seen, 'authenticationFailed') === true,
    refused: text('responseStatus') !== '',
    missingFolder: Reflect.get(seen, 'mailboxMissing') === true,
  };
}
